/* What every page needs: colour scheme, language switch on the same section, contents, tabs, copying,
   tooltips. The rest (search, self-test, figures, highlighting) is imported when it is used.
   The build (apuntes/site/assets.py) puts the interface's words in the page's language for UI, and the
   names with their hashes for './name'. */
const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const one = (selector, within = document) => within.querySelector(selector);
const ui = UI;

const store = {
  get(key) { try { return localStorage.getItem('apuntes:' + key); } catch { return null; } },
  set(key, value) {
    try { value === null ? localStorage.removeItem('apuntes:' + key) : localStorage.setItem('apuntes:' + key, value); } catch { /* private mode */ }
  },
};

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/* Colour scheme: automatic, light, dark. The script in the head has already applied the choice. */
function scheme() {
  const button = one('.scheme');
  if (!button) return;
  const names = { auto: ui.scheme_auto, light: ui.scheme_light, dark: ui.scheme_dark };
  const modes = Object.keys(names);
  const show = () => {
    const mode = root.dataset.scheme || 'auto';
    button.title = `${ui.scheme}: ${names[mode]}`;
    button.ariaLabel = button.title;
    if (mode === 'auto') return;
    const colour = getComputedStyle(root).backgroundColor;
    all('meta[name="theme-color"]').forEach((meta) => { meta.content = colour; });
  };
  button.addEventListener('click', () => {
    const mode = modes[(modes.indexOf(root.dataset.scheme || 'auto') + 1) % 3];
    if (mode === 'auto') delete root.dataset.scheme; else root.dataset.scheme = mode;
    store.set('scheme', mode === 'auto' ? null : mode);
    show();
  });
  show();
}

/* Contents: mark the section being read; the language switch goes to the same one. */
const headings = all('.prose :is(h2, h3)[id]');
function reading() {
  let found = null;
  for (const heading of headings) {
    if (heading.getBoundingClientRect().top > innerHeight * 0.3) break;
    found = heading;
  }
  return found;
}

