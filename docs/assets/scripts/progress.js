/* The reader's progress: how it is kept in this browser, exported, imported, merged, cleared. No page in here.

   apuntes:quiz:<page>   answers of a self-test, {question: places of the options}; quiz.js writes it
   apuntes:mistakes      {v, ids: {question: when}}      questions that went wrong in an exam
   apuntes:exam          {v, id, minutes, items: [{q, order, chosen, marked}], at, used, off, phase}
   apuntes:cards         {v, daily, cards: {deck:record: FSRS state}, day: {date, new: {deck: count}}}
   apuntes:damaged:<key> the text of one of these that could not be read

   Whatever cannot be read is put aside under `damaged`, never overwritten: nothing is lost. */
const PREFIX = 'apuntes:', QUIZ = 'quiz:', DAMAGED = 'damaged:';
export const FORMAT = 'apuntes-aws-progress', VERSION = 1;

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const isCount = (value) => Number.isInteger(value) && value >= 0;
const isNumber = (value) => Number.isFinite(value) && value >= 0;
const isDate = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const isPlaces = (value) => Array.isArray(value) && value.length < 10 && value.every((place) => isCount(place) && place < 10);
const isAnswer = (value) => isPlaces(value) && value.length > 0;
const isItem = (item) => isObject(item) && typeof item.q === 'string' && isPlaces(item.order) && isPlaces(item.chosen);
const isCard = (card) => isObject(card) && isDate(card.due) && isDate(card.last_review)
  && [card.stability, card.difficulty, card.scheduled_days].every(isNumber)
  && [card.reps, card.lapses, card.learning_steps].every(isCount) && [0, 1, 2, 3].includes(card.state);
const isPage = (name) => /^[a-z0-9-]+(\/[a-z0-9-]+)*$/.test(name);

/* The entries that fit; what did not is counted in `left.out`. */
function sound(entries, fits, left) {
  const kept = Object.entries(isObject(entries) ? entries : {}).filter(([name, value]) => fits(value, name));
  left.out += (isObject(entries) ? Object.keys(entries).length : entries === undefined ? 0 : 1) - kept.length;
  return Object.fromEntries(kept);
}

/* What is stored under a name, reduced to what is sound; null if it is nothing of the kind. */
const clean = {
  mistakes: (value, left) => ({ v: VERSION, ids: sound(value.ids, isDate, left) }),
  exam(value) {
    const fits = typeof value.id === 'string' && Array.isArray(value.items) && value.items.length && value.items.every(isItem)
      && isCount(value.at) && value.at < value.items.length && isNumber(value.used) && isNumber(value.minutes)
      && ['run', 'done'].includes(value.phase);
    if (!fits) return null;
    const items = value.items.map(({ q, order, chosen, marked }) => ({ q, order, chosen, marked: marked === true }));
    const { id, minutes, at, used, phase } = value;
    return { v: VERSION, id, minutes, items, at, used, off: value.off === true, phase };
  },
  cards(value, left) {
    const day = isObject(value.day) && typeof value.day.date === 'string' ? { date: value.day.date, new: sound(value.day.new, isCount, left) } : { date: '', new: {} };
    return { v: VERSION, daily: isCount(value.daily) ? value.daily : 10, cards: sound(value.cards, isCard, left), day };
  },
};
const NAMES = Object.keys(clean);

const get = (key) => { try { return localStorage.getItem(PREFIX + key); } catch { return null; } };
function put(key, text) {
  try {
    if (text === null) localStorage.removeItem(PREFIX + key); else localStorage.setItem(PREFIX + key, text);
    return true;
  } catch { return false; }                                      // private mode, or no room
}
function keys(start) {
  try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX + start)).map((key) => key.slice(PREFIX.length)).sort(); } catch { return []; }
}

/* Move what cannot be read out of the way, unless there is no room for it. An earlier one stays. */
function setAside(key, text, whole) {
  let name = DAMAGED + key;
  for (let n = 2; get(name) !== null && get(name) !== text; n += 1) name = `${DAMAGED}${key}:${n}`;
  if (put(name, text) && whole) put(key, null);
}

