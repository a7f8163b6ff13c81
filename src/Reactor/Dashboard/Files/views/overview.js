import { get } from '../lib/api.js';
import { chart } from '../lib/chart.js';
import { badge, count, el, guest, many, time } from '../lib/dom.js';
import { loading } from '../lib/loading.js';
import { liveTable } from '../lib/table.js';
import { plain, tone } from '../lib/words.js';

const SEVERITIES = ['critical', 'error', 'warning', 'info'];
const PLACES = 60;

/** The fleet at a glance. */
export function overview() {
  const tiles = el('div', { class: 'tiles' }, loading());
  const states = el('div', { class: 'body' }, loading());
  const hosts = liveTable([
    { name: 'Host', kind: 'name lead', cell: (host) => guest(host.host, 200) },
    { name: 'VMs', kind: 'num', cell: (host) => count(host.vms) },
    { name: 'Heard', kind: 'num', cell: (host) => count(host.live) },
    { name: '', cell: (host) => meter(host.live / host.vms) },
  ], { key: (host) => host.host, empty: 'No VM is known yet.', label: 'Hosts' });
  const newest = liveTable([
    { name: 'Severity', kind: 'tight', cell: (alert) => badge(alert.severity, tone(alert.severity)) },
    { name: 'Alert', kind: 'lead', cell: (alert) => el('a', { href: '#/alerts' }, el('span', { class: 'clip' }, guest(alert.summary || alert.rule, 400))) },
    { name: 'VM', kind: 'name', cell: (alert) => guest(alert.vm_name, 200) },
    { name: 'Since', kind: 'tight', cell: (alert) => time(alert.starts_at) },
  ], { key: (alert) => alert.uid, empty: 'Nothing is wrong that a rule looks for.', label: 'Newest open alerts' });
  const targets = liveTable([
    { name: 'Target', kind: 'name lead', cell: (target) => guest(target.target, 200) },
    { name: 'State', kind: 'tight', cell: (target) => (target.state ? badge(target.state, tone(target.state)) : '') },
    { name: 'Waiting', kind: 'num', cell: (target) => count(target.pending) },
    { name: 'Given up', kind: 'num', cell: (target) => count(target.dead) },
    { name: 'Delivered', kind: 'num', cell: (target) => count(target.delivered) },
  ], { key: (target) => target.target, empty: 'Nothing has been sent yet.', label: 'Targets' });
  const moreHosts = el('p', { class: 'empty', hidden: true });
  const bounds = el('div', { class: 'card', hidden: true });
  const [eventRate, deliveryRate] = [el('div', { class: 'card' }, loading()), el('div', { class: 'card' }, loading())];
  const note = el('span', { class: 'note' });

  return {
    note,
    element: page(),
    refresh: async () => newest.update(await get('/v1/alerts', { state: 'open', limit: '6' })),
    overview: (state) => {
      note.replaceChildren(`Reactor ${state.version}, since `, time(state.started_at));
      tiles.replaceChildren(...tilesOf(state));
      states.replaceChildren(...statesOf(state.vms));
      hosts.update(state.vms.hosts);
      targets.update(state.deliveries.targets);
      moreHosts.hidden = state.vms.more_hosts === 0;
      moreHosts.textContent = `and ${many(state.vms.more_hosts, 'more host', 'more hosts')}`;
      rate(eventRate, 'Events received', state.rates.events, state.rates, 'a');
      rate(deliveryRate, 'Deliveries made', state.rates.deliveries, state.rates, 'b');
      bounds.hidden = state.bounds.length === 0;
      bounds.replaceChildren(el('h2', {}, 'Bounds that were met'), el('ul', { class: 'body' }, state.bounds.map((bound) => el('li', {}, `${bound.what}: `, el('b', {}, count(bound.count)), '. ', el('span', { class: 'muted' }, bound.todo)))));
    },
  };

  function page() {
    return el('div', { class: 'sections' }, tiles,
      el('div', { class: 'grid' }, eventRate, deliveryRate),
      el('div', { class: 'grid' },
        el('section', { class: 'card' }, el('h2', {}, 'Open alerts, newest first'), newest.element),
        el('section', { class: 'card' }, el('h2', {}, 'VMs by connection'), states)),
      el('div', { class: 'grid' },
        el('section', { class: 'card' }, el('h2', {}, 'Hosts'), hosts.element, moreHosts),
        el('section', { class: 'card' }, el('h2', {}, 'Targets'), targets.element)),
      bounds);
  }
}

