import { get } from '../lib/api.js';
import { count, el, guest, time } from '../lib/dom.js';
import { filters } from '../lib/filters.js';
import { loading } from '../lib/loading.js';
import { liveTable } from '../lib/table.js';

/** Tables that rules write, such as results of hotplug. */
export function records({ parameters, refresh }) {
  let table = null, columns = null;
  const place = el('div', { class: 'card' }, loading());
  const tables = el('div', { class: 'bar', role: 'group', 'aria-label': 'Tables' });
  const filter = filters(parameters, [{ name: 'table', label: 'Table' }, { name: 'vm', label: 'VM (* for any text)' }], refresh);
  const chosen = filter.element.querySelector('[name=table]');
  chosen.parentElement.hidden = true;

  return {
    element: el('div', { class: 'sections' }, tables, filter.element, place),
    refresh: async () => {
      const all = await get('/v1/records');
      if (all.length === 0) { place.replaceChildren(el('p', { class: 'empty' }, 'No rule has recorded anything yet.')); return; }
      if (!all.some(({ name }) => name === chosen.value)) chosen.value = all[0].name;
      choices(all);
      const rows = await get('/v1/records', { ...filter.values(), limit: '200' });
      lay(all.find(({ name }) => name === chosen.value).columns);
      table.update(rows);
    },
  };

  function choices(all) {
    const said = JSON.stringify([all, chosen.value]);
    if (tables.dataset.said === said) return;
    const focused = tables.contains(document.activeElement) ? document.activeElement.dataset.act : null;
    tables.dataset.said = said;
    tables.replaceChildren(...all.map(({ name, rows }) => el('button', { type: 'button', 'data-act': name, 'aria-pressed': String(name === chosen.value), onclick: () => { chosen.value = name; refresh(); } }, guest(name, 100), ` (${count(rows)})`)));
    if (focused) tables.querySelector(`[data-act="${CSS.escape(focused)}"]`)?.focus();
  }

  function lay(fields) {
    const said = JSON.stringify([chosen.value, fields]);
    if (columns === said) return;
    columns = said;
    table = liveTable([
      { name: 'At', kind: 'tight', cell: (row) => time(row.at) }, { name: 'VM', kind: 'name', cell: (row) => guest(row.vm, 200) },
      ...fields.map((field) => ({ name: field, cell: (row) => guest(text(row.fields[field]), 400) })),
    ], { key: (row) => row.firing_id + JSON.stringify(row.key), empty: 'No row is like that.', label: 'Rows' });
    place.replaceChildren(table.element);
  }
}

const text = (value) => (value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value));
