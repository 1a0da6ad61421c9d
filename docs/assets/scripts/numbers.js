/* A filter over the tables of a reference page: text, and, where the table has them, service and evidence. */
const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function choice(label, options, everything) {
  const select = make('select', {}, new Option(everything, ''), ...options.map(([value, text]) => new Option(text, value)));
  return { select, field: make('label', {}, label, select) };
}

export function start() {
  const text = JSON.parse(document.querySelector('main').dataset.t);
  const tables = all('table.filterable').map((table) => {
    const box = table.closest('.table-wrap') ?? table;
    const head = box.previousElementSibling?.matches('h2') ? box.previousElementSibling : null;
    const rows = all('tbody tr', table).map((row) => ({ row, text: fold(row.textContent), evidence: row.dataset.evidence ?? '' }));
    return { box, head, rows, service: head?.id ?? '' };
  });
  const total = tables.reduce((sum, { rows }) => sum + rows.length, 0);
  const input = make('input', { type: 'search', autocomplete: 'off' });
  const services = choice(text.service, tables.filter(({ head }) => head).map(({ head, service }) => [service, head.firstChild.textContent]), text.all);
  const kinds = [...new Set(tables.flatMap(({ rows }) => rows.map(({ evidence }) => evidence)))].filter(Boolean).sort();
  const evidence = choice(text.evidence, kinds.map((kind) => [kind, text.kinds[kind] ?? kind]), text.all);
  const count = make('output');
  const form = make('form', { className: 'filter', ariaLabel: text.filter }, make('label', {}, text.search, input));
  form.role = 'search';
  if (services.select.options.length > 2) form.append(services.field);
  if (kinds.length > 1) form.append(evidence.field);
  form.append(count);

  const apply = () => {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { box, head, rows, service } of tables) {
      let here = 0;
      for (const { row, text: content, evidence: kind } of rows) {
        const fits = words.every((word) => content.includes(word))
          && (!services.select.value || services.select.value === service)
          && (!evidence.select.value || evidence.select.value === kind);
        row.hidden = !fits;
        here += fits;
      }
      box.hidden = !here;
      if (head) head.hidden = !here;
      shown += here;
    }
    count.textContent = text.count.replace('{n}', shown).replace('{total}', total);
  };
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  const first = tables[0].head ?? tables[0].box;
  first.before(form);
  apply();
}