function tilesOf(state) {
  const open = (severity) => state.alerts.filter((alert) => alert.severity === severity).reduce((sum, alert) => sum + alert.count, 0);
  const all = state.alerts.reduce((sum, alert) => sum + alert.count, 0);
  const live = state.vms.by_state.live ?? 0;
  const by = SEVERITIES.filter(open).map((severity) => badge(`${count(open(severity))} ${severity}`, severity));
  return [
    tile('VMs heard', `${count(live)} of ${count(state.vms.total)}`, [live < state.vms.total ? `${count(state.vms.total - live)} not heard ` : '', state.vms.silent ? `${count(state.vms.silent)} silent ` : '', state.vms.in_conflict ? `${count(state.vms.in_conflict)} in conflict` : '']),
    tile('Open alerts', count(all), by.length > 0 ? by : ['none'], open('critical') > 0),
    tile('Deliveries given up', count(state.deliveries.dead), [`${count(state.deliveries.pending)} waiting`], state.deliveries.dead > 0),
    tile('Rules', count(state.rules), [state.reload_failed_at ? 'the files are bad' : 'as the files say', state.pauses ? `, ${many(state.pauses, 'pause', 'pauses')}` : ''], !!state.reload_failed_at),
    tile('Store', state.store.writable ? 'Writable' : 'Not writable', [state.store.last_error ? guest(state.store.last_error, 200) : many(state.store.commits, 'commit', 'commits')], !state.store.writable),
  ];
}

const tile = (what, figure, more, isBad = false) =>
  el('div', { class: `tile ${isBad ? 'bad' : ''}` }, el('span', { class: 'what' }, what), el('span', { class: 'figure' }, figure), el('span', { class: 'more badges' }, more));

function statesOf(vms) {
  const states = Object.entries(vms.by_state);
  if (states.length === 0) return [el('p', { class: 'muted' }, 'No VM is known yet.')];
  const stack = el('div', { class: 'stack', 'aria-hidden': 'true' }, states.map(([state, number]) => {
    const part = el('span', { class: tone(state) });
    part.style.flexGrow = number;
    return part;
  }));
  const run = Object.entries(vms.by_status);
  return [stack, legend(states), run.length > 0 ? el('h2', { class: 'sub' }, 'By run state') : '', legend(run)];
}

const legend = (counts) => el('div', { class: 'legend' }, counts.map(([word, number]) => el('span', {}, badge(plain(word), tone(word)), ' ', el('b', {}, count(number)))));

function meter(part) {
  const filled = el('span');
  filled.style.width = `${Math.round(part * 100)}%`;
  return el('div', { class: 'meter', 'aria-hidden': 'true' }, filled);
}

function rate(card, name, values, { step_seconds: step }, tone) {
  const { picture, most, span } = chart(name, values, step, PLACES, tone);
  card.replaceChildren(
    el('div', { class: 'cardhead' }, el('h2', {}, name), el('span', { class: 'muted' }, values.length > 0 ? `${count(values.at(-1))} a second, at most ${count(Math.max(...values))}` : 'the first sample comes in a moment')),
    el('div', { class: 'body' }, picture, el('div', { class: 'cardhead muted' }, el('span', {}, `${span} minutes ago`), el('span', {}, `scale 0\u2013${count(most)}`), el('span', {}, 'now'))));
}
