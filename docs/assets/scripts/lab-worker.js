/* The lab terminal's engine, in a worker of its own: Python (Pyodide), the AWS CLI and the emulator.
   Loads only files of this site; what is big is compressed in itself and kept in the browser's cache,
   so that a second visit downloads nothing. Messages: {id, call, args} in, {id, result | error} out;
   besides, {progress} while starting and {show, kind, text} while a command runs. */
const CACHE = 'apuntes-labs';
let terminal = null;

async function cache() {
  try { return await caches.open(CACHE); } catch { return null; }      // plain http, private mode: without it
}

/* What the reader has saved for offline reading (offline.js) need not be kept twice. */
async function saved(url) {
  try { return await caches.match(url); } catch { return null; }
}

async function download(url, size, seen) {
  const answer = await fetch(url);
  if (!answer.ok || !answer.body) throw new Error(`${answer.status} ${url}`);
  const bytes = new Uint8Array(size), reader = answer.body.getReader();
  let place = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (place + value.length > size) throw new Error(`longer than expected: ${url}`);
    bytes.set(value, place);
    place += value.length;
    seen(value.length);
  }
  if (place !== size) throw new Error(`shorter than expected: ${url}`);
  return bytes;
}

/* All files, as many at a time as the browser likes; names -> bytes. */
async function loadAll(base, files) {
  const store = await cache();
  const total = Object.values(files).reduce((sum, size) => sum + size, 0);
  let have = 0, fetched = 0;
  const seen = (count) => { have += count; fetched += count; postMessage({ progress: 'load', have, total }); };
  const entries = await Promise.all(Object.entries(files).map(async ([name, size]) => {
    const url = new URL(name, base).href;
    const kept = await store?.match(url).catch(() => null) ?? await saved(url);
    const held = kept && new Uint8Array(await kept.arrayBuffer());
    if (held?.length === size) { have += size; return [name, held]; }
    const bytes = await download(url, size, seen);
    await store?.put(url, new Response(bytes)).catch(() => { /* the disk is full: it works, it is not kept */ });
    return [name, bytes];
  }));
  const wanted = new Set(Object.keys(files).map((name) => new URL(name, base).href));
  for (const { url } of await store?.keys().catch(() => []) ?? []) if (!wanted.has(url)) store.delete(url);
  return { loaded: Object.fromEntries(entries), fetched };
}

const unpacked = (bytes, type) => new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')), { headers: { 'Content-Type': type } });

/* The files of a plain tar (as bundle.py writes it) into Python's file system: ten times faster than in Python. */
function unpack(python, bytes, folder) {
  const text = (from, length) => new TextDecoder().decode(bytes.subarray(from, from + length)).split('\0')[0];
  const made = new Set();
  for (let place = 0; place + 512 <= bytes.length && bytes[place];) {
    const prefix = text(place + 345, 155), name = `${folder}/${prefix ? prefix + '/' : ''}${text(place, 100)}`;
    const size = parseInt(text(place + 124, 12), 8), parent = name.slice(0, name.lastIndexOf('/'));
    if (!made.has(parent)) { python.FS.mkdirTree(parent); made.add(parent); }
    python.FS.writeFile(name, bytes.subarray(place + 512, place + 512 + size));
    place += 512 + Math.ceil(size / 512) * 512;
  }
}

async function start({ base, files, scripts, info, services }) {
  const begun = performance.now();
  const place = new URL(scripts, base).href;
  const code = Promise.all(['pyodide.mjs', 'pyodide.asm.mjs'].map((name) => import(place + name)));
  code.catch(() => { /* awaited below */ });
  const { loaded, fetched } = await loadAll(base, files);
  const find = (end) => Object.keys(loaded).find((name) => name.endsWith(end));
  postMessage({ progress: 'python' });
  /* Pyodide asks for two files by name: it gets them from what has been loaded. */
  const network = self.fetch.bind(self);
  self.fetch = (input, options) => {
    const name = String(input.url ?? input).split('/').pop();
    if (name === 'pyodide.asm.wasm') return Promise.resolve(unpacked(loaded[find('.wasm.gz')], 'application/wasm'));
    if (name === 'python_stdlib.zip') return Promise.resolve(unpacked(loaded[find('_stdlib.zip.gz')], 'application/zip'));
    return network(input, options);
  };
  const [{ loadPyodide }] = await code;
  const python = await loadPyodide({
    indexURL: place, packageBaseUrl: place, stdout() {}, stderr() {},
    lockFileContents: JSON.stringify({ info, packages: {} }),
    env: { HOME: '/home/lab', PYTHONDONTWRITEBYTECODE: '1' },
  });
  postMessage({ progress: 'aws' });
  const site = python.runPython('import site; site.getsitepackages()[0]');
  for (const end of ['packages.', 'project.']) {
    const name = Object.keys(loaded).find((each) => each.startsWith(end));
    unpack(python, new Uint8Array(await unpacked(loaded[name], 'application/x-tar').arrayBuffer()), site);
  }
  for (const name of Object.keys(loaded)) delete loaded[name];
  terminal = python.pyimport('apuntes.labs.browser').Terminal('/home/lab');
  setTimeout(() => { try { terminal.prepare(JSON.stringify(services)); } catch { /* the first command will load it */ } }, 50);
  return { seconds: (performance.now() - begun) / 1000, fetched };
}

const calls = {
  start,
  run: (text) => terminal.run(text, (kind, shown) => postMessage({ show: shown, kind })),
  split: (text) => JSON.parse(terminal.split(text)),
  more: (text) => terminal.incomplete(text),
  complete: (text) => JSON.parse(terminal.complete(text)),
  check: (checks) => JSON.parse(terminal.check(JSON.stringify(checks))),
  files: () => JSON.parse(terminal.files()),
  write: (name, text) => terminal.write(name, text),
  remove: (name) => terminal.remove(name),
  reset: () => terminal.reset(),
};

self.addEventListener('message', async ({ data: { id, call, args } }) => {
  try { postMessage({ id, result: await calls[call](...args) }); } catch (error) { postMessage({ id, error: String(error?.message ?? error) }); }
});
