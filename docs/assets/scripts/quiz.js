/* Self-test: check an answer, read why, keep the result in this browser. */
const KEY = 'apuntes:quiz:';
const all = (selector, within) => [...within.querySelectorAll(selector)];
const fillIn = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/* What was chosen, question id -> places of the options. Anything unexpected counts as nothing, but is put aside
   for progress.js instead of being overwritten. */
function read(page) {
  try {
    const text = localStorage.getItem(KEY + page);
    try {
      const found = JSON.parse(text);
      if (found && typeof found === 'object' && !Array.isArray(found)) return found;
    } catch { /* corrupt */ }
    if (text !== null) localStorage.setItem('apuntes:damaged:quiz:' + page, text);
  } catch { /* forbidden */ }
  return {};
}

function write(page, answers) {
  try {
    if (Object.keys(answers).length) localStorage.setItem(KEY + page, JSON.stringify(answers));
    else localStorage.removeItem(KEY + page);
  } catch { /* private mode: the test works, it is not kept */ }
}

function question(field, place, ui) {
  const options = all('.opt', field);
  const inputs = options.map((option) => option.querySelector('input'));
  const button = field.querySelector('.q-foot .btn');
  const say = make('p', { className: 'q-say' });
  say.role = 'status';
  field.querySelector('.q-foot').prepend(say);
  const chosen = () => inputs.flatMap((input, i) => (input.checked ? [i] : []));
  const right = () => options.every((option, i) => 'correct' in option.dataset === inputs[i].checked);

  return {
    field, button, say, chosen,
    id: field.dataset.id,
    get done() { return field.classList.contains('done'); },
    get right() { return this.done && right(); },
    choose(places) { inputs.forEach((input, i) => { input.checked = places.includes(i); }); },
    valid(places) { return Array.isArray(places) && places.length > 0 && places.every((i) => inputs[i]); },
    settle(aloud) {
      field.classList.add('done');
      all('.why', field).forEach((why) => { why.open = true; });
      inputs.forEach((input) => { input.disabled = true; });
      button.textContent = ui.quiz_retry;
      const message = fillIn(right() ? ui.quiz_right : ui.quiz_wrong, { n: place + 1 });
      say.textContent = '';
      if (aloud) setTimeout(() => { say.textContent = message; }, 30); else say.textContent = message;
    },
    again() {
      field.classList.remove('done');
      all('.why', field).forEach((why) => { why.open = false; });
      inputs.forEach((input) => { input.disabled = false; input.checked = false; });
      button.textContent = ui.quiz_check;
      say.textContent = '';
    },
  };
}

export function start(section, ui) {
  const page = section.dataset.quiz;
  const answers = read(page);
  const questions = all('.q', section).map((field, place) => question(field, place, ui));
  const line = make('p'), bar = make('i'), reset = make('button', { type: 'button', className: 'btn', textContent: ui.quiz_reset });
  const sum = make('div', { className: 'quiz-sum' }, line, make('div', { className: 'quiz-bar' }, bar), reset);
  line.role = 'status';
  section.append(sum);

  const score = () => {
    const done = questions.filter((q) => q.done).length, good = questions.filter((q) => q.right).length, total = questions.length;
    line.textContent = fillIn(ui.quiz_score, { n: good, total }) + (done && done < total ? ' · ' + fillIn(ui.quiz_left, { n: total - done }) : '');
    bar.style.width = `${(good / total) * 100}%`;
    reset.hidden = !done;
  };
  for (const q of questions) {
    q.button.addEventListener('click', () => {
      if (q.done) {
        q.again();
        delete answers[q.id];
        q.field.querySelector('input').focus();
      } else if (!q.chosen().length) {
        q.say.textContent = ui.quiz_choose;
        return;
      } else {
        answers[q.id] = q.chosen();
        q.settle(true);
      }
      write(page, answers);
      score();
    });
    if (q.valid(answers[q.id])) { q.choose(answers[q.id]); q.settle(false); }
  }
  reset.addEventListener('click', () => {
    questions.forEach((q) => { q.again(); delete answers[q.id]; });
    write(page, answers);
    score();
    questions[0]?.field.querySelector('input').focus();
  });
  score();
}