function contents() {
  document.addEventListener('pointerover', ({ target, pointerType }) => {   // by keyboard, the table of contents leads to each section
    const heading = pointerType === 'mouse' && target.closest?.('.prose :is(h2, h3)[id]');
    if (!heading || one('.headerlink', heading)) return;
    const link = make('a', { className: 'headerlink', href: `#${heading.id}`, textContent: '#', title: ui.permalink, tabIndex: -1 });
    link.ariaHidden = 'true';
    heading.append(link);
  });
  const panel = one('#toc');
  const links = new Map(all('#toc a').map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  if (panel && links.size) {
    let marked = null, due = false;
    const mark = () => {
      due = false;
      const atEnd = innerHeight + scrollY >= root.scrollHeight - 4;
      const link = links.get((atEnd ? headings.at(-1) : reading())?.id);
      if (link === marked) return;
      marked?.removeAttribute('aria-current');
      link?.setAttribute('aria-current', 'true');
      marked = link;
      if (link && panel.scrollHeight > panel.clientHeight) panel.scrollTop = link.offsetTop - panel.clientHeight / 2;
    };
    const later = () => { if (!due) { due = true; requestAnimationFrame(mark); } };
    addEventListener('scroll', later, { passive: true });
    later();
    panel.addEventListener('click', (event) => {
      if (event.target.closest('a') && panel.matches(':popover-open')) panel.hidePopover();
    });
  }
  for (const popover of all('[popover]')) {
    popover.addEventListener('focusout', ({ relatedTarget }) => {
      if (relatedTarget && popover.matches(':popover-open') && !popover.contains(relatedTarget)) popover.hidePopover();
    });
  }
  const twin = one('.lang');
  const keep = () => { twin.hash = scrollY > 200 ? reading()?.id ?? '' : ''; };
  if (twin) for (const kind of ['click', 'auxclick', 'contextmenu', 'focus']) twin.addEventListener(kind, keep);
}

/* Tabs: a choice holds for all tabs with that key, on every page and in both languages. */
function tabs() {
  const sets = all('.tabbed-set').map((set) => {
    const labels = all('.tabbed-labels > label', set).filter((label) => label.closest('.tabbed-set') === set);
    const inputs = all(':scope > input', set);
    const keys = labels.map((label) => label.dataset.tab || label.textContent.trim());
    all(':scope > .tabbed-content > .tabbed-block', set).forEach((block, i) => { block.dataset.label = labels[i].textContent; });
    return { set, inputs, keys };
  });
  const choose = (key) => sets.forEach(({ inputs, keys }) => {
    const place = keys.indexOf(key);
    if (place >= 0) inputs[place].checked = true;
  });
  let chosen = [];
  try { chosen = JSON.parse(store.get('tabs') || '[]').filter((key) => typeof key === 'string'); } catch { /* corrupt: start anew */ }
  [...chosen].reverse().forEach(choose);
  for (const { set, inputs, keys } of sets) {
    inputs.forEach((input, i) => input.addEventListener('change', () => {
      const before = set.getBoundingClientRect().top;
      choose(keys[i]);
      scrollBy({ top: set.getBoundingClientRect().top - before, behavior: 'instant' });
      chosen = [keys[i], ...chosen.filter((key) => key !== keys[i])].slice(0, 20);
      store.set('tabs', JSON.stringify(chosen));
    }));
  }
}

/* Copying code. Sites on plain http have no clipboard API, hence the second way. */
function copying() {
  const status = make('span', { className: 'vh' });
  status.role = 'status';
  const write = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = make('textarea', { value: text, className: 'vh' });
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  };
  for (const block of all('.prose .highlight')) {
    const button = make('button', { type: 'button', className: 'copy', ariaLabel: ui.copy_code, title: ui.copy_code }, make('i', { className: 'i i-copy' }));
    button.addEventListener('click', async () => {
      try { await write(one('code', block).textContent.trimEnd()); } catch { return; }
      status.textContent = ui.code_copied;
      button.classList.add('done');
      button.firstChild.className = 'i i-done';
      setTimeout(() => { status.textContent = ''; button.classList.remove('done'); button.firstChild.className = 'i i-copy'; }, 1800);
    });
    block.append(button);
  }
  document.body.append(status);
  const scrollable = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0; else target.removeAttribute('tabindex');
  }));
  all('.prose pre, .table-wrap, .diagram').forEach((box) => scrollable.observe(box));
}

/* Tooltips of glossary terms and footnotes: hover, keyboard focus, first tap. Escape closes.
   The definitions of the terms are one file, loaded for the first tooltip. */
