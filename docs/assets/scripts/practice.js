/* The self-tests by service with the reader's own results, weak spots first; export, import and reset. */
import { address, all, ask, download, fillIn, json, make, notice, one, status } from './kit.js';
import { amount, clear, exported, imported, merge, quizzes, read } from './progress.js';

const ui = UI;
const section = one('[data-practice="tests"]');
const { root } = section.dataset;
const lists = one('.tests', section), weak = one('.weak', section), sum = one('.practice-sum', section);
const services = all('.tests-service', lists).map((box) => ({
  box, pages: all('[data-page]', box).map((item) => ({ item, page: item.dataset.page, total: Number(item.dataset.total), title: one('a', item).textContent, said: one('.tests-n', item), plain: one('.tests-n', item).textContent })),
}));
const pages = services.flatMap((service) => service.pages);
const same = (a, b) => a.length === b.length && a.every((place) => b.includes(place));

/* Which questions of a page went right and wrong; an answer to a question that is gone counts as nothing. */
function judge(questions, answers, mistakes) {
  const result = { right: 0, done: 0, wrong: [] };
  for (const [id, [key, anchor, title, stem]] of Object.entries(questions)) {
    const answer = answers[id];
    if (answer) {
      result.done += 1;
      if (same(key, answer)) result.right += 1;
    }
    const wrong = answer && !same(key, answer);
    if (wrong || id in mistakes) result.wrong.push({ stem, anchor, title, exam: !wrong });
  }
  return result;
}

function bar(part, total) {
  const inner = make('i');
  inner.style.width = `${(part / total) * 100}%`;
  return make('span', { className: 'quiz-bar', ariaHidden: 'true' }, inner);
}

function show({ item, said, plain, total }, { done, right }) {
  one('.quiz-bar', item)?.remove();
  said.textContent = done ? fillIn(ui.quiz_score, { n: right, total }) + (done < total ? ' · ' + fillIn(ui.practice_left, { n: total - done }) : '') : plain;
  if (done) item.append(bar(right, total));
}

function showWeak(found) {
  const spots = found.filter(({ result }) => result.wrong.length);
  weak.hidden = !spots.length;
  one('.weak-list', weak).replaceChildren(...spots.map(({ page, title, result }, place) => {
    const questions = result.wrong.map(({ stem, anchor, title: where, exam }) => make('li', {},
      make('span', { innerHTML: stem }), ' ',
      make('span', { className: 'weak-read' }, exam ? `${ui.practice_from_exam} · ` : '', `${ui.quiz_read} `,
        make('a', { href: address(root, page, anchor), innerHTML: where }))));
    const again = make('p', {}, make('a', { href: address(root, page, 'self-test'), textContent: ui.practice_again }));
    return make('details', { open: place === 0 },
      make('summary', {}, make('span', {}, `${title} · ${fillIn(ui.practice_wrong, { n: result.wrong.length })}`)),
      make('ul', {}, ...questions), again);
  }));
}

const worst = (a, b) => b.result.wrong.length / b.total - a.result.wrong.length / a.total;

async function render() {
  const answers = quizzes(), mistakes = read('mistakes')?.ids ?? {};
  const any = pages.some(({ page }) => answers[page]) || Object.keys(mistakes).length > 0;
  const key = any ? await json(new URL('./tests.json', import.meta.url)) : {};
  for (const entry of pages) {
    entry.result = judge(key[entry.page] ?? {}, answers[entry.page] ?? {}, mistakes);
    show(entry, entry.result);
  }
  for (const service of services) {
    service.total = service.pages.reduce((n, { total }) => n + total, 0);
    service.result = { wrong: service.pages.flatMap(({ result }) => result.wrong) };
    one('ul', service.box).append(...[...service.pages].sort(worst).map(({ item }) => item));
  }
  lists.append(...[...services].sort(worst).map(({ box }) => box));
  showWeak([...pages].sort(worst));
  const of = (what) => pages.reduce((n, { result }) => n + result[what], 0), total = pages.reduce((n, entry) => n + entry.total, 0);
  sum.replaceChildren(make('p', { textContent: any ? fillIn(ui.practice_sum, { right: of('right'), done: of('done'), total }) : ui.practice_none }),
    ...(any ? [bar(of('right'), total)] : []));
}

/* Export, import, reset. */
const tools = one('.practice-tools'), say = status();
tools.append(say);
const FAULTS = { corrupt: ui.import_corrupt, foreign: ui.import_foreign, older: ui.import_older, newer: ui.import_newer };

function save() {
  const now = new Date();
  download(`apuntes-aws-${now.toISOString().slice(0, 10)}.json`, JSON.stringify(exported(now), null, 1));
  say.say(ui.export_done);
}

async function load(file) {
  const found = imported(await file.text().catch(() => ''));
  if (found.fault) return say.say(FAULTS[found.fault]);
  const skipped = found.out ? ' ' + fillIn(ui.import_skipped, { n: found.out }) : '';
  const choice = await ask(fillIn(ui.import_ask, amount(found.value)) + skipped, { merge: ui.import_merge, no: ui.practice_cancel });
  if (choice !== 'merge') return say.say(ui.import_cancelled);
  const kept = merge(found.value);
  await render();
  return say.say(kept ? ui.import_done : ui.practice_not_kept);
}

one('.export', tools).addEventListener('click', save);
one('.import', tools).addEventListener('click', () => one('input[type="file"]', tools).click());
one('input[type="file"]', tools).addEventListener('change', async ({ target }) => {
  if (target.files[0]) await load(target.files[0]);
  target.value = '';
});
one('.reset', tools).addEventListener('click', async () => {
  if (await ask(ui.reset_ask, { no: ui.practice_cancel, yes: ui.reset_yes }) !== 'yes') return;
  clear();
  await render();
  say.say(ui.reset_done);
});

/* Answers given in another tab, or before the browser's back button, show as well. */
addEventListener('storage', render);
addEventListener('pageshow', ({ persisted }) => { if (persisted) render(); });
render().catch(() => { sum.replaceChildren(make('p', { textContent: ui.practice_failed })); }).then(() => notice(section, ui));
