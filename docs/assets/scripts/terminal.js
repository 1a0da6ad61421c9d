/* The lab terminal: a panel at the foot of the page with output, a command line and the lab's files.
   Own element instead of xterm.js: output is text that screen readers and browsers know how to read, select
   and search; the line is a text area with the phone's keyboard; and it weighs a twentieth. */
import { Engine } from './lab-engine.js';
import { files } from './lab-files.js';

const ui = UI;
const LONGEST = 300000;                        // characters of output kept
const fillIn = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const number = (value, digits) => value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits, minimumFractionDigits: digits });

export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

export function create(data, told) {
  const output = make('div', { className: 'lab-out', tabIndex: 0, ariaLabel: ui.lab_output });
  output.role = 'log';
  const line = make('textarea', { rows: 1, id: 'lab-line', spellcheck: false, autocomplete: 'off', enterKeyHint: 'go' });
  for (const name of ['autocapitalize', 'autocorrect']) line.setAttribute(name, 'off');
  line.setAttribute('aria-describedby', 'lab-keys');
  const prompt = make('span', { className: 'lab-prompt', textContent: '$' });
  prompt.ariaHidden = 'true';
  const tool = (name, text, act, label = text) => {
    const button = make('button', { type: 'button', className: 'tool', textContent: text, title: label });
    button.dataset.tool = name;
    button.addEventListener('click', act);
    return button;
  };
  const state = make('span', { className: 'lab-state' });
  state.role = 'status';
  const bar = make('progress', { hidden: true, ariaLabel: ui.lab_loading });
  const stop = tool('stop', ui.lab_stop, () => interrupt(), ui.lab_stop_label);
  const size = tool('size', ui.lab_bigger, () => { size.ariaPressed = String(dock.classList.toggle('big')); fit(); });
  size.ariaPressed = 'false';
  const close = tool('close', ui.lab_hide, () => { hide(); });
  const panel = files({ call: (...words) => engine.call(...words), done: () => line.focus() });
  const show = tool('files', ui.lab_files, () => { show.ariaExpanded = String(panel.toggle()); fit(); });
  show.ariaExpanded = 'false';
  show.setAttribute('aria-controls', 'lab-files');
  const complete = make('button', { type: 'button', className: 'tool lab-tab', textContent: '⇥', ariaLabel: ui.lab_complete, title: ui.lab_complete });
  const form = make('form', { className: 'lab-in' }, prompt, make('label', { htmlFor: 'lab-line', className: 'vh', textContent: ui.lab_line }), line, complete,
    make('button', { className: 'btn', textContent: ui.lab_enter }));
  const dock = make('section', { className: 'lab-dock', hidden: true, ariaLabel: ui.lab_terminal },
    make('header', {}, make('b', { textContent: ui.lab_terminal }), state, bar, stop, show, tool('reset', ui.lab_reset, () => reset(), ui.lab_reset_label), size, close),
    make('div', { className: 'lab-body' }, output, panel.element), form, make('p', { id: 'lab-keys', className: 'lab-keys', textContent: ui.lab_keys }));
  stop.hidden = true;
  document.body.append(dock);

  const past = [];
  let place = 0, draft = '', current = null, ready = null, busy = 0, queue = Promise.resolve(), leave = false;
  const engine = new Engine({ progress: loading, show: (kind, text) => print(kind, text), failed: (message) => { failed(message); } });

  /* The panel must cover neither what has the focus nor the end of the page. */
  function fit() {
    document.documentElement.style.setProperty('--lab', dock.hidden ? '0px' : `${dock.offsetHeight}px`);
    output.scrollTop = output.scrollHeight;
  }
  new ResizeObserver(fit).observe(dock);

  function block(kind, text = '') {
    const element = make('div', { className: kind, textContent: text });
    output.append(element);
    while (output.textContent.length > LONGEST && output.childElementCount > 2) output.firstElementChild.remove();
    output.scrollTop = output.scrollHeight;
    return element;
  }

  /* Output as it comes. A carriage return begins the line again, as progress of `aws s3 cp` does. */
  function print(kind, text) {
    if (!current || current.className !== kind) current = block(kind);
    const lines = ((current.dataset.open ?? '') + text).split('\n').map((each) => each.replace(/\r$/, '').split('\r').at(-1));
    current.dataset.open = lines.at(-1);
    const kept = current.textContent.slice(0, current.textContent.lastIndexOf('\n') + 1);
    current.textContent = kept + lines.join('\n');
    output.scrollTop = output.scrollHeight;
  }

  function loading({ progress, have, total }) {
    bar.hidden = false;
    if (progress === 'load') {
      Object.assign(bar, { max: total, value: have });
      state.textContent = fillIn(ui.lab_downloading, { n: number(have / 1e6, 1), total: number(total / 1e6, 1) });
    } else {
      bar.removeAttribute('value');
      state.textContent = progress === 'python' ? ui.lab_python : ui.lab_aws;
    }
  }

  function failed(message) {
    console.warn('lab terminal:', message);             // for whoever reports it
    ready = null;
    bar.hidden = stop.hidden = true;
    busy = 0;
    state.textContent = '';
    const text = !globalThis.WebAssembly || !globalThis.DecompressionStream ? ui.lab_no_wasm : /memory|allocation/i.test(message) ? ui.lab_no_memory : ui.lab_failed;
    const again = make('button', { type: 'button', className: 'btn', textContent: ui.lab_retry });
    again.addEventListener('click', () => { note.remove(); boot().catch(() => {}); line.focus(); });
    const note = block('note', text);
    note.append(' ', again);
  }

  function boot() {
    ready ??= (async () => {
      state.textContent = ui.lab_loading;
      try {
        if (!globalThis.WebAssembly || !globalThis.DecompressionStream) throw new Error('WebAssembly');
        const base = new URL(data.runtime.base, location.href).href;
        const { seconds, fetched } = await engine.start({ ...data.runtime, base, services: data.services });
        bar.hidden = true;
        state.textContent = fillIn(fetched ? ui.lab_ready : ui.lab_ready_kept, { n: number(seconds, 1), size: number(fetched / 1e6, 1) });
        dock.dataset.ready = '';
        if (!output.childElementCount) block('note', ui.lab_welcome);
      } catch (error) {
        engine.stop();
        failed(error.message);
        throw error;
      }
    })();
    return ready;
  }

  /* One command after the other; those pressed meanwhile wait. Resolves to the exit status. */
  function run(text, typed = false) {
    open(typed);
    const next = queue.then(async () => {
      await boot();
      const slow = setTimeout(() => { stop.hidden = false; }, 1500);
      busy += 1;
      form.classList.add('busy');
      try {
        let status = 0;
        for (const command of await engine.call('split', text)) {
          block('typed', command.replace(/^/gm, (_, at) => (at ? '> ' : '$ ')));
          current = null;
          status = await engine.call('run', command);
        }
        panel.refresh();
        return status;
      } finally {
        clearTimeout(slow);
        stop.hidden = true;
        busy -= 1;
        form.classList.toggle('busy', busy > 0);
        current = null;
      }
    });
    queue = next.catch(() => {});
    return next.catch(() => null);
  }

  function remember(text) {
    if (text.trim() && past.at(-1) !== text) past.push(text);
    place = past.length;
    draft = '';
  }

  function check(checks) {
    const next = queue.then(async () => { await boot(); return engine.call('check', checks); });
    queue = next.catch(() => {});
    return next.catch(() => null);
  }

  function set(text) {
    line.value = text;
    line.setSelectionRange(text.length, text.length);
    grow();
  }

  function grow() {
    line.rows = Math.min(8, line.value.split('\n').length);
    prompt.textContent = '$' + '\n>'.repeat(line.rows - 1);
  }

  async function enter() {
    const text = line.value;
    if (!text.trim()) { block('typed', '$'); set(''); return; }
    await boot().catch(() => {});
    if (!engine.running) return;
    if (!busy && await engine.call('more', text).catch(() => false)) { set(text + '\n'); return; }
    remember(text);
    set('');
    run(text, true);
  }

  async function tab() {
    const text = line.value.slice(0, line.selectionStart), rest = line.value.slice(line.selectionStart);
    if (busy || !engine.running) return;
    const [length, words] = await engine.call('complete', text).catch(() => [0, []]);
    if (!words.length || line.value.slice(0, line.selectionStart) !== text) { if (!words.length) state.textContent = ui.lab_no_words; return; }
    let common = words[0];
    for (const word of words) while (!word.startsWith(common)) common = common.slice(0, -1);
    const done = words.length === 1 ? common + (/[/=]$/.test(common) ? '' : ' ') : common;
    const start = text.slice(0, text.length - length) + (done.length > length ? done : text.slice(text.length - length));
    line.value = start + rest;
    line.setSelectionRange(start.length, start.length);
    if (words.length > 1) { block('typed', '$ ' + text); block('words', words.slice(0, 200).join('   ')); }
    state.textContent = words.length > 1 ? fillIn(ui.lab_words, { n: words.length }) : '';
  }

  function history(step) {
    const at = line.selectionStart, before = line.value.slice(0, at), after = line.value.slice(at);
    if ((step < 0 ? before : after).includes('\n')) return false;       // within a text of several lines
    if (place === past.length) draft = line.value;
    const next = Math.max(0, Math.min(past.length, place + step));
    if (next === place) return true;
    place = next;
    set(past[place] ?? draft);
    return true;
  }

  function interrupt() {
    engine.stop();
    ready = null;
    delete dock.dataset.ready;
    block('note', ui.lab_stopped);
    told.reset();
    boot().catch(() => {});
  }

  function reset() {
    if (!confirm(ui.lab_reset_sure)) return;
    const next = queue.then(() => boot()).then(() => engine.call('reset')).then(() => {
      output.replaceChildren();
      block('note', ui.lab_reset_done);
      panel.refresh();
      told.reset();
      line.focus();
    });
    queue = next.catch(() => {});
  }

  form.addEventListener('submit', (event) => { event.preventDefault(); enter(); line.focus(); });
  complete.addEventListener('click', () => { tab(); line.focus(); });
  line.addEventListener('input', grow);
  line.addEventListener('keydown', (event) => {
    const { key, shiftKey, ctrlKey, altKey, metaKey, isComposing } = event;
    if (isComposing) return;
    const plain = !ctrlKey && !altKey && !metaKey;
    const chosen = line.selectionStart !== line.selectionEnd;
    let taken = true;
    if (key === 'Enter' && plain && !shiftKey) enter();
    else if (key === 'Tab' && plain && !shiftKey && !leave && line.value.trim()) tab();     // empty line, Esc or Shift: Tab moves on
    else if (key === 'ArrowUp' && plain && !shiftKey) taken = history(-1);
    else if (key === 'ArrowDown' && plain && !shiftKey) taken = history(1);
    else if (key === 'c' && ctrlKey && !chosen && !shiftKey) { if (busy) interrupt(); else { block('typed', `$ ${line.value}^C`); set(''); } }
    else if (key === 'l' && ctrlKey) output.replaceChildren();
    else if (key === 'u' && ctrlKey) set('');
    else taken = false;
    leave = key === 'Escape';
    if (taken) event.preventDefault();
  });
  output.addEventListener('click', () => { if (getSelection().isCollapsed && matchMedia('(hover: hover)').matches) line.focus(); });
  dock.addEventListener('keydown', (event) => { if (event.key === 'Escape' && event.target === output) line.focus(); });

  function open(focus = true) {
    if (dock.hidden) { dock.hidden = false; told.opened(true); fit(); }
    boot().catch(() => {});
    if (focus) line.focus({ preventScroll: true });
  }

  function hide() {
    dock.hidden = true;
    fit();
    document.querySelector('.lab-open').focus();
  }

  return { open, run: (text) => { remember(text); return run(text); }, check };
}
