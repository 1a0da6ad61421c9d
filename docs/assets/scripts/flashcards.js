/* Flashcards: the decks with what is due, and a session. Space shows the answer, 1 to 4 grade it, U undoes.
   Cards and scheduler are fetched when a deck is opened. */
import { address, all, button, fillIn, json, language, make, notice, one, status } from './kit.js';
import { VERSION, read, write } from './progress.js';

const ui = UI;
const section = one('[data-practice="flashcards"]'), home = one('.cards-home', section), { root } = section.dataset;
const FILES = {
  'es-en': './cards-es-en.json', 'en-es': './cards-en-es.json', terms: './cards-terms.json',
  figures: './cards-figures.json', 'then-now': './cards-then-now.json',
};
const tiles = all('.deck', home).map((item) => ({ item, deck: item.dataset.deck, total: Number(item.dataset.total), name: one('h2', item).textContent }));
const stage = make('div', { hidden: true }), say = status(), daily = one('.daily select', home);
section.append(stage, say);

const fresh = () => ({ v: VERSION, daily: Number(daily.value), cards: {}, day: { date: '', new: {} } });
let state = read('cards') ?? fresh(), session = null, rules = null;
if (![...daily.options].some(({ value }) => Number(value) === state.daily)) daily.append(make('option', { textContent: state.daily }));
daily.value = String(state.daily);

function keep(next) {
  state = next;
  if (!write('cards', state)) say.say(ui.practice_not_kept);
}

/* The scheduler is needed for a session; the list of decks does without while nothing has been learned. */
async function scheduler() {
  rules ??= await import('./cards-queue.js');
  return rules;
}

/* The list of decks. */
async function list() {
  stage.hidden = true;
  home.hidden = false;
  const line = one('.due', home), started = Object.keys(state.cards).length > 0;
  if (started) await scheduler();
  let due = 0;
  for (const { item, deck, total, name } of tiles) {
    const found = started ? rules.counts(state, deck, total, new Date()) : { due: 0, fresh: Math.min(state.daily, total), known: 0 };
    due += found.due;
    one('.deck-n', item).textContent = started ? fillIn(ui.deck_counts, { ...found, total }) : fillIn(ui.deck_cards, { n: total });
    if (!one('.btn', item)) {
      const open = button(ui.deck_study, () => study([deck]));
      open.ariaLabel = fillIn(ui.deck_study_name, { name });
      item.append(open);
    }
  }
  line.replaceChildren(...(due ? [fillIn(ui.cards_due, { n: due }), ' ', button(ui.cards_due_study, () => study(tiles.map(({ deck }) => deck), false), 'btn solid')] : []));
}

/* A session with these decks; `anew`: whether new cards come too. */
async function study(decks, anew = true) {
  let found;
  try {
    await scheduler();
    const wanted = anew ? decks : decks.filter((deck) => rules.counts(state, deck, 0, new Date()).due);
    found = await Promise.all(wanted.map(async (deck) => [deck, await json(new URL(FILES[deck], import.meta.url))]));
  } catch { return say.say(ui.cards_failed); }
  say.say('');
  const cards = new Map(found.flatMap(([deck, rows]) => rows.map(([id, ...card]) => [`${deck}:${id}`, card])));
  session = { cards, anew, undo: [], decks: Object.fromEntries(found.map(([deck, rows]) => [deck, rows.map(([id]) => `${deck}:${id}`)])) };
  home.hidden = true;
  stage.hidden = false;
  return front();
}

const interval = (from, to) => {
  const minutes = Math.max(1, Math.round((to - from) / 60_000));
  const [amount, unit] = minutes < 60 ? [minutes, 'minute'] : minutes < 1440 ? [Math.round(minutes / 60), 'hour'] : [Math.round(minutes / 1440), 'day'];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: unit === 'day' ? 'long' : 'short' }).format(amount);
};

function top() {
  const { learning, review, fresh: unseen } = rules.queue(state, session.decks, new Date(), session.anew);
  const undo = button(ui.cards_undo, takeBack, 'btn slight');
  undo.disabled = !session.undo.length;
  undo.ariaKeyShortcuts = 'u';
  return make('div', { className: 'flash-top' },
    make('p', { className: 'flash-left', textContent: fillIn(ui.cards_left, { fresh: unseen.length, review: review.length, learning: learning.length }) }),
    undo, button(ui.cards_stop, leave, 'btn slight'));
}