function tooltips() {
  const kinds = '.term, .footnote-ref';
  const tip = make('div', { className: 'tip-box', id: 'tip', hidden: true });
  tip.role = 'tooltip';
  let owner = null, wanted = null, timer = 0, armed = false, touch = false, terms = null;

  const hide = () => {
    clearTimeout(timer);
    owner?.removeAttribute('aria-describedby');
    owner = wanted = null;
    tip.hidden = true;
  };
  const definitions = () => {
    terms ??= fetch(new URL('./terms.json', import.meta.url)).then((answer) => answer.json()).catch(() => { terms = null; return {}; });
    return terms;
  };
  const content = async (link) => {
    const id = decodeURIComponent(link.hash.slice(1));
    if (link.matches('.term')) {
      const text = (await definitions())[id];
      return text && [text, make('br'), make('a', { className: 'more', href: link.href, textContent: ui.tip_term })];
    }
    const copy = document.getElementById(id)?.cloneNode(true);
    if (!copy) return null;
    all('.footnote-backref', copy).forEach((back) => back.remove());
    return (one('p', copy) || copy).childNodes;
  };
  const show = async (link) => {
    clearTimeout(timer);
    if (link === owner) return;
    hide();
    wanted = link;
    const inside = await content(link);
    if (!inside || wanted !== link) return;
    tip.replaceChildren(...inside);
    owner = link;
    link.setAttribute('aria-describedby', 'tip');
    tip.hidden = false;
    const at = link.getClientRects()[0];
    const { width, height } = tip.getBoundingClientRect();
    const left = Math.max(16, Math.min(at.left + at.width / 2 - width / 2, root.clientWidth - width - 16));
    const above = at.bottom + height + 16 > innerHeight && at.top > height + 64;
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${(above ? at.top - height - 6 : at.bottom + 6) + scrollY}px`;
  };
  const later = (act, wait) => { clearTimeout(timer); timer = setTimeout(act, wait); };

  document.addEventListener('pointerover', ({ target, pointerType }) => {
    if (pointerType === 'touch') return;
    const link = target.closest?.(kinds);
    if (link && !tip.contains(link)) later(() => show(link), owner ? 60 : 160);
    else if (tip.contains(target)) clearTimeout(timer);
    else if (owner && owner !== document.activeElement) later(hide, 260);
    else if (!owner && wanted !== document.activeElement) { clearTimeout(timer); wanted = null; }
  });
  document.addEventListener('pointerdown', ({ target, pointerType }) => {
    touch = pointerType === 'touch';
    armed = owner !== null && owner === target.closest?.(kinds);
  });
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.(kinds);
    if (link && touch && !armed) { event.preventDefault(); show(link); }
    else if (!tip.contains(event.target)) hide();
    touch = false;
  });
  document.addEventListener('focusin', ({ target }) => {
    if (target.matches?.(kinds) && target.matches(':focus-visible')) show(target);
    else if (owner && !tip.contains(target)) hide();
  });
  document.addEventListener('keydown', ({ key }) => { if (key === 'Escape') hide(); });
  if (one(kinds)) (one('main') ?? document.body).append(tip);
}

/* Search opens with its button, “/” or Ctrl+K. Nothing of it is loaded before. */
function search() {
  const button = one('.find');
  if (!button) return;
  const open = async () => {
    try { (await import('./search.js')).open(); } catch { alert(ui.search_failed); }
  };
  button.addEventListener('click', open);
  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest?.('input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable], .xterm');
    const slash = event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    const chord = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (slash || chord) { event.preventDefault(); open(); }
  });
}

/* The self-test starts when the reader comes near it. A button pressed before that waits for it. */
function selfTest(quiz) {
  let starting = null, ready = false;
  const start = () => {
    starting ??= import('./quiz.js').then((module) => { module.start(quiz, ui); ready = true; }).catch(() => root.classList.remove('js'));
    return starting;
  };
  quiz.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (button && !ready) start().then(() => { if (ready) button.click(); });
  }, true);
  new IntersectionObserver((entries, watcher) => {
    if (entries.some((entry) => entry.isIntersecting)) { watcher.disconnect(); start(); }
  }, { rootMargin: '900px' }).observe(quiz);
}

function onDemand() {
  const quiz = one('.quiz');
  if (quiz) selfTest(quiz);
  if (one('.filter')) import('./numbers.js').then((module) => module.start());
  if (navigator.serviceWorker?.controller) import('./update.js').then((module) => module.start());
  const lab = one('.lab');
  if (lab) import('./lab.js').then((module) => module.start(lab));
  const query = new URLSearchParams(location.search).get('h');
  if (query) import('./highlight.js').then((module) => module.highlight(query));
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = all('.prose details:not([open], .why)');
    opened.forEach((details) => { details.open = true; });
  });
  addEventListener('afterprint', () => opened.forEach((details) => { details.open = false; }));
}

/* Before the first paint only what changes the page; the rest in tasks of their own, so that none is long. */
for (const part of [tabs, search, scheme]) part();
for (const part of [tooltips, contents, copying, onDemand]) setTimeout(part);
