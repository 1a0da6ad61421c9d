/* The filter over the rows of a reference page: text, and, where the form has them, service, evidence and date. */
const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/* Whether it changed on that day or later: a record may know only the month or year of its change, or only
   that there was one. */
const changedBy = (date, since) => since !== undefined && (!since || `${since}-99-99`.slice(0, 10) >= date);

const ui = UI;

export function start() {
  const form = document.querySelector('.filter');
  const { text, service, evidence, since } = form.elements;
  const count = form.querySelector('output');
  const rows = [], boxes = new Map();
  let head = null;
  for (const element of all('.prose :is(h2, .filterable tbody tr, .record)')) {
    if (element.matches('h2')) { head = element; continue; }
    const { evidence: kind, since: date } = element.dataset;
    rows.push({ row: element, service: head?.id, text: fold(element.textContent), kind, date });
    for (const box of [head, element.closest('.table-wrap')]) {
      if (box) boxes.set(box, [...boxes.get(box) ?? [], element]);
    }
  }

  const apply = () => {
    const words = fold(text.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { row, service: under, text: content, kind, date } of rows) {
      const fits = words.every((word) => content.includes(word))
        && (!service?.value || service.value === under)
        && (!evidence?.value || evidence.value === kind)
        && (!since?.value || changedBy(since.value, date));
      row.hidden = !fits;
      shown += fits;
    }
    for (const [box, inside] of boxes) box.hidden = inside.every((row) => row.hidden);
    count.textContent = ui.numbers_count.replace('{n}', shown).replace('{total}', rows.length);
  };
  const asked = new URLSearchParams(location.search).get('since');      // a link may bring the date
  if (since && asked) since.value = asked;
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  apply();
}
