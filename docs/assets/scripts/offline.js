/* “Save for offline reading” on about/offline: the files of this language, listed by the build with their hashes,
   go into a cache of their own, which worker/sw.js serves once it is complete. What is there already (from an
   interrupted save or an older version) is not loaded again. The labs' terminal is as big as the rest: it is added
   to the same cache when the reader asks for it, and from then on it comes along with every newer version. */
const ui = UI;
const base = new URL('../', import.meta.url);
const language = document.documentElement.lang;
const prefix = `apuntes:${base.pathname}:`;
const place = (path) => new URL(path, base).href;
const listed = place(`offline/${language}.json`), mark = place(`offline/saved/${language}`);
const SIDE_BY_SIDE = 6;
const LABS = 'apuntes-labs';                              // where lab-worker.js keeps what it has loaded

const fillIn = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const megabytes = (bytes) => `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(bytes / 1e6)}\u00a0MB`;
const day = (time) => new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(new Date(time));

class Changed extends Error {}

async function hash(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const nameOf = (version) => `${prefix}${language}:${version}`;
const versions = async () => (await caches.keys()).filter((name) => name.startsWith(nameOf('')));
const stored = async (cache, key) => (await (await cache.match(key))?.json()) ?? null;
const readMark = async () => (await (await caches.match(mark, { cacheName: `${prefix}saved` }))?.json()) ?? null;

/* The newest list of the site; null where the site has none or the network is off. */
async function newest() {
  const answer = await fetch(`${listed}?fresh=${Date.now()}`).catch(() => null);
  return answer?.ok ? answer.json() : null;
}

/* What a reader who has asked for the labs, or not, wants of a list. */
function wanted(list, labs) {
  if (!labs || !list.labs) return { version: list.version, size: list.size, files: list.files, labs };
  return { version: list.version, size: list.size + list.labs.size, files: [...list.files, ...list.labs.files], labs };
}

/* What other caches hold, by hash: unfinished saves of this language, the version in use, and what labs have loaded. */
async function known(except) {
  const found = new Map();
  if (list?.labs) {
    for (const name of await caches.keys()) {
      if (name === except || !(name === LABS || name.startsWith(prefix))) continue;
      const cache = await caches.open(name);
      for (const [path, , digest] of list.labs.files) if (await cache.match(place(path))) found.set(`${path} ${digest}`, cache);
    }
  }
  for (const name of await versions()) {
    if (name === except) continue;
    const cache = await caches.open(name);
    for (const [path, , digest] of (await stored(cache, listed))?.files ?? []) found.set(`${path} ${digest}`, cache);
  }
  return found;
}

/* How much of a list would have to be loaded. */
async function missing(list) {
  const name = nameOf(list.version), have = await known(name);
  const there = await caches.has(name) ? new Set((await (await caches.open(name)).keys()).map(({ url }) => url)) : new Set();
  const left = list.files.filter(([path, , digest]) => !there.has(place(path)) && !have.has(`${path} ${digest}`));
  return left.reduce((sum, [, size]) => sum + size, 0);
}

async function save(list, signal, progress) {
  const cache = await caches.open(nameOf(list.version));
  await cache.put(listed, Response.json(list));           // with `labs`: an interrupted save goes on as it began
  const there = new Set((await cache.keys()).map(({ url }) => url)), have = await known(nameOf(list.version));
  let done = 0;
  const one = async ([path, size, digest]) => {
    const key = place(path);
    if (!there.has(key)) {
      let copy = await have.get(`${path} ${digest}`)?.match(key);
      if (!copy) {
        const answer = await fetch(`${key}?fresh=${digest}`, { signal });
        if (!answer.ok && answer.status !== 404) throw new Error(answer.status);
        const bytes = await answer.arrayBuffer();
        if (!answer.ok || await hash(bytes) !== digest) throw new Changed(path);
        copy = new Response(bytes, { headers: { 'Content-Type': answer.headers.get('Content-Type') ?? '' } });
      }
      signal.throwIfAborted();
      await cache.put(key, copy);
    }
    progress(done += size);
  };
  const queue = [...list.files];
  const work = async () => { while (queue.length) { signal.throwIfAborted(); await one(queue.shift()); } };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work)).catch((error) => { queue.length = 0; throw error; });
  const { version, size, labs } = list;
  await (await caches.open(`${prefix}saved`)).put(mark, Response.json({ version, size, labs, time: Date.now() }));
  for (const name of await versions()) if (name !== nameOf(version)) await caches.delete(name);
}