function parsed(key) {
  const text = get(key);
  if (text === null) return { text };
  try { return { text, value: JSON.parse(text) }; } catch { return { text }; }
}

/* A value of this version, or null. */
export function read(name) {
  const { text, value } = parsed(name);
  if (text === null) return null;
  const left = { out: 0 };
  const found = isObject(value) && value.v === VERSION ? clean[name](value, left) : null;
  if (!found || left.out) setAside(name, text, !found);
  return found;
}

/* False if this browser does not keep it. */
export const write = (name, value) => put(name, value === null ? null : JSON.stringify(value));

/* The answers of all self-tests, {page: {question: places}}. */
export function quizzes() {
  const found = {};
  for (const key of keys(QUIZ)) {
    const { text, value } = parsed(key);
    const left = { out: 0 };
    const answers = isObject(value) ? sound(value, isAnswer, left) : null;
    if (!answers || left.out) setAside(key, text, !answers);
    if (answers && Object.keys(answers).length) found[key.slice(QUIZ.length)] = answers;
  }
  return found;
}

export const damaged = () => Object.fromEntries(keys(DAMAGED).map((key) => [key.slice(DAMAGED.length), get(key)]));
export const discard = () => keys(DAMAGED).forEach((key) => put(key, null));
export const clear = () => [...keys(QUIZ), ...NAMES].forEach((key) => put(key, null));

export function exported(now = new Date()) {
  return { format: FORMAT, version: VERSION, exported: now.toISOString(), quiz: quizzes(), ...Object.fromEntries(NAMES.map((name) => [name, read(name)])) };
}

/* A file's text -> {fault: 'corrupt' | 'foreign' | 'older' | 'newer'} or {value, out}; `out` counts what was not understood. */
export function imported(text) {
  let file;
  try { file = JSON.parse(text); } catch { return { fault: 'corrupt' }; }
  if (!isObject(file) || file.format !== FORMAT) return { fault: 'foreign' };
  if (!isCount(file.version)) return { fault: 'corrupt' };
  if (file.version !== VERSION) return { fault: file.version > VERSION ? 'newer' : 'older' };
  const left = { out: 0 };
  const pages = sound(file.quiz, (answers, page) => isPage(page) && isObject(answers), left);
  const value = { quiz: Object.fromEntries(Object.entries(pages).map(([page, answers]) => [page, sound(answers, isAnswer, left)])) };
  for (const name of NAMES) {
    const there = file[name] ?? null;
    value[name] = isObject(there) ? clean[name](there, left) : null;
    if (there !== null && value[name] === null) left.out += 1;
  }
  return { value, out: left.out };
}

/* How much there is, for the question before a merge. */
export const amount = ({ quiz, mistakes, exam, cards }) => ({
  answers: Object.values(quiz).reduce((sum, answers) => sum + Object.keys(answers).length, 0),
  cards: Object.keys(cards?.cards ?? {}).length,
  mistakes: Object.keys(mistakes?.ids ?? {}).length,
  exam: exam ? 1 : 0,
});

/* Add what is not here. Both have it: this browser's answer and exam stay; of a card, what was reviewed later.
   False if not all of it could be kept. */
export function merge({ quiz, mistakes, exam, cards }) {
  const here = quizzes();
  let kept = true;
  for (const [page, answers] of Object.entries(quiz)) {
    kept = put(QUIZ + page, JSON.stringify({ ...answers, ...here[page] })) && kept;
  }
  if (mistakes) kept = write('mistakes', { v: VERSION, ids: { ...mistakes.ids, ...read('mistakes')?.ids } }) && kept;
  if (exam && !read('exam')) kept = write('exam', exam) && kept;
  if (cards) {
    const mine = read('cards') ?? { ...cards, cards: {} };
    const later = { ...mine.cards };
    for (const [id, card] of Object.entries(cards.cards)) {
      if (!later[id] || Date.parse(card.last_review) > Date.parse(later[id].last_review)) later[id] = card;
    }
    kept = write('cards', { ...mine, cards: later }) && kept;
  }
  return kept;
}
