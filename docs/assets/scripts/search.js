/* The search dialog: Pagefind's index behind an interface of our own. Imported on first use. */
const root = document.documentElement;
const LIMIT = 8, SUBS = 2, VARIANTS = 6;
const STOP = new Set(('a al como con cual cuando cuanto cuantos de del donde el en es esta hay la las lo los mas me mi no o para por que se si sin su un una y '
  + 'an and are can do does for from have how i in is it my of on or the to what when where which with').split(' '));

let view = null, engine = null, rows = null, turn = 0, hits = [], current = -1;

export const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const tidy = (text) => text.normalize('NFC').replace(/[¿?¡!«»“”"()[\],;]+/g, ' ').replace(/\s+/g, ' ').trim();

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

async function start() {
  if (!engine) {
    const starting = (async () => {
      const pagefind = await import(new URL(root.dataset.pagefind, document.baseURI).href);
      await pagefind.options({ excerptLength: 22 });
      await pagefind.init();
      return pagefind;
    })();
    engine = starting;
    starting.catch(() => { engine = null; });
  }
  rows ??= fetch(new URL(root.dataset.synonyms, document.baseURI)).then((answer) => (answer.ok ? answer.json() : [])).catch(() => []);
  return Promise.all([engine, rows]);
}

/* The words of a query that tell something; all of them when none does. */
function telling(query) {
  const words = query.split(' ').filter((word) => !STOP.has(fold(word)));
  return words.length ? words.join(' ') : query;
}

/* The query itself, then the query with each glossary synonym in its place. */
export function variants(query, synonyms) {
  const folded = ` ${fold(query)} `;
  const found = [];
  for (const [phrase, ...equivalents] of synonyms) {
    if (folded.includes(` ${phrase} `)) found.push([phrase, equivalents]);
  }
  found.sort((a, b) => b[0].length - a[0].length);
  const texts = [query];
  for (const [phrase, equivalents] of found) {
    for (const other of equivalents) texts.push(folded.replace(` ${phrase} `, ` ${other} `).trim());
  }
  return [...new Set(texts)].slice(0, VARIANTS);
}

/* Results of several queries in one order: each page at its best place, earlier queries first on ties. */
async function merged(pagefind, queries) {
  const answers = await Promise.all(queries.map((query) => pagefind.search(query)));
  const best = new Map();
  answers.forEach(({ results }, query) => results.forEach((result, place) => {
    const rank = place + query * 0.4;
    if (!(best.get(result.id)?.rank <= rank)) best.set(result.id, { rank, result });
  }));
  return [...best.values()].sort((a, b) => a.rank - b.rank).map(({ result }) => result);
}

async function find(query) {
  const [pagefind, synonyms] = await start();
  const words = query.split(' ');
  let found = await merged(pagefind, variants(query, synonyms));
  if (!found.length && words.length > 1) found = await merged(pagefind, words);
  return { count: found.length, pages: await Promise.all(found.slice(0, LIMIT).map((result) => result.data())) };
}

function option(href, title, small, excerpt, sub) {
  const link = make('a', { className: sub ? 'hit sub' : 'hit', href, tabIndex: -1, id: `hit-${hits.length}` }, make('b', { textContent: title.replace(/\s*[#¶]$/, '') }));
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

function render({ count, pages }, query, typed) {
  const { list, input, text } = view;
  hits = [];
  list.replaceChildren(...pages.map((page) => {
    const group = make('div', { ariaLabel: page.meta.title });
    group.role = 'group';
    const subs = page.sub_results.filter((sub) => sub.anchor && sub.title !== page.meta.title && sub.anchor.id !== 'sources');
    const own = page.sub_results.find((sub) => !sub.anchor) ?? page;
    group.append(option(marked(page.url, query), page.meta.title, page.meta.section, own.excerpt, false));
    const best = subs.sort((a, b) => (b.locations?.length ?? 0) - (a.locations?.length ?? 0)).slice(0, SUBS);
    for (const sub of best) group.append(option(marked(sub.url, query), sub.title, '', sub.excerpt, true));
    return group;
  }));
  list.scrollTop = 0;
  input.ariaExpanded = String(hits.length > 0);
  say(count ? text.count.replace('{n}', count) : `${text.none.replace('{q}', typed)} ${text.hint}`, !count);
  select(-1);
}

function say(message, big) {
  view.status.textContent = message;
  view.status.classList.toggle('big', big);
}

function clear(message) {
  hits = [];
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
  const typed = tidy(view.input.value), query = telling(typed), mine = ++turn;
  if (!query) return clear(view.text.start);
  const slow = setTimeout(() => { if (mine === turn && !hits.length) say(view.text.loading, true); }, 150);
  try {
    const answer = await find(query);
    if (mine === turn) render(answer, query, typed);
  } catch {
    if (mine === turn) clear(view.text.failed);
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

function build(text) {
  const input = make('input', { type: 'search', placeholder: text.field, autocomplete: 'off', spellcheck: false, enterKeyHint: 'search', ariaLabel: text.title, ariaExpanded: 'false', ariaAutoComplete: 'list' });
  input.role = 'combobox';
  input.setAttribute('aria-controls', 'hits');
  const list = make('div', { className: 'search-list', id: 'hits', ariaLabel: text.results });
  list.role = 'listbox';
  const status = make('p', { className: 'search-say big', textContent: text.start });
  status.role = 'status';
  const shut = make('button', { type: 'button', className: 'tool', ariaLabel: text.close }, make('i', { className: 'i i-close' }));
  const form = make('form', {}, make('i', { className: 'i i-search' }), input, shut);
  const dialog = make('dialog', { className: 'search', ariaLabel: text.title }, form, status, list, make('p', { className: 'search-keys', textContent: text.keys }));
  let timer = 0;
  input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  input.addEventListener('keydown', keys);
  form.addEventListener('submit', (event) => event.preventDefault());
  shut.addEventListener('click', close);
  dialog.addEventListener('click', (event) => { if (event.target === dialog) close(); });
  document.body.append(dialog);
  return { dialog, input, list, status, text };
}

export function open(button) {
  view ??= build(JSON.parse(button.dataset.t));
  if (!view.dialog.open) view.dialog.showModal();
  view.input.focus();
  view.input.select();
  start().catch(() => clear(view.text.failed));
}
