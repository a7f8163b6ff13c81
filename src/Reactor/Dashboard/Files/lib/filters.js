import { el } from './dom.js';

const AFTER_TYPING = 250;

/** Fields that narrow a view. What they say stands in the address, so that it can be kept and sent to others. */
export function filters(parameters, fields, changed) {
  const inputs = fields.map(({ name, label, choices, value = '' }) => {
    const input = choices
      ? el('select', { name, onchange: apply }, el('option', { value: '' }, 'all'), choices.map((choice) => el('option', { value: choice }, choice.replaceAll('_', ' '))))
      : el('input', { name, type: 'search', autocomplete: 'off', spellcheck: 'false', maxlength: 500, oninput: later });
    input.value = parameters.get(name) ?? value;
    return { name, input, label: el('label', {}, label, input) };
  });
  let waiting = 0;

  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(apply, AFTER_TYPING);
  }

  function apply() {
    const query = new URLSearchParams(Object.entries(values()).filter(([, value]) => value));
    history.replaceState(null, '', `${location.hash.split('?')[0]}${query.size > 0 ? `?${query}` : ''}`);
    changed();
  }

  const values = () => Object.fromEntries(inputs.map(({ name, input }) => [name, input.value.trim()]));
  return { element: el('form', { class: 'bar', role: 'search', onsubmit: (event) => { event.preventDefault(); apply(); } }, inputs.map(({ label }) => label)), values };
}
