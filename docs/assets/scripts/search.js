/* The search dialog: Pagefind's index behind an interface of our own. Imported on first use. */
const root = document.documentElement;
const words = UI;
const BATCH = 3, SUBS = 2, READINGS = 3, SAID = 4;
/* Ranking: what a synonym is worth beside the word typed, how much more words count that stand together, the share of
   the best page's points below which a page is no result, and Pagefind's score at which a word gives half of what it can:
   scores have no upper end, and a page full of one word would beat the page that has them all. */
const SYNONYM = 0.6, TOGETHER = 1.5, ENOUGH = 0.2, HALF = 10;
/* Pagefind's weights: the overview of a service by its name, a page by its description (a lab has none here: it tells what
   its topics tell, and those should come first); pictures not at all. */
const WEIGHTS = { title: 5, service: 5, about: 2, section: 0, image: 0, image_alt: 0 };
const STOP = new Set(('a al algo como con cual cuando cuanto cuantos cuantas de del donde el en entre es esta este hacer hago hay la las lo los mas me mi mis '
  + 'no o para poder por porque puede puedo que quiero se si son soy su sus tener tengo tiene un una unos y '
  + 'am an and are as at be by can do does for from get has have how i in is it me my not of on or should that the there this to was what when where which why will with you').split(' '));

let view = null, engine = null, turn = 0, hits = [], rest = [], loading = false, current = -1;

