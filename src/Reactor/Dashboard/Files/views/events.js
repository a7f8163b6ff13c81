import { get, Lost, Refused, SignedOut } from '../lib/api.js';
import { badge, count, el, guest, time } from '../lib/dom.js';
import { filters } from '../lib/filters.js';
import { stream } from '../lib/stream.js';
import { notLoaded } from '../lib/loading.js';
import { liveTable } from '../lib/table.js';
import { tell } from '../lib/told.js';

const MOST = 200, RETRY = 2000;

/** Stored events, live, the newest on top. */
export function events({ parameters }) {
  let rows = [], held = [], isPaused = false, isShowing = false, close = () => {}, opening = 0;
  const filter = filters(parameters, [{ name: 'vm', label: 'VM (* for any text)' }, { name: 'name', label: 'Event (* for any text)' }], open);
  const pause = el('button', { type: 'button', 'aria-pressed': 'false', onclick: toggle }, 'Pause');
  const note = el('span', { class: 'note' });
  const table = liveTable([
    { name: 'At', kind: 'tight', cell: (event) => time(event.at) },
    { name: 'VM', kind: 'name', cell: (event) => guest(event.vm, 200) },
    { name: 'Event', kind: 'name lead', cell: (event) => guest(event.name, 200) },
    { name: 'Origin', kind: 'tight', cell: (event) => (event.origin === 'live' ? '' : badge(event.origin, 'info')) },
    { name: 'Rules', kind: 'num', cell: (event) => (event.matched ? count(event.matched) : '') },
    { name: 'Data', kind: 'line', cell: data },
    { name: '', kind: 'act', cell: (event) => el('a', { href: `#/rules?event=${encodeURIComponent(event.id)}`, 'data-act': 'why' }, 'Why?') },
  ], { key: (event) => event.id, empty: 'Nothing happened yet that is kept.', label: 'Events' });

  open();
  return {
    note,
    element: el('div', { class: 'sections' }, el('div', { class: 'bar' }, filter.element, pause), el('div', { class: 'card' }, table.element)),
    refresh: async () => {},
    close: () => { opening += 1; close(); },
  };

  function open() {
    close();
    const mine = ++opening;
    [rows, held] = [[], []];
    // First the stream, then what there is: nothing that is written in between is missed.
    close = stream(filter.values(), { opened: () => load(mine), event: come, missed: () => { note.textContent = 'Some events were missed here: they came too fast, or were deleted.'; } });
  }

  async function load(mine) {
    if (mine !== opening) return;
    try {
      const last = await get('/v1/events', { ...filter.values(), limit: String(MOST) });
      if (mine !== opening) return;
      const known = new Set(last.map((event) => event.id));
      rows = [...rows.filter((event) => !known.has(event.id)), ...last.reverse()].slice(0, MOST);
      show();
    } catch (problem) {
      if (mine !== opening) return;
      notLoaded(table.element, problem.message);
      if (problem instanceof Lost) setTimeout(() => load(mine), RETRY);
      else if (problem instanceof Refused) tell(problem.message);
      else if (!(problem instanceof SignedOut)) throw problem;
    }
  }

  function come(event) {
    if (isPaused) held.push(event);
    else add([event]);
    while (held.length > MOST) held.shift();
    pause.textContent = isPaused ? `Go on (${held.length})` : 'Pause';
  }

  function add(newer) {
    const known = new Set(rows.map((row) => row.id));
    rows = [...newer.filter((event) => !known.has(event.id)).reverse(), ...rows].slice(0, MOST);
    show();
  }

  // Many come at once: shown once a frame.
  function show() {
    if (isShowing) return;
    isShowing = true;
    requestAnimationFrame(() => { isShowing = false; table.update(rows); });
  }

  function toggle() {
    isPaused = !isPaused;
    pause.setAttribute('aria-pressed', String(isPaused));
    if (!isPaused) add(held.splice(0));
    pause.textContent = isPaused ? 'Go on (0)' : 'Pause';
  }
}

function data(event) {
  const text = JSON.stringify(event.data);
  if (text === '{}') return '';
  const short = el('code', {}, guest(text, 140));
  if (text.length <= 140) return short;
  const whole = el('pre', { class: 'data' });
  return el('details', { ontoggle: () => whole.replaceChildren(guest(JSON.stringify(event.data, null, 2), 64000)) }, el('summary', { 'data-act': 'data' }, short), whole);
}
