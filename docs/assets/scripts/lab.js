/* A lab page: “Run” at each block of commands, “Check this step” at each step, progress kept in this browser.
   The terminal itself (terminal.js, and with it Python and the emulator) is loaded when one of them is pressed. */
const ui = UI;
const KEY = 'apuntes:lab:';
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const fillIn = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/* Ids of the sections whose checks held. Anything unexpected counts as nothing. */
function read(id) {
  try {
    const found = JSON.parse(localStorage.getItem(KEY + id));
    if (Array.isArray(found)) return new Set(found.filter((each) => typeof each === 'string'));
  } catch { /* corrupt or forbidden */ }
  return new Set();
}

function write(id, done) {
  try {
    if (done.size) localStorage.setItem(KEY + id, JSON.stringify([...done])); else localStorage.removeItem(KEY + id);
  } catch { /* private mode: the lab works, progress is not kept */ }
}

/* What stands between a level 2 heading and the next one: its last element. */
function lastOf(heading) {
  let last = heading;
  while (last.nextElementSibling && !last.nextElementSibling.matches('h2, .after, section')) last = last.nextElementSibling;
  return last;
}

export function start(box) {
  const data = JSON.parse(document.getElementById('lab-data').textContent);
  if (!data.runtime) return;
  const done = read(data.id);
  const steps = [...data.steps, { section: 'clean-up', checks: data.clean, clean: true }]
    .map((step) => ({ ...step, heading: document.getElementById(step.section) })).filter((step) => step.heading);
  const open = box.querySelector('.lab-open'), progress = box.querySelector('.lab-progress');

  const show = () => {
    for (const { section, heading, say } of steps) {
      heading.classList.toggle('lab-done', done.has(section));
      if (!done.has(section) && say.dataset.kept) { delete say.dataset.kept; say.replaceChildren(); }
    }
    progress.textContent = done.size ? fillIn(ui.lab_progress, { n: steps.filter(({ section }) => done.has(section)).length, total: steps.length }) : '';
  };

  let loading = null;
  const terminal = async () => {
    loading ??= import('./terminal.js').then((module) => module.create(data, { opened: (is) => { open.textContent = is ? ui.lab_show : ui.lab_open; }, reset: () => { done.clear(); write(data.id, done); show(); } }))
      .catch(() => { loading = null; progress.textContent = ui.lab_failed_script; return null; });
    return loading;
  };
  open.addEventListener('click', async () => (await terminal())?.open());

  for (const block of all('.prose .highlight.language-bash:not([data-shown] .highlight, [data-shown])')) {
    const code = block.querySelector('code');
    const fails = (block.dataset.fails ?? code.dataset.fails) !== undefined;
    const button = make('button', { type: 'button', className: 'run' }, make('i', { className: 'i i-run' }), ui.lab_run);
    button.ariaLabel = fails ? ui.lab_run_fails : ui.lab_run_label;
    if (fails) block.classList.add('lab-fails');
    button.addEventListener('click', async ({ pointerType }) => {
      if (button.ariaDisabled === 'true') return;
      button.ariaDisabled = 'true';
      const ran = await (await terminal())?.run(code.textContent.trimEnd());
      button.ariaDisabled = null;
      /* Who used a mouse types next; the space bar would run the block again. By keyboard, the next button is near. */
      if (pointerType === 'mouse' && [button, document.body].includes(document.activeElement)) (await terminal())?.open();
      if (typeof ran !== 'number') return;                              // not loaded, or stopped
      button.dataset.status = ran;
      button.classList.toggle('done', fails ? ran !== 0 : ran === 0);
    });
    block.append(button);
  }

  for (const step of steps) {
    step.say = make('div', { className: 'lab-say' });
    step.say.role = 'status';
    const button = make('button', { type: 'button', className: 'btn', textContent: step.clean ? ui.lab_check_clean : ui.lab_check });
    button.setAttribute('aria-describedby', step.section);
    lastOf(step.heading).after(make('div', { className: 'lab-check' }, button, step.say));
    if (done.has(step.section)) { step.say.dataset.kept = '1'; step.say.append(make('p', { textContent: ui.lab_kept })); }
    button.addEventListener('click', async () => {
      if (button.ariaDisabled === 'true') return;
      button.ariaDisabled = 'true';
      step.say.replaceChildren(make('p', { textContent: ui.lab_checking }));
      const found = await (await terminal())?.check(step.checks);
      button.ariaDisabled = null;
      if (!found) { step.say.replaceChildren(make('p', { textContent: ui.lab_check_failed })); return; }
      const holds = found.every((each) => each.holds);
      if (holds) done.add(step.section); else done.delete(step.section);
      write(data.id, done);
      show();
      step.say.replaceChildren(report(step, found, holds));
    });
  }
  show();
}

/* What the checks found, in the reader's words; for one that does not hold, what it looked at. */
function report(step, found, holds) {
  const list = make('ul', {}, ...found.map(({ holds: good, shown }, place) => {
    const check = step.checks[place];
    const item = make('li', { className: good ? 'yes' : 'no' }, make('i', { className: good ? 'i i-done' : 'i i-close' }));
    const text = make('div', { innerHTML: good ? check.ok : check.hint });          // written by the build from data/labs
    item.append(make('span', { className: 'vh', textContent: good ? ui.lab_yes : ui.lab_no }), text);
    if (!good) {
      text.append(make('details', {}, make('summary', { textContent: ui.lab_seen }),
        make('pre', {}, `$ ${check.command}\n${shown || ui.lab_nothing}`)));
    }
    return item;
  }));
  const title = make('p', { className: holds ? 'yes' : 'no', textContent: holds ? (step.clean ? ui.lab_clean : ui.lab_good) : ui.lab_bad });
  return make('div', {}, title, list);
}
