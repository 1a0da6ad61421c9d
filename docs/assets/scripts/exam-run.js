/* A mock exam while it runs, and its result. */
import { clock, span } from './exam-clock.js';
import { right } from './exam-draw.js';
import { question, result } from './exam-view.js';
import { ask, button, fillIn, make, one } from './kit.js';
import { VERSION, read, write } from './progress.js';

/* `room`: {ui, stage, say, keep, mistakes, setUp, repeat, root, services, byId}. */
export function run(exam, room, { paused = false, focus: begun = false } = {}) {
  const { ui, stage, say, keep, byId, setUp } = room;
  const total = exam.items.length;
  const at = make('p', { className: 'exam-at' }), time = make('p', { className: 'exam-clock' });
  time.role = 'timer';
  const pause = button('', () => (ticking.running ? halt() : go()), 'btn slight'), off = button('', switchOff, 'btn slight');
  const bar = make('div', { className: 'exam-bar' }, at, time, pause, off);
  const place = make('div');
  const mark = button(ui.exam_mark, () => { here().marked = !here().marked; save(); }, 'btn');
  const back = button(ui.previous, () => move(exam.at - 1)), next = button(ui.next, () => move(exam.at + 1), 'btn solid');
  const moves = make('div', { className: 'row exam-moves' }, back, next, mark);
  const map = make('ol', { className: 'exam-map' }, ...exam.items.map((_, i) => make('li', {}, button(String(i + 1), () => move(i), ''))));
  const nav = make('nav', { ariaLabel: ui.exam_map }, map);
  const ends = make('div', { className: 'row exam-moves' }, button(ui.exam_finish, finish), button(ui.exam_drop, drop, 'btn slight'));
  const rest = make('div', { className: 'exam-pause' }, make('p', { textContent: ui.exam_paused }), make('p', {}, button(ui.exam_resume, () => go(), 'btn solid')));
  const work = [place, moves, nav, ends];
  const limit = exam.minutes * 60;
  let saved = 0, told = Infinity;

  const ticking = clock(exam, { tick, over() { say.say(ui.exam_over); end(); } });
  const here = () => exam.items[exam.at];

  function tick() {
    const left = limit - exam.used, timed = limit > 0 && !exam.off;
    time.textContent = timed ? span(left) : '';
    time.classList.toggle('short', timed && left < 60);
    for (const minutes of [5, 1]) {
      if (timed && left <= minutes * 60 && left > (minutes - 1) * 60 && told > minutes && limit > minutes * 60) { told = minutes; say.say(fillIn(ui.exam_left, { n: minutes })); }
    }
    if (Math.abs(exam.used - saved) >= 5) { saved = exam.used; keep(exam); }
  }

  function paint() {
    at.textContent = fillIn(ui.exam_at, { n: exam.at + 1, total });
    back.disabled = exam.at === 0;
    next.disabled = exam.at === total - 1;
    mark.ariaPressed = String(here().marked);
    pause.textContent = ticking.running ? ui.exam_pause : ui.exam_resume;
    pause.hidden = !limit || exam.off;
    off.hidden = !limit;
    off.textContent = exam.off ? ui.exam_clock_on : ui.exam_clock_off;
    exam.items.forEach(({ chosen, marked }, i) => {
      const cell = map.children[i].firstChild;
      cell.className = [chosen.length && 'answered', marked && 'marked'].filter(Boolean).join(' ');
      cell.ariaLabel = [`${ui.quiz_question} ${i + 1}`, chosen.length ? ui.exam_answered : ui.exam_blank_short, ...(marked ? [ui.exam_marked] : [])].join(', ');
      if (i === exam.at) cell.setAttribute('aria-current', 'true'); else cell.removeAttribute('aria-current');
    });
  }

  function save() { keep(exam); paint(); }

  function move(to, focus = true) {
    exam.at = to;
    place.replaceChildren(question(byId.get(here().q), here(), to + 1, ui, { change(chosen) { here().chosen = chosen; save(); } }));
    save();
    if (!focus) return;
    place.firstChild.focus({ preventScroll: true });
    const { top } = bar.getBoundingClientRect();
    if (top < 60 || top > innerHeight / 2) bar.scrollIntoView({ block: 'start' });
  }

  function halt(focus = true) {
    ticking.stop();
    if (exam.phase === 'done') return;                             // that tick was the last one
    keep(exam);
    stage.replaceChildren(make('div', { className: 'exam-run' }, bar, rest));
    paint();
    if (focus) one('button', rest).focus();
  }

  function go(focus = true) {
    stage.replaceChildren(make('div', { className: 'exam-run' }, bar, ...work));
    ticking.start();
    move(exam.at, focus);
  }

  function switchOff() {
    exam.off = !exam.off;
    say.say(exam.off ? ui.exam_clock_is_off : '');
    if (exam.off && !ticking.running) go(); else save();
    tick();
  }

  function close() {
    ticking.stop();
    removeEventListener('pagehide', leave);
  }
  function leave() { keep(exam); }

  async function finish() {
    const open = exam.items.filter(({ chosen }) => !chosen.length).length, marked = exam.items.filter((item) => item.marked).length;
    if ((open || marked) && await ask(fillIn(ui.exam_finish_ask, { open, marked }), { yes: ui.exam_finish, no: ui.exam_go_on }) !== 'yes') return;
    end();
  }

  function end() {
    if (exam.phase === 'done') return;
    exam.phase = 'done';
    close();
    remember(exam, room);
    keep(exam);
    show(exam, room, true);
  }

  async function drop() {
    if (await ask(ui.exam_drop_ask, { no: ui.exam_go_on, yes: ui.exam_drop }) !== 'yes') return;
    close();
    write('exam', null);
    setUp(true);
  }

  addEventListener('pagehide', leave);
  if (paused) halt(false); else go(begun);          // after a reload, focus stays with the page
}

/* What went wrong is kept for later; what went right now is forgotten. */
function remember({ items }, { byId, say, ui }) {
  const ids = { ...read('mistakes')?.ids }, now = new Date().toISOString();
  for (const item of items) {
    if (right(byId.get(item.q), item)) delete ids[item.q]; else ids[item.q] = now;
  }
  if (!write('mistakes', Object.keys(ids).length ? { v: VERSION, ids } : null)) say.say(ui.practice_not_kept);
}

/* The result. */
export function show(exam, room, focus = false) {
  const { ui, stage, mistakes, repeat, setUp, root, services, byId } = room;
  const { heading, parts, questions: list, good, total } = result(exam, byId, services, ui, root);
  const box = make('div', { className: 'exam-result' });
  const n = mistakes().length;
  const only = make('input', { type: 'checkbox' });
  only.addEventListener('change', () => box.classList.toggle('only-wrong', only.checked));
  const actions = make('div', { className: 'row' },
    ...(n ? [button(fillIn(ui.exam_mistakes, { n }), repeat, 'btn solid')] : []),
    button(ui.exam_new, () => { write('exam', null); setUp(true); }),
    button(ui.exam_print, () => print(), 'btn slight'));
  const filter = good && good < total ? [make('label', { className: 'row only' }, only, ui.exam_only)] : [];
  box.append(...parts, actions, ...filter, ...list);
  stage.replaceChildren(box);
  if (focus) heading.focus();
}
