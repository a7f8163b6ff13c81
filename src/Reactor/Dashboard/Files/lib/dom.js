// Elements. What guests wrote becomes text nodes and nothing else: nothing here reads markup.

/** An element: properties that begin with "on" are listeners, all others attributes; children are nodes or text. */
export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  set(element, props);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** The same for SVG. */
export function svg(tag, props = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  set(element, props);
  element.append(...children);
  return element;
}

function set(element, props) {
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
}

// What steers how text runs, or isn't seen: a name must not look like another, nor turn what stands beside it.
const UNSEEN = /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;
const name = (c) => `\u27e8U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}\u27e9`;

// Such a text may be cut by its column: the pointer shows it whole.
const SHORT = 24, LONG = 500;

/** Text of a guest, or of whoever named a VM: on its own, and with what isn't seen made visible. */
export function guest(text, most = 2000) {
  const whole = String(text ?? '');
  if (whole === '') return '';
  const shown = whole.length > most ? `${whole.slice(0, most)}\u2026` : whole;
  const seen = shown.replace(UNSEEN, name);
  return el('bdi', { title: seen.length > SHORT && seen.length < LONG ? seen : null }, seen);
}

/** A badge: its word tells, its colour helps. */
export const badge = (word, tone) => el('span', { class: `badge ${tone ?? ''}` }, guest(word, 100));

/** A moment, in the browser's zone. */
export function time(iso) {
  if (!iso) return '';
  const at = new Date(iso);
  const two = (n) => String(n).padStart(2, '0');
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const text = new Date().toDateString() === at.toDateString() ? clock : `${day} ${clock}`;
  return el('time', { datetime: iso, title: `${day} ${clock}` }, text);
}

/** `1 rule`, `2 rules`. */
export const many = (n, one, more) => `${count(n)} ${n === 1 ? one : more}`;

/** A count, its thousands apart. */
export const count = (n) => Number(n ?? 0).toLocaleString('en-US', { maximumFractionDigits: 1 });
