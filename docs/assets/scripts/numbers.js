/* The filter over the tables of a reference page: text, and, where the form has them, service and evidence. */
const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

export function start(ui) {
  const form = document.querySelector('.filter');
  const { text, service, evidence } = form.elements;
  const count = form.querySelector('output');
  const tables = all('table.filterable').map((table) => {
    const box = table.closest('.table-wrap') ?? table;
    const head = box.previousElementSibling?.matches('h2') ? box.previousElementSibling : null;
    const rows = all('tbody tr', table).map((row) => ({ row, text: fold(row.textContent), evidence: row.dataset.evidence }));
    return { box, head, rows, service: head?.id };
  });
  const total = tables.reduce((sum, { rows }) => sum + rows.length, 0);

  const apply = () => {
    const words = fold(text.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const table of tables) {
      let here = 0;
      for (const { row, text: content, evidence: kind } of table.rows) {
        const fits = words.every((word) => content.includes(word))
          && (!service?.value || service.value === table.service)
          && (!evidence?.value || evidence.value === kind);
        row.hidden = !fits;
        here += fits;
      }
      table.box.hidden = !here;
      if (table.head) table.head.hidden = !here;
      shown += here;
    }
    count.textContent = ui.numbers_count.replace('{n}', shown).replace('{total}', total);
  };
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  apply();
}
