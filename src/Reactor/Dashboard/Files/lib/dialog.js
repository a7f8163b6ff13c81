import { el, guest } from './dom.js';
import { Refused } from './api.js';

/** A dialog. The browser keeps the keyboard inside of it, ends it by Escape, and gives the focus back. */
function open(title, ...content) {
  const dialog = el('dialog', { 'aria-label': title, onclose: () => dialog.remove() }, el('div', { class: 'parts' }, el('h2', {}, guest(title, 300)), ...content));
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Shows something. */
export function show(title, ...content) {
  const dialog = open(title, ...content, el('div', { class: 'actions' }, el('button', { type: 'button', onclick: () => dialog.close() }, 'Close')));
}

/** Asks for values and does something with them; a refusal is shown, and the dialog stays. Fields: {name, label, value, kind, hint, required}. */
export function form(title, fields, verb, act) {
  const fault = el('p', { class: 'fault', role: 'alert' });
  const submit = el('button', { class: 'main', type: 'submit' }, verb);
  const body = el('form', { onsubmit: send }, fields.map(control), fault,
    el('div', { class: 'actions' }, el('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'), submit));
  const dialog = open(title, body);
  body.querySelector('[autofocus]')?.focus();

  async function send(event) {
    event.preventDefault();
    submit.disabled = true;
    fault.textContent = '';
    try {
      await act(Object.fromEntries(new FormData(body)));
      dialog.close();
    } catch (problem) {
      fault.replaceChildren(problem instanceof Refused ? guest(problem.message) : 'The daemon did not answer: whether it was done is not known. Look before you try again.');
      submit.disabled = false;
    }
  }
}

function control({ name, label, value = '', kind = 'input', required = false, choices = [], focus = false }) {
  const props = { name, required, autofocus: focus, autocomplete: 'off' };
  const input = kind === 'select' ? el('select', props, choices.map(([of, text]) => el('option', { value: of }, text)))
    : kind === 'textarea' ? el('textarea', { ...props, rows: 3 })
    : el('input', { ...props, maxlength: 2000 });
  if (kind !== 'select') input.value = value;
  return el('label', {}, label, input);
}
