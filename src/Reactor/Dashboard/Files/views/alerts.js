import { get, post } from '../lib/api.js';
import { badge, count, el, guest, time } from '../lib/dom.js';
import { form } from '../lib/dialog.js';
import { filters } from '../lib/filters.js';
import { author, remember } from '../lib/author.js';
import { liveTable } from '../lib/table.js';
import { tell } from '../lib/told.js';
import { tone } from '../lib/words.js';

const DURATIONS = [['30m', '30 minutes'], ['1h', '1 hour'], ['4h', '4 hours'], ['1d', '1 day'], ['7d', '7 days']];

/** Alerts, and what an operator does to them. */
export function alerts({ parameters, operates, refresh }) {
  const filter = filters(parameters, [
    { name: 'state', label: 'State', choices: ['open', 'firing', 'acknowledged', 'resolved'], value: 'open' }, { name: 'vm', label: 'VM (* for any text)' }, { name: 'rule', label: 'Rule (* for any text)' },
  ], refresh);
  const table = liveTable([
    { name: 'Severity', kind: 'tight', cell: (alert) => el('div', { class: 'badges' }, badge(alert.severity, tone(alert.severity)), badge(alert.unverified_since ? `${alert.state}, unverified` : alert.state, tone(alert.state))) },
    { name: 'Alert', kind: 'lead', cell: summary },
    { name: 'VM', kind: 'name', cell: (alert) => guest(alert.vm_name, 200) },
    { name: 'Since', kind: 'tight', cell: (alert) => el('div', {}, time(alert.starts_at), alert.count > 1 ? el('div', { class: 'muted' }, `${count(alert.count)} times`) : '') },
    { name: 'To', kind: 'some', cell: (alert) => guest(told(alert), 200) },
    ...operates ? [{ name: '', kind: 'act', cell: actions }] : [],
  ], { key: (alert) => alert.uid, empty: 'No alert is like that.', label: 'Alerts' });

  return {
    element: el('div', { class: 'sections' }, filter.element, el('div', { class: 'card' }, table.element)),
    refresh: async () => table.update(await get('/v1/alerts', { ...filter.values(), limit: '500' })),
  };

  function actions(alert) {
    if (alert.state === 'resolved') return '';
    return el('span', {},
      alert.state === 'firing' ? button('Acknowledge', () => hand(alert, 'acknowledge', 'Acknowledge')) : '',
      button('Resolve', () => hand(alert, 'resolve', 'Resolve')), button('Silence', () => silence(alert)));
  }

  function hand(alert, act, verb) {
    form(`${verb}: ${alert.rule}${alert.vm_name ? ` on ${alert.vm_name}` : ''}`, [author(), { name: 'comment', label: 'Comment', kind: 'textarea', focus: true }], verb, async ({ author: name, comment }) => {
      remember(name);
      await post('/v1/alerts', { do: act, alerts: [alert.uid], author: name, comment });
      tell(act === 'resolve' ? 'Resolved.' : 'Acknowledged.');
      refresh();
    });
  }

  function silence(alert) {
    const matchers = [`rule=${alert.rule}`, ...alert.vm_name ? [`vm=${alert.vm_name}`] : []].join('\n');
    form('Silence alerts like this one', [
      { name: 'matchers', label: 'What is silenced: all of these must be met', kind: 'textarea', value: matchers, required: true }, { name: 'for', label: 'For', kind: 'select', choices: DURATIONS },
      author(), { name: 'reason', label: 'Comment: why', kind: 'textarea', required: true, focus: true },
    ], 'Silence', async (values) => {
      remember(values.author);
      await post('/v1/silences', { ...values, matchers: values.matchers.split('\n').map((line) => line.trim()).filter(Boolean) });
      tell('Silenced: notifications are held.');
      refresh();
    });
  }
}

const button = (text, onclick) => el('button', { type: 'button', 'data-act': text, onclick }, text);

function summary(alert) {
  const text = alert.summary || alert.id;
  const hands = [alert.acknowledged, alert.ended].filter(Boolean).map((note) => el('div', { class: 'muted' }, guest(`${note.by}${note.comment ? `: ${note.comment}` : ''}`, 500)));
  const rule = alert.rule === text ? '' : el('div', { class: 'muted' }, guest(alert.rule, 200));
  if (text.length <= 200 && !alert.description) return el('div', {}, guest(text), rule, hands);
  return el('div', {}, el('details', {}, el('summary', { 'data-act': 'summary' }, guest(text, 200)), el('pre', { class: 'data' }, guest(`${text}\n\n${alert.description ?? ''}`.trim(), 64000))), rule, hands);
}

// Who heard that it fires, who will, and what holds it: as `reactor alerts` has it.
function told(alert) {
  const names = alert.targets.join(', '), waiting = alert.waiting.join(', ');
  const at = (text) => `${text.slice(11, 19)}Z`;
  const hold = alert.hold && `${alert.hold.kind === 'silence' ? 'silenced' : 'maintenance'}${alert.hold.until ? ` until ${at(alert.hold.until)}` : ''} (${alert.hold.id})`;
  if (waiting && (!alert.held || alert.held === 'wait')) return `${names ? `${names}, ` : ''}(${waiting}, ${hold ?? (alert.waits_until ? `waits until ${at(alert.waits_until)}` : 'waits')})`;
  if (names) return hold ? `${names}, ${hold}` : names;
  if (alert.ends_at && (alert.held === 'wait' || alert.held === 'group')) return 'nobody (ended before it was told)';
  return alert.held ? `nobody (${[alert.held, alert.held_by].filter(Boolean).join(' ')})` : 'nobody';
}
