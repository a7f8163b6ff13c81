import { get, post } from '../lib/api.js';
import { show } from '../lib/dialog.js';
import { badge, count, el, guest, many, time } from '../lib/dom.js';
import { filters } from '../lib/filters.js';
import { liveTable } from '../lib/table.js';
import { tell } from '../lib/told.js';
import { plain, tone } from '../lib/words.js';

/** What was sent, or could not be. */
export function deliveries({ parameters, operates, refresh }) {
  const filter = filters(parameters, [
    { name: 'state', label: 'State', choices: ['dead', 'pending', 'delivered', 'muted'], value: 'dead' }, { name: 'target', label: 'Target' }, { name: 'vm', label: 'VM' }, { name: 'rule', label: 'Rule' },
  ], refresh);
  const targets = liveTable([
    { name: 'Target', kind: 'name', cell: (target) => guest(target.name, 200) },
    { name: 'Kind', kind: 'name', cell: (target) => target.kind ?? '' },
    { name: 'State', kind: 'tight', cell: (target) => (target.state ? badge(target.state, tone(target.state)) : '') },
    { name: 'Waiting', kind: 'num', cell: (target) => count(target.pending) },
    { name: 'Given up', kind: 'num', cell: (target) => count(target.dead) },
    { name: 'Delivered', kind: 'num', cell: (target) => count(target.delivered) },
    { name: 'Failed', kind: 'num', cell: (target) => count(target.failed) },
    { name: 'Last error', cell: (target) => el('span', { class: 'clip' }, guest(target.last_error ?? '', 400)) },
    ...operates ? [{ name: '', kind: 'act', cell: targetActions }] : [],
  ], { key: (target) => target.name, empty: 'Nothing has been sent yet.', label: 'Targets' });
  const table = liveTable([
    { name: 'Decided', kind: 'tight', cell: (delivery) => time(delivery.created_at) },
    { name: 'State', kind: 'tight', cell: (delivery) => badge(delivery.dead_reason ? `${delivery.state}: ${plain(delivery.dead_reason)}` : delivery.state, tone(delivery.state)) },
    { name: 'Target', kind: 'name', cell: (delivery) => guest(delivery.target, 200) },
    { name: 'VM', kind: 'name', cell: (delivery) => guest(delivery.vm, 200) },
    { name: 'Rule', kind: 'name', cell: (delivery) => guest(delivery.rule, 200) },
    { name: 'Kind', kind: 'name', cell: (delivery) => delivery.kind },
    { name: 'Tries', kind: 'num', cell: (delivery) => count(delivery.attempts) },
    { name: 'Answer', cell: (delivery) => el('span', { class: 'clip' }, guest([delivery.last_status, delivery.last_detail].filter(Boolean).join(' '), 300)) },
    { name: '', kind: 'act', cell: actions },
  ], { key: (delivery) => delivery.webhook_id, empty: 'No delivery is like that.', label: 'Deliveries' });

  return {
    element: el('div', { class: 'sections' }, el('section', { class: 'card' }, el('h2', {}, 'Targets'), targets.element), filter.element, el('section', { class: 'card' }, el('h2', {}, 'Deliveries'), table.element)),
    refresh: async () => {
      const [of, rows] = await Promise.all([get('/v1/targets'), get('/v1/deliveries', { ...filter.values(), limit: '200' })]);
      targets.update(of);
      table.update(rows);
    },
  };

  function actions(delivery) {
    return el('span', {}, button('Attempts', () => attempts(delivery.webhook_id)),
      operates && delivery.state === 'dead' ? button('Retry', () => retry({ ids: [delivery.webhook_id] })) : '');
  }

  function targetActions(target) {
    return el('span', {}, target.dead > 0 ? button('Retry all', () => retry({ target: target.name })) : '',
      target.state === 'disabled' ? button('Enable', () => act('/v1/targets/enable', { target: target.name }, () => 'It is called again.')) : '');
  }

  function retry(which) {
    return act('/v1/deliveries/retry', which, ([{ count: sent, left, overtaken }]) => `${count(sent)} sent once more.${left ? ` ${many(left, 'is', 'are')} left.` : ''}${overtaken ? ` Of ${count(overtaken)} the target knows later news.` : ''}`);
  }

  async function act(path, body, said) {
    try {
      tell(said(await post(path, body)));
    } catch (problem) {
      tell(problem.message || 'The daemon did not answer: look before you try again.');
    }
    refresh();
  }
}

const button = (text, onclick) => el('button', { type: 'button', 'data-act': text, onclick }, text);

async function attempts(id) {
  const [delivery] = await get(`/v1/deliveries/${encodeURIComponent(id)}`);
  const table = liveTable([
    { name: 'Try', kind: 'num', cell: (attempt) => count(attempt.attempt) },
    { name: 'At', kind: 'tight', cell: (attempt) => time(attempt.at) },
    { name: 'Outcome', kind: 'tight', cell: (attempt) => badge(attempt.outcome, tone(attempt.outcome)) },
    { name: 'Answer', cell: (attempt) => guest([attempt.status, attempt.detail].filter(Boolean).join(' '), 600) },
  ], { key: (attempt) => String(attempt.attempt), empty: 'It has not been tried yet.', label: 'Attempts' });
  table.update(delivery.tries);
  show(`Delivery to ${delivery.target}`, el('p', { class: 'muted mono' }, guest(delivery.webhook_id, 200)), table.element, el('h2', {}, 'Body'), el('pre', { class: 'data' }, guest(delivery.body, 64000)));
}
