/* The lab's files: a list, and one of them in a text area. */
const ui = UI;
const fillIn = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

export function files({ call, done }) {
  const list = make('ul');
  const name = make('input', { id: 'lab-name', type: 'text', autocomplete: 'off', spellcheck: false, placeholder: 'policy.json' });
  name.setAttribute('autocapitalize', 'off');
  const text = make('textarea', { id: 'lab-text', rows: 8, spellcheck: false });
  text.setAttribute('autocapitalize', 'off');
  const say = make('p', { className: 'lab-saved' });
  say.role = 'status';
  const save = make('button', { className: 'btn', textContent: ui.lab_save });
  const remove = make('button', { type: 'button', className: 'btn', textContent: ui.lab_remove });
  const editor = make('form', {}, make('label', { htmlFor: 'lab-name', textContent: ui.lab_file_name }), make('div', {}, name, save, remove),
    make('label', { htmlFor: 'lab-text', textContent: ui.lab_file_text }), text, say);
  const element = make('div', { id: 'lab-files', className: 'lab-files', hidden: true },
    make('div', {}, make('b', { textContent: ui.lab_files }), list), editor);
  let kept = '';

  function edit(file) {
    name.value = file?.name ?? '';
    kept = text.value = file?.text ?? '';
    say.textContent = '';
    for (const button of list.querySelectorAll('button')) button.ariaCurrent = button.textContent === name.value ? 'true' : null;
  }

  /* The list anew; the open file follows what a command wrote, unless the reader has changed it. */
  async function refresh() {
    if (element.hidden) return;
    const found = await call('files').catch(() => []);
    const add = make('button', { type: 'button', className: 'tool', textContent: ui.lab_new_file });
    add.addEventListener('click', () => { edit(null); name.focus(); });
    list.replaceChildren(...found.map((file) => {
      const button = make('button', { type: 'button', className: 'tool', textContent: file.name, disabled: file.text === null });
      button.title = file.text === null ? ui.lab_binary : '';
      button.addEventListener('click', () => { edit(file); text.focus(); });
      return make('li', {}, button);
    }), make('li', {}, add));
    const open = found.find((file) => file.name === name.value);
    if (open && open.text !== null && text.value === kept) edit(open);
    else if (!name.value && !text.value && found[0]) edit(found.find((file) => file.text !== null));
  }

  editor.addEventListener('submit', async (event) => {
    event.preventDefault();
    const wrong = await call('write', name.value.trim(), text.value).catch(() => 'name');
    say.textContent = '';
    if (!wrong) kept = text.value;
    setTimeout(() => { say.textContent = wrong ? ui.lab_bad_name : fillIn(ui.lab_saved, { name: name.value.trim() }); }, 30);
    refresh();
  });
  remove.addEventListener('click', async () => {
    await call('remove', name.value.trim()).catch(() => {});
    edit(null);
    refresh();
    done();
  });

  return {
    element, refresh,
    toggle() { element.hidden = !element.hidden; if (!element.hidden) refresh(); return !element.hidden; },
  };
}
