import { el, guest } from './dom.js';

const SHOWN_FOR = 6000;
const place = el('div', { role: 'status' });
document.body.append(place);

/** Says something for a moment, aside. */
export function tell(text) {
  const told = el('div', { class: 'told' }, guest(text, 500));
  place.replaceChildren(told);
  setTimeout(() => told.remove(), SHOWN_FOR);
}
