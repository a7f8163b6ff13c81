import { get } from '../lib/api.js';
import { badge, count, el, guest, many, time } from '../lib/dom.js';
import { filters } from '../lib/filters.js';
import { liveTable } from '../lib/table.js';
import { plain, tone } from '../lib/words.js';

const PAGE = 200;
const STATES = ['live', 'connecting', 'reconciling', 'backoff', 'occupied', 'standby', 'stopped'];

/** The VMs, by name. */
export function vms({ parameters, refresh }) {
  let pages = 1;
  const filter = filters(parameters, [
    { name: 'vm', label: 'VM (* for any text)' }, { name: 'state', label: 'Connection', choices: STATES }, { name: 'host', label: 'Host' }, { name: 'label', label: 'Label (NAME=VALUE)' },
  ], () => { pages = 1; refresh(); });
  const table = liveTable([
    { name: 'VM', kind: 'name lead', cell: (vm) => el('a', { href: `#/events?vm=${encodeURIComponent(vm.name)}` }, guest(vm.name, 200)) },
    { name: 'Connection', kind: 'tight', cell: (vm) => el('div', {}, badge(plain(vm.state), tone(vm.state)), el('div', { class: 'muted' }, 'since ', time(vm.since))) },
    { name: 'Run state', kind: 'tight', cell: (vm) => (vm.status ? badge(vm.state === 'live' ? vm.status : `was ${vm.status}`, vm.state === 'live' ? tone(vm.status) : '') : '') },
    { name: 'Host', kind: 'name', cell: (vm) => guest(vm.host, 200) },
    { name: 'Labels', kind: 'some', cell: (vm) => clipped(Object.entries(vm.labels ?? {}).map(([name, value]) => `${name}=${value}`).join(', '), 300) },
    { name: 'Last event', kind: 'tight', cell: lastEvent },
    { name: 'Trouble', kind: 'some', cell: (vm) => clipped(trouble(vm), 400) },
  ], { key: (vm) => `${vm.id}/${vm.address}`, empty: 'No VM is like that.', label: 'VMs' });
  const more = el('button', { type: 'button', hidden: true, onclick: () => { pages += 1; refresh(); } }, 'Show more');
  const note = el('span', { class: 'note' });

  return {
    note,
    element: el('div', { class: 'sections' }, filter.element, el('div', { class: 'card' }, table.element), more),
    refresh: async () => {
      const rows = [];
      let page;
      do {
        page = await get('/v1/vms', { ...filter.values(), limit: String(PAGE), after: rows.at(-1)?.name ?? '' });
        rows.push(...page);
      } while (page.length >= PAGE && rows.length < pages * PAGE);
      more.hidden = page.length < PAGE;
      note.textContent = `${count(rows.length)}${more.hidden ? '' : ' of more'}`;
      table.update(rows);
    },
  };
}

const clipped = (text, most) => (text ? el('span', { class: 'clip' }, guest(text, most)) : '');

const lastEvent = (vm) => (vm.last_event ? el('div', {}, guest(vm.last_event, 60), el('div', { class: 'muted' }, time(vm.last_event_at))) : el('span', { class: 'muted' }, 'none since the start'));

const trouble = (vm) => [vm.conflict, vm.state === 'live' ? '' : vm.last_error, vm.dropped ? `${many(vm.dropped, 'event', 'events')} lost` : ''].filter(Boolean).join('; ');
