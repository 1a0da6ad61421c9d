/* How the exam looks: one question, and the result. Pure: from questions and answers to elements. */
import { byService, right } from './exam-draw.js';
import { span } from './exam-clock.js';
import { address, fillIn, make } from './kit.js';

/* A question as the self-tests show it (same classes); `done` shows key and explanations. */
export function question(found, item, n, ui, { done = false, root = '', change = () => {} } = {}) {
  const levels = { 1: ui.quiz_level_1, 2: ui.quiz_level_2, 3: ui.quiz_level_3 };
  const field = make('fieldset', { className: done ? 'q done' : 'q', tabIndex: -1 });
  const good = right(found, item);
  const legend = make('legend', {}, make('span', { className: 'q-n' }, `${ui.quiz_question} ${n}`,
    make('span', { className: 'q-meta', textContent: ` · ${levels[found.level]}` })));
  if (done) {
    field.classList.toggle('right', good);
    const verdict = good ? ui.quiz_yes : item.chosen.length ? ui.quiz_no : ui.exam_blank;
    legend.append(make('span', { className: 'q-verdict', textContent: `${verdict} ` }));
  }
  legend.append(make('span', { innerHTML: found.stem }));
  field.append(legend);
  for (const place of item.order) {
    const [text, why, correct] = found.options[place];
    const chosen = item.chosen.includes(place);
    const input = make('input', { type: found.multiple ? 'checkbox' : 'radio', name: `exam-${n}`, value: place, checked: chosen, disabled: done });
    const label = make('label', {}, input, make('span', { innerHTML: text }));
    const option = make('div', { className: 'opt' }, label);
    if (done) {
      if (chosen) label.lastChild.append(make('span', { className: 'opt-yours', textContent: ui.exam_yours }));
      if (correct) option.dataset.correct = '';
      option.append(make('div', { className: 'why' }, make('div', {}, make('b', { textContent: correct ? ui.quiz_yes : ui.quiz_no }), ' ', make('span', { innerHTML: why }))));
    }
    field.append(option);
  }
  if (done) {
    field.append(make('div', { className: 'q-foot' }, make('span', { className: 'q-read' }, `${ui.quiz_read} `,
      make('a', { href: address(root, found.page, found.section), innerHTML: found.at }))));
  } else {
    field.addEventListener('change', () => change([...field.querySelectorAll('input:checked')].map((input) => Number(input.value))));
  }
  return field;
}

/* Score, table by service, every question with its explanations. */
export function result(exam, byId, services, ui, root) {
  const total = exam.items.length, good = exam.items.filter((item) => right(byId.get(item.q), item)).length;
  const heading = make('h2', { tabIndex: -1, textContent: ui.exam_result });
  const percent = new Intl.NumberFormat(document.documentElement.lang, { style: 'percent' }).format(good / total);
  const score = make('p', { className: 'exam-score', textContent: `${fillIn(ui.quiz_score, { n: good, total })} · ${percent}` });
  const time = make('p', { textContent: fillIn(ui.exam_used, { time: span(exam.used) }) });
  const row = (kind, ...cells) => make('tr', {}, ...cells.map((text, i) => {
    const cell = make(kind === 'head' || i === 0 ? 'th' : 'td', { textContent: text });
    if (cell.tagName === 'TH') cell.scope = kind === 'head' ? 'col' : 'row';
    return cell;
  }));
  const table = make('div', { className: 'table-wrap' }, make('table', {},
    make('thead', {}, row('head', ui.numbers_service, ui.exam_col_right, ui.exam_col_total)),
    make('tbody', {}, ...byService(exam.items, byId, Object.keys(services)).map(([name, n, of]) => row('body', services[name], n, of)))));
  const questions = exam.items.map((item, i) => question(byId.get(item.q), item, i + 1, ui, { done: true, root }));
  return { heading, parts: [heading, score, time, table], questions, good, total };
}
