/* For readers who saved the site: says, at most twice a day, that a newer version can be saved. Takes none itself. */
const ui = UI;
const HOURS = 12;
const base = new URL('../', import.meta.url);

function notice(link, dismiss) {
  const box = document.createElement('aside');
  Object.assign(box.style, {
    position: 'fixed', inset: 'auto 1rem 1rem', zIndex: 9, maxWidth: '26rem', marginInlineStart: 'auto', padding: '1rem',
    background: 'var(--sheet)', border: '1px solid var(--edge)', borderRadius: 'var(--r)', boxShadow: '0 4px 24px #0004',
  });
  box.ariaLabel = ui.update_label;
  const text = Object.assign(document.createElement('p'), { textContent: ui.update_there });
  const go = Object.assign(document.createElement('a'), { href: link, className: 'btn solid', textContent: ui.update_go });
  const later = Object.assign(document.createElement('button'), { type: 'button', className: 'btn', textContent: ui.update_later });
  later.addEventListener('click', () => { dismiss(); box.remove(); });
  const actions = document.createElement('p');
  actions.className = 'actions';
  actions.append(go, later);
  box.append(text, actions);
  document.body.append(box);
}

export async function start() {
  const language = document.documentElement.lang;
  const kept = await caches.match(new URL(`offline/saved/${language}`, base), { cacheName: `apuntes:${base.pathname}:saved` });
  if (!kept || document.querySelector('.offline')) return;
  const { version } = await kept.json(), key = `apuntes:update:${language}`;
  const { asked = 0, declined = '' } = JSON.parse(localStorage.getItem(key) ?? '{}');
  const write = (values) => localStorage.setItem(key, JSON.stringify({ asked, declined, ...values }));
  if (Date.now() - asked < HOURS * 3600e3) return;
  const answer = await fetch(new URL('offline/versions.json', base), { cache: 'no-cache' }).catch(() => null);
  if (!answer?.ok) return;
  const newest = (await answer.json())[language];
  if (newest === version || newest === declined) return write({ asked: Date.now() });
  notice(new URL(`${language === 'en' ? 'en/' : ''}about/offline/#save`, base), () => write({ declined: newest, asked: Date.now() }));
}
