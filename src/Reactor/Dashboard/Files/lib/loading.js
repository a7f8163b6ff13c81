import { el, guest } from './dom.js';

/** Stands where something is to come: that nothing is there yet must not be taken for what there is. */
export const loading = () => el('p', { class: 'empty loading' }, 'Loading\u2026');

/** What is still to come within an element could not be loaded. It is tried again; what has come stays. */
export function notLoaded(element, why) {
  for (const place of element.querySelectorAll('.loading')) place.replaceChildren(el('span', { class: 'fault' }, 'This could not be loaded: ', guest(why, 500)), '. It is tried again.');
}