async function remove() {
  const marks = await caches.open(`${prefix}saved`);
  await marks.delete(mark);
  for (const name of await versions()) await caches.delete(name);
  if ((await marks.keys()).length) return;
  await caches.delete(`${prefix}saved`);
  if ((await caches.keys()).some((name) => name.startsWith(prefix))) return;      // another language, half saved
  await (await navigator.serviceWorker.getRegistration(base.href))?.unregister();
}

const box = document.querySelector('.offline');
const say = box.querySelector('[role=status]'), bar = box.querySelector('progress');
const [keep, add, stop, drop] = box.querySelectorAll('button');
let list = null, saving = null, withLabs = false;

function show(text, buttons) {
  if (say.textContent !== text) say.textContent = text;
  for (const button of [keep, add, stop, drop]) button.hidden = !buttons.includes(button);
  bar.hidden = !saving;
}

async function refresh(before = '') {
  const saved = await readMark();
  list = await newest();
  const words = [before], buttons = [], parts = await versions();
  withLabs = Boolean(saved ? saved.labs : parts.length && (await stored(await caches.open(parts.at(-1)), listed))?.labs);
  if (saved) words.push(fillIn(ui.offline_saved, { day: day(saved.time), size: megabytes(saved.size) }));
  if (!list) words.push(saved ? ui.offline_unknown : ui.offline_unavailable);
  else if (saved?.version === list.version) {
    words.push(ui.offline_current);
    if (withLabs && list.labs) words.push(ui.offline_labs);
    else if (list.labs) {
      words.push(fillIn(ui.offline_labs_none, { left: megabytes(await missing(wanted(list, true))) }));
      buttons.push(add);
    }
  } else {
    const all = wanted(list, withLabs), left = await missing(all), part = !saved && parts.length > 0;
    words.push(fillIn(saved ? ui.offline_newer : part ? ui.offline_part : ui.offline_none, { size: megabytes(all.size), left: megabytes(left) }));
    keep.textContent = saved ? ui.offline_update : part ? ui.offline_resume : ui.offline_save;
    buttons.push(keep);
  }
  if (parts.length) buttons.push(drop);
  show(words.filter(Boolean).join(' '), buttons);
}

async function start(labs) {
  const all = wanted(list, labs);
  saving = new AbortController();
  bar.max = all.size;
  bar.value = 0;
  show(fillIn(ui.offline_saving, { size: megabytes(all.size) }), [stop]);
  stop.focus();
  let outcome = '';
  try {
    await navigator.serviceWorker.register(place('sw.js'));
    navigator.storage?.persist?.();
    await save(all, saving.signal, (done) => { bar.value = done; });
    await navigator.serviceWorker.ready;
  } catch (error) {
    saving.abort();
    outcome = error instanceof Changed ? ui.offline_changed : error.name === 'QuotaExceededError' ? ui.offline_full
      : error.name === 'AbortError' ? '' : ui.offline_cut;
  }
  saving = null;
  await refresh(outcome);
  [keep, add, drop].find((button) => !button.hidden)?.focus();
}
keep.addEventListener('click', () => start(withLabs));
add.addEventListener('click', () => start(true));
stop.addEventListener('click', () => saving?.abort());
drop.addEventListener('click', async () => {
  await remove();
  await refresh(ui.offline_removed);
  keep.focus();
});

if (navigator.serviceWorker && globalThis.caches && globalThis.crypto?.subtle) refresh(); else show(ui.offline_unsupported, []);
