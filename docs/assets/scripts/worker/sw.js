/* Serves what the reader saved for offline reading. Registered by offline.js when the reader asks, never before;
   it saves nothing itself. A saved language is served as it was saved until the reader takes an update. */
const base = new URL('./', location.href);
const prefix = `apuntes:${base.pathname}:`;
const languageOf = (address) => (address.startsWith(`${base.href}en/`) ? 'en' : 'es');

addEventListener('activate', (event) => event.waitUntil(clients.claim()));

addEventListener('fetch', (event) => {
  const { request } = event, url = new URL(request.url);
  const ours = request.method === 'GET' && url.href.startsWith(base.href) && !request.headers.has('range');
  /* Lists, packs and what offline.js asks for anew come from the network. */
  if (ours && !/^(offline|packs)\//.test(url.href.slice(base.href.length)) && !url.searchParams.has('fresh')) event.respondWith(answer(event, url));
});

/* The caches in use, the page's language first. A save that is not complete is not in use. */
async function inUse(language) {
  const found = [];
  for (const name of language === 'en' ? ['en', 'es'] : ['es', 'en']) {
    const mark = await caches.match(new URL(`offline/saved/${name}`, base), { cacheName: `${prefix}saved` });
    found.push(mark ? await caches.open(`${prefix}${name}:${(await mark.json()).version}`) : null);
  }
  return found;
}

async function answer(event, url) {
  const { request } = event, navigating = request.mode === 'navigate';
  const asker = navigating ? url.href : (await clients.get(event.clientId))?.url ?? request.referrer;
  const [own, other] = await inUse(languageOf(asker));
  const address = url.origin + url.pathname;
  const saved = await own?.match(address);
  if (saved) return saved;
  const folder = address.endsWith('/index.html') ? address.slice(0, -10) : `${address}/`;
  if (navigating && await own?.match(folder)) return Response.redirect(folder + url.search, 302);
  try {
    return await fetch(request);
  } catch (error) {
    /* A page in another language finds its own files, and one that was not saved a page that says so. */
    const rest = await other?.match(address) ?? (navigating && await (own ?? other)?.match(new URL('unsaved.html', base)));
    if (rest) return rest;
    throw error;
  }
}
