/* Mock exam: set up, and go on with one that was left. Running it and its result are in exam-run.js, which is
   fetched with the questions when an exam starts. What is kept in between is described in progress.js. */
import { all, fillIn, json, make, notice, one, status } from './kit.js';
import { VERSION, read, write } from './progress.js';

const ui = UI;
const section = one('[data-practice="exam"]'), form = one('.setup', section);
const order = all('[name="service"]', form).map(({ value }) => value);
const stage = make('div'), say = status();
section.append(stage, say);

const mistakes = () => Object.keys(read('mistakes')?.ids ?? {});
const keep = (exam) => { if (!write('exam', exam)) say.say(ui.practice_not_kept); };

/* What an exam needs; `room` is what exam-run.js gets. */
let room = null;
async function prepare() {
  if (room) return;
  const [found, play, rules] = await Promise.all([json(new URL('./questions.json', import.meta.url)), import('./exam-run.js'), import('./exam-draw.js')]);
  const names = Object.keys(found.services).sort((a, b) => order.indexOf(a) - order.indexOf(b));
  room = {
    ui, stage, say, keep, mistakes, setUp, repeat, play, rules, root: section.dataset.root,
    services: Object.fromEntries(names.map((name) => [name, found.services[name]])), byId: new Map(found.questions.map((entry) => [entry.id, entry])),
  };
}

/* Set up. */
function settings() {
  const data = new FormData(form);
  return { exam: data.get('exam'), length: Number(data.get('length')), minutes: Number(data.get('minutes')), levels: data.getAll('level').map(Number), services: data.getAll('service') };
}

function count() {
  const { exam, length, levels } = settings();
  const kinds = all('[name="service"]:checked', form).flatMap(({ dataset }) => dataset.questions.split(' '));
  const fits = kinds.filter((kind) => kind.includes(exam) && levels.includes(Number(kind.slice(-1)))).length;
  one('[type="submit"]', form).disabled = !fits;
  const text = !fits ? ui.exam_count_none : fits < length ? fillIn(ui.exam_count_few, { n: fits }) : fillIn(ui.exam_count, { n: fits });
  const line = one('.exam-count', form);
  if (line.textContent !== text) line.textContent = text;
  one('.exam-all', form).textContent = one('[name="service"]:not(:checked)', form) ? ui.exam_every : ui.exam_none;
}

function setUp(focus = false) {
  stage.replaceChildren();
  form.hidden = false;
  const again = one('.exam-mistakes', form), n = mistakes().length;
  again.hidden = !n;
  again.textContent = fillIn(ui.exam_mistakes, { n });
  count();
  if (focus) one('input', form).focus();
}

function begin(items, minutes) {
  const exam = { v: VERSION, id: new Date().toISOString(), minutes: minutes * items.length, items, at: 0, used: 0, off: !minutes, phase: 'run' };
  keep(exam);
  form.hidden = true;
  room.play.run(exam, room, { focus: true });
}

async function start(choose) {
  say.say(ui.exam_loading);
  try { await prepare(); } catch { return say.say(ui.practice_failed); }
  const items = choose();
  if (!items.length) return say.say(ui.exam_count_none);
  say.say('');
  return begin(items, settings().minutes);
}

function repeat() { return start(() => room.rules.draw(mistakes().flatMap((id) => room.byId.get(id) ?? []), Infinity)); }

/* An exam that was left goes on: at once in the same tab, paused in another one. */
async function resume() {
  const kept = read('exam');
  mistakes();
  notice(section, ui);                               // of both, if one could not be read
  let same = false;
  try { same = sessionStorage.getItem('apuntes:exam') === kept?.id; } catch { /* forbidden */ }
  if (!kept) return setUp();
  form.hidden = true;
  try { await prepare(); } catch { return say.say(ui.practice_failed); }      // no form: starting would replace it
  const exam = room.rules.fit(kept, room.byId);
  if (!exam) return setUp();
  if (exam.items.length < kept.items.length) say.say(fillIn(ui.exam_gone, { n: kept.items.length - exam.items.length }));
  if (exam.phase === 'done') return room.play.show(exam, room);
  return room.play.run(exam, room, { paused: !same && exam.minutes > 0 && !exam.off });
}

addEventListener('pagehide', () => { try { sessionStorage.setItem('apuntes:exam', read('exam')?.id ?? ''); } catch { /* forbidden */ } });
form.addEventListener('input', count);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  const chosen = settings();
  start(() => room.rules.draw(room.rules.pool([...room.byId.values()], chosen), chosen.length));
});
one('.exam-mistakes', form).addEventListener('click', repeat);
one('.exam-all', form).addEventListener('click', () => {
  const checked = Boolean(one('[name="service"]:not(:checked)', form));
  all('[name="service"]', form).forEach((box) => { box.checked = checked; });
  count();
});
resume();