function front() {
  const name = rules.next(state, session.decks, new Date(), session.anew);
  session.name = name;
  session.shown = false;
  if (!name) return done();
  const [topic, text] = session.cards.get(name);
  const card = make('div', { className: 'flash-card', tabIndex: -1, ariaLabel: ui.cards_session },
    make('p', { className: 'flash-topic', textContent: topic }), make('p', { className: 'flash-front', innerHTML: text }));
  card.role = 'group';
  const show = button(ui.cards_show, back, 'btn solid');
  show.ariaKeyShortcuts = 'Space';
  stage.replaceChildren(make('div', { className: 'flash' }, top(), card, make('div', { className: 'row' }, show)));
  return card.focus();
}

function back() {
  const now = new Date();
  const [, , text, note, page] = session.cards.get(session.name);
  session.outcomes = rules.outcomes(state.cards[session.name], now);
  session.shown = true;
  const more = page && make('a', { href: address(root, page), textContent: ui.cards_more });
  const answer = make('div', { className: 'flash-back', tabIndex: -1, ariaLabel: ui.cards_answer }, make('p', { innerHTML: text }),
    ...(note || more ? [make('p', { className: 'flash-note' }, make('span', { innerHTML: note }), note && more ? ' · ' : '', more || '')] : []));
  answer.role = 'group';
  one('.flash-card', stage).append(answer);
  const words = [ui.cards_again, ui.cards_hard, ui.cards_good, ui.cards_easy];
  const grades = words.map((word, i) => {
    const made = button('', () => grade(i + 1), i === 2 ? 'btn solid' : 'btn');
    made.append(make('span', { textContent: `${i + 1} ${word}` }), make('small', { textContent: interval(now, new Date(session.outcomes[i + 1].due)) }));
    made.ariaKeyShortcuts = String(i + 1);
    return made;
  });
  one('.flash > .row', stage).replaceWith(make('div', { className: 'grades' }, ...grades));
  answer.focus();
}

function grade(n) {
  session.undo.push({ name: session.name, before: state });
  keep(rules.graded(state, session.name, session.outcomes[n], new Date()));
  front();
}

function takeBack() {
  const last = session.undo.pop();
  if (!last) return;
  keep(last.before);
  front();
  say.say(ui.cards_undone);
}

function done() {
  const when = rules.upcoming(state, session.decks);
  const text = when ? fillIn(ui.cards_next, { when: new Intl.DateTimeFormat(language, { dateStyle: 'full' }).format(when) }) : '';
  const box = make('div', { className: 'flash-card', tabIndex: -1 }, make('p', { className: 'flash-front', textContent: ui.cards_done }), make('p', { textContent: text }));
  stage.replaceChildren(make('div', { className: 'flash' }, top(), box));
  box.focus();
}

async function leave() {
  const [deck] = Object.keys(session.decks);
  session = null;
  await list();
  one(`[data-deck="${deck}"] .btn`, home).focus();
}

/* Keys only count inside the session, so they never take a letter from anything else. */
stage.addEventListener('keydown', (event) => {
  if (!session || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  const onControl = event.target.closest('button, a');
  if (event.key === ' ' && !onControl && session.name) {
    event.preventDefault();
    if (session.shown) grade(3); else back();
  } else if (session.shown && /^[1-4]$/.test(event.key)) {
    grade(Number(event.key));
  } else if (event.key.toLowerCase() === 'u') {
    takeBack();
  }
});

daily.addEventListener('change', () => { keep({ ...state, daily: Number(daily.value) }); list(); });
addEventListener('storage', ({ key }) => {
  if (key !== null && key !== 'apuntes:cards') return;
  state = read('cards') ?? fresh();                     // another tab has gone on: nothing of it is overwritten
  if (session) { session.undo = []; front(); } else list();
});
list().then(() => notice(section, ui), () => say.say(ui.cards_failed));
