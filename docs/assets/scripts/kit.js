/* What the pages of the practice centre share: elements, questions to the reader, downloads, and the notice
   about stored progress that could not be read. */
import { damaged, discard } from './progress.js';

export const all = (selector, within = document) => [...within.querySelectorAll(selector)];
export const one = (selector, within = document) => within.querySelector(selector);
export const fillIn = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
export const language = document.documentElement.lang;

export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

export const button = (text, act, className = 'btn') => {
  const made = make('button', { type: 'button', className, textContent: text });
  made.addEventListener('click', act);
  return made;
};

/* `root` is the relative address of the language's home: `s3/index#objects` -> `../s3/#objects`. */
export function address(root, page, section = '') {
  const [path, anchor = section] = page.split('#');
  return root.replace(/\/?$/, '/') + path.replace(/(^|\/)index$/, '$1').replace(/([^/])$/, '$1/') + (anchor && `#${anchor}`);
}

export async function json(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return answer.json();
}

/* A question in a dialog; resolves to the chosen action's key, null for Escape. Focus returns by itself. */
export function ask(text, actions) {
  return new Promise((done) => {
    const words = make('p', { id: 'ask-text', textContent: text });
    const row = make('p', { className: 'row' });
    const dialog = make('dialog', { className: 'ask' }, words, row);
    dialog.setAttribute('aria-labelledby', 'ask-text');
    for (const [key, label] of Object.entries(actions)) row.append(button(label, () => dialog.close(key)));
    row.firstChild.classList.add('solid');
    dialog.addEventListener('close', () => { dialog.remove(); done(dialog.returnValue || null); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

export function download(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  make('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/* A live region that is there before it speaks; a text said twice is spoken twice. */
export function status(className = 'practice-say') {
  const line = make('p', { className });
  line.role = 'status';
  return Object.assign(line, { say(text) { line.textContent = ''; setTimeout(() => { line.textContent = text; }, 30); } });
}

/* Progress that cannot be read has been put aside (progress.js): say so, offer it as a file. */
export function notice(section, ui) {
  const found = damaged();
  if (!Object.keys(found).length) return;
  const box = make('div', { className: 'admonition warning practice-damaged' },
    make('p', { className: 'admonition-title', textContent: ui.practice_damaged_title }),
    make('p', { textContent: ui.practice_damaged }));
  box.role = 'alert';
  box.append(make('p', { className: 'row' },
    button(ui.practice_damaged_save, () => download('apuntes-aws-damaged.json', JSON.stringify(found, null, 1))),
    button(ui.practice_damaged_discard, () => { discard(); box.remove(); })));
  section.prepend(box);
}
