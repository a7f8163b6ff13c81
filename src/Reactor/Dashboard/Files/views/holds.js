import { get, post } from '../lib/api.js';
import { form } from '../lib/dialog.js';
import { badge, count, el, guest, time } from '../lib/dom.js';
import { author, remember } from '../lib/author.js';
import { liveTable } from '../lib/table.js';
import { tell } from '../lib/told.js';
import { tone } from '../lib/words.js';

// How many of each are asked for, in this order: of those that are not over there are no more.
const STATES = [['pending', '1000'], ['active', '1000'], ['expired', '100']];
const SHOWN = ['active', 'pending', 'expired'];

/** Silences and maintenances: all that are not over, and the last ones that are. */
export function holds({ operates, refresh }) {
  const kinds = [['silences', 'Silences', 'silence'], ['maintenances', 'Maintenance', 'maintenance']].map(([path, title, word]) => ({ path, title, word, table: tableOf(path, title, word) }));
  return {
    element: el('div', { class: 'sections' }, kinds.map(({ title, table }) => el('section', { class: 'card' }, el('h2', {}, title), table.element))),
    refresh: () => Promise.all(kinds.map(async ({ path, table }) => table.update(await look(path)))),
  };

  // One state after another, in the order in which they follow: one that begins or ends meanwhile is told twice, and never missed.
  async function look(path) {
    const rows = new Map();
    for (const [state, limit] of STATES) for (const hold of await get(`/v1/${path}`, { state, limit })) rows.set(hold.id, hold);
    return SHOWN.flatMap((state) => [...rows.values()].filter((hold) => hold.state === state));
  }

  function tableOf(path, title, word) {
    return liveTable([
      { name: 'State', kind: 'tight', cell: (hold) => badge(hold.state, tone(hold.state)) },
      { name: 'What', cell: (hold) => guest(hold.matchers.join(', '), 400) },
      { name: 'Alerts', kind: 'num', cell: (hold) => (hold.alerts === null ? 'not counted' : count(hold.alerts)) },
      { name: 'From', cell: (hold) => time(hold.starts_at) },
      { name: 'Until', cell: (hold) => (hold.ended_at ?? hold.ends_at ? time(hold.ended_at ?? hold.ends_at) : 'resolved') },
      { name: 'By', kind: 'name', cell: (hold) => guest(hold.author, 200) },
      { name: 'Why', cell: (hold) => guest(hold.reason, 400) },
      ...operates ? [{ name: '', kind: 'act', cell: (hold) => (hold.state === 'expired' ? '' : el('button', { type: 'button', 'data-act': 'end', onclick: () => end(path, word, hold) }, 'End')) }] : [],
    ], { key: (hold) => hold.id, empty: `There is no ${word}.`, label: title });
  }

  function end(path, word, hold) {
    form(`End this ${word}?`, [author()], 'End', async ({ author: name }) => {
      remember(name);
      await post(`/v1/${path}/end`, { id: hold.id, author: name });
      tell('Ended.');
      refresh();
    });
  }
}