export const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const tidy = (text) => text.normalize('NFC').replace(/[¿?¡!«»“”"()[\],;]+/g, ' ').replace(/\s+/g, ' ').trim();

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function start() {
  if (!engine) {
    const starting = (async () => {
      const pagefind = await import(new URL('../pagefind/pagefind.js', import.meta.url).href);
      await pagefind.options({ excerptLength: 22, noWorker: true, ranking: { metaWeights: WEIGHTS } });
      await pagefind.init();
      return pagefind;
    })();
    engine = starting;
    starting.catch(() => { engine = null; });
  }
  return engine;
}

/* Rows [phrase, equivalent…] of the glossary that can match a query, from the files of its words' first letters. */
const shelves = new Map();
async function synonymsOf(query) {
  const names = new Set(bare(query).split(' ').map((word) => (/^[a-z]/.test(word) ? word[0] : '0')));
  return (await Promise.all([...names].map((name) => {
    if (!shelves.has(name)) {
      const file = new URL(`../search/${root.lang}/${name}.json`, import.meta.url);
      shelves.set(name, fetch(file).then((answer) => answer.json()).catch(() => { shelves.delete(name); return []; }));
    }
    return shelves.get(name);
  }))).flat();
}

const tells = (word) => !STOP.has(fold(word));

/* The words of a query that tell something; all of them when none does. */
function telling(query) {
  const words = query.split(' ').filter(tells);
  return words.length ? words.join(' ') : query;
}

/* A short query from its first to its last telling word, as a page may say it: “límite de permisos”. No page says a long
   one, and the small words of it would have to be loaded. */
function trimmed(query) {
  const words = query.split(' ');
  const said = words.slice(words.findIndex(tells), words.findLastIndex(tells) + 1);
  return said.length && said.length <= SAID ? said.join(' ') : telling(query);
}

/* Words as the synonyms file has them (apuntes/site/search.py, `bare`): no accents, hyphens or plurals. */
const bare = (text) => fold(text).replaceAll('-', ' ').split(' ')
  .map((word) => (word.length > 3 ? word.replace(/e?s$/, '').replace(/e$/, '').replace(/y$/, 'i') : word)).join(' ');

/* The query itself, then the query with each glossary synonym in its place. Each as its telling words and
   the words that count more when they stand together. */
export function variants(query, synonyms) {
  const words = fold(query).replaceAll('-', ' ').split(' '), plain = ` ${bare(query)} `;
  const found = [];
  for (const [phrase, ...equivalents] of synonyms) {
    const start = plain.indexOf(` ${phrase} `);
    if (start >= 0) found.push([plain.slice(0, start).split(' ').length - 1, phrase.split(' ').length, equivalents]);
  }
  found.sort((a, b) => b[1] - a[1]);
  const readings = new Map([[telling(query), trimmed(query)]]);
  for (const [first, length, equivalents] of found) {
    if (found.some(([start, size]) => size > length && start < first + length && first < start + size)) continue;
    for (const other of equivalents) {
      const text = telling([...words.slice(0, first), other, ...words.slice(first + length)].join(' '));
      if (!readings.has(text)) readings.set(text, other);
    }
  }
  return [...readings].slice(0, READINGS);
}

/* Points of each page for one reading of the query, 1 for the best: the sum over its words, less where some
   are missing, more where they stand together. Pagefind alone would drop a page that lacks one word. */
async function answer(ask, [text, together]) {
  const words = [...new Set(text.split(' '))];
  const [whole, joined, ...single] = await Promise.all([text, `"${together}"`, ...words].map(ask));
  const pages = new Map();
  for (const result of single.flatMap(({ results }) => results)) {
    const page = pages.get(result.id) ?? { points: 0, words: 0, result };
    if (result.score > page.result.score) page.result = result;
    page.points += result.score / (result.score + HALF);
    page.words += 1;
    pages.set(result.id, page);
  }
  for (const result of whole.results) if (pages.has(result.id)) pages.get(result.id).result = result;
  for (const page of pages.values()) page.points *= page.words / words.length;
  for (const { id } of joined.results) if (pages.has(id)) pages.get(id).points *= TOGETHER;
  const top = Math.max(...[...pages.values()].map(({ points }) => points));
  for (const page of pages.values()) page.points /= top;
  return pages;
}

/* The pages that answer what was typed, best first, as Pagefind's results; `data()` loads the text of one. */
export async function search(typed) {
  const query = tidy(typed);
  const [pagefind, synonyms] = await Promise.all([start(), synonymsOf(query)]);
  const asked = new Map();
  const ask = (text) => asked.get(text) ?? asked.set(text, pagefind.search(text)).get(text);
  const answers = await Promise.all(variants(query, synonyms).map((reading) => answer(ask, reading)));
  const [own, ...others] = answers, best = new Map();
  for (const [id, { result }] of answers.flatMap((pages) => [...pages])) {
    if (best.has(id)) continue;
    const other = Math.max(0, ...others.map((pages) => pages.get(id)?.points ?? 0));
    best.set(id, { points: (own.get(id)?.points ?? 0) + SYNONYM * other, result });
  }
  /* Pagefind indexes iam:PassRole by its parts: “iam”, “pass” and “role”. */
  const parts = query.replace(/(\p{Ll})(?=\p{Lu}\p{Ll})/gu, '$1 ');
  if (!best.size && parts !== query) return search(parts);
  const found = [...best.values()].sort((a, b) => b.points - a.points);
  return found.filter(({ points }) => points >= ENOUGH * found[0].points).map(({ result }) => result);
}

function option(href, title, small, excerpt, sub) {
  const link = make('a', { className: sub ? 'hit sub' : 'hit', href, tabIndex: -1, id: `hit-${hits.length}` }, make('b', { textContent: title }));
  link.role = 'option';
  link.ariaSelected = 'false';
  if (small) link.append(make('small', { textContent: small }));
  if (excerpt) link.append(make('span', { innerHTML: excerpt }));    // Pagefind escapes the text and adds <mark>
  link.addEventListener('click', close);
  hits.push(link);
  return link;
}

function marked(url, query) {
  const [path, anchor] = url.split('#');
  return `${path}?h=${encodeURIComponent(query)}${anchor ? '#' + anchor : ''}`;
}

/* The text of a page is a few kB: the next batch is loaded when the reader gets near the end of the list. */
async function fill() {
  const { list } = view, mine = turn;
  if (loading || !rest.length || list.scrollTop + list.clientHeight < list.scrollHeight - 60) return;
  loading = true;
  const pages = await Promise.all(rest.splice(0, BATCH).map((result) => result.data())).catch(() => []);
  loading = false;
  if (mine === turn) show(pages);
}

function show(pages) {
  const query = telling(tidy(view.input.value));
  view.list.append(...pages.map((page) => {
    const group = make('div', { ariaLabel: page.meta.title });
    group.role = 'group';
    const subs = page.sub_results.filter((sub) => sub.anchor && sub.title !== page.meta.title && sub.anchor.id !== 'sources');
    const own = page.sub_results.find((sub) => !sub.anchor) ?? page;
    group.append(option(marked(page.url, query), page.meta.title, page.meta.section, own.excerpt, false));
    const best = subs.sort((a, b) => (b.locations?.length ?? 0) - (a.locations?.length ?? 0)).slice(0, SUBS);
    for (const sub of best) group.append(option(marked(sub.url, query), sub.title, '', sub.excerpt, true));
    return group;
  }));
  view.input.ariaExpanded = String(hits.length > 0);
  fill();
}

async function render(found, typed, mine) {
  const { list, ui } = view;
  const pages = await Promise.all(found.slice(0, BATCH).map((result) => result.data()));
  if (mine !== turn) return;
  hits = [];
  rest = found.slice(BATCH);
  list.replaceChildren();
  list.scrollTop = 0;
  show(pages);
  say(found.length ? ui.search_count.replace('{n}', found.length) : `${ui.search_none.replace('{q}', typed)} ${ui.search_none_hint}`, !found.length);
  select(-1);
}

function say(message, big) {
  view.status.textContent = message;
  view.status.classList.toggle('big', big);
}

function clear(message) {
  hits = [];
  rest = [];
  view.list.replaceChildren();
  view.input.ariaExpanded = 'false';
  select(-1);
  say(message, true);
}

function select(place) {
  hits[current]?.setAttribute('aria-selected', 'false');
  current = place;
  const link = hits[place];
  link?.setAttribute('aria-selected', 'true');
  link?.scrollIntoView({ block: 'nearest' });
  if (link) view.input.setAttribute('aria-activedescendant', link.id); else view.input.removeAttribute('aria-activedescendant');
}

async function ask() {
  const typed = tidy(view.input.value), mine = ++turn;
  if (!typed) return clear(view.ui.search_start);
  const slow = setTimeout(() => { if (mine === turn && !hits.length) say(view.ui.search_loading, true); }, 150);
  try {
    const found = await search(typed);
    if (mine === turn) await render(found, typed, mine);
  } catch {
    if (mine === turn) clear(view.ui.search_failed);
  }
  clearTimeout(slow);
}

function close() {
  view.input.blur();      // else the next “/” would still count as typed into the closed field
  view.dialog.close();
}

function keys(event) {
  const { key } = event;
  const last = hits.length - 1;
  if (key === 'ArrowDown') select(current >= last ? 0 : current + 1);
  else if (key === 'ArrowUp') select(current <= 0 ? last : current - 1);
  else if (key === 'Escape') close();
  else if (key === 'Enter') (hits[current] ?? hits[0])?.click();
  else return;
  event.preventDefault();
}

function build(ui) {
  const input = make('input', { type: 'search', placeholder: ui.search_field, autocomplete: 'off', spellcheck: false, enterKeyHint: 'search', ariaLabel: ui.search, ariaExpanded: 'false', ariaAutoComplete: 'list' });
  input.role = 'combobox';
  input.setAttribute('aria-controls', 'hits');
  const list = make('div', { className: 'search-list', id: 'hits', ariaLabel: ui.search_results });
  list.role = 'listbox';
  const status = make('p', { className: 'search-say big', textContent: ui.search_start });
  status.role = 'status';
  const shut = make('button', { type: 'button', className: 'tool', ariaLabel: ui.close }, make('i', { className: 'i i-close' }));
  const form = make('form', {}, make('i', { className: 'i i-search' }), input, shut);
  const dialog = make('dialog', { className: 'search', ariaLabel: ui.search }, form, status, list, make('p', { className: 'search-keys', textContent: ui.search_keys }));
  let timer = 0;
  input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(ask, 180); });
  input.addEventListener('keydown', keys);
  list.addEventListener('scroll', fill);
  form.addEventListener('submit', (event) => event.preventDefault());
  shut.addEventListener('click', close);
  dialog.addEventListener('click', (event) => { if (event.target === dialog) close(); });
  document.body.append(dialog);
  return { dialog, input, list, status, ui };
}

export function open() {
  view ??= build(words);
  if (!view.dialog.open) view.dialog.showModal();
  view.input.focus();
  view.input.select();
  start().catch(() => clear(view.ui.search_failed));
}
