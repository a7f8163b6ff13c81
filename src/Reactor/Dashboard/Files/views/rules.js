import { get, getAll } from '../lib/api.js';
import { badge, count, el, guest, time } from '../lib/dom.js';
import { loading } from '../lib/loading.js';
import { liveTable } from '../lib/table.js';
import { plain, tone } from '../lib/words.js';

const OFFERED = 100;

/** The rules, what became of them, and why they fire or don't. */
export function rules({ parameters }) {
  // By rule: a row that is made anew while it is open shows what it showed until it knows better.
  const reasons = new Map();
  const table = liveTable([
    { name: 'Rule', kind: 'name lead', cell: (rule) => guest(rule.name, 200) },
    { name: 'Severity', kind: 'tight', cell: (rule) => badge(rule.severity, tone(rule.severity)) },
    { name: 'Mode', kind: 'tight', cell: (rule) => (rule.quarantined ? badge('quarantined', 'critical') : rule.mode === 'live' ? 'live' : badge(rule.mode, 'info')) },
    { name: 'Matched', kind: 'num', cell: (rule) => count(rule.matched) },
    { name: 'Acted', kind: 'num', cell: (rule) => count(rule.fired) },
    { name: 'Limited', kind: 'num', cell: (rule) => count(rule.limited) },
    { name: 'Keys', kind: 'num', cell: (rule) => count(rule.keys) },
    { name: 'Dropped', kind: 'num', cell: (rule) => count(rule.dropped) },
    { name: 'Errors', kind: 'num', cell: (rule) => (rule.errors ? el('b', { class: 'fault' }, count(rule.errors)) : '0') },
    { name: 'Last why not', kind: 'some', cell: (rule) => whyNot(rule.name) },
  ], { key: (rule) => rule.name, empty: 'No rule is loaded.', label: 'Rules' });
  const chosen = el('select', { name: 'event', onchange: explain });
  const answer = el('div', { 'aria-live': 'polite' });

  let isOffered = false;
  return {
    element: el('div', { class: 'sections' }, el('div', { class: 'card' }, table.element),
      el('section', { class: 'card' }, el('h2', {}, 'Why did a rule fire, or not?'),
        el('div', { class: 'body' }, el('label', {}, 'For this stored event, as if it were the first that rules see', chosen)), answer)),
    refresh: async () => {
      table.update(await getAll('/v1/rules', 'name'));
      if (!isOffered) await offer();
    },
  };

  // Asked when it is opened: it reads stored events, and changes when they come.
  function whyNot(rule) {
    const place = el('div', { class: 'whynot', 'aria-live': 'polite' }, reasons.get(rule) ?? '');
    return el('details', { ontoggle: (event) => event.target.open && ask() }, el('summary', { 'data-act': 'why not' }, 'Show'), place);

    async function ask() {
      if (!reasons.has(rule)) place.replaceChildren(loading());
      let reason;
      try {
        const [row] = await get('/v1/explain', { rule });
        reason = row ? lastWhyNot(row) : el('p', {}, 'None of the last stored events that its when names is one on which it did not fire.');
      } catch (problem) {
        reason = el('p', { class: 'fault' }, guest(problem.message));
      }
      reasons.set(rule, reason);
      place.replaceChildren(reason);
    }
  }

  async function offer() {
    const wanted = parameters.get('event') ?? '';
    const stored = (await get('/v1/events', { limit: String(OFFERED) })).reverse();
    const known = stored.some((event) => event.id === wanted);
    chosen.replaceChildren(el('option', { value: '' }, 'choose an event'), ...wanted && !known ? [el('option', { value: wanted }, wanted)] : [],
      ...stored.map((event) => el('option', { value: event.id }, guest(`${event.at.slice(0, 19).replace('T', ' ')}Z  ${event.name}  ${event.vm}`, 160).textContent)));
    chosen.value = wanted;
    isOffered = true;
    if (wanted) await explain();
  }

  async function explain() {
    const event = chosen.value;
    if (!event) { answer.replaceChildren(); return; }
    // The answer for what was chosen before may come last.
    const isOld = () => chosen.value !== event;
    try {
      const rows = await getAll('/v1/explain', 'rule', { event });
      if (isOld()) return;
      const near = rows.filter((row) => row.verdict !== 'other_event' || row.resolves);
      answer.replaceChildren(...near.map(verdict), el('p', { class: 'empty' }, near.length === rows.length ? '' : `${near.length > 0 ? 'Others' : 'Rules'} that look for other events: ${count(rows.length - near.length)}.`));
    } catch (problem) {
      if (!isOld()) answer.replaceChildren(el('p', { class: 'empty fault' }, guest(problem.message)));
    }
  }
}

/** The event on which a rule last did not fire, and what was missing. */
function lastWhyNot(row) {
  return el('div', {},
    el('div', {}, time(row.event.at), ' ', el('a', { href: `#/rules?event=${encodeURIComponent(row.event.id)}` }, guest(row.event.name, 200)), ' of ', guest(row.event.vm, 200), ': ', badge(plain(row.verdict), tone(row.verdict)),
      row.missing ? el('span', { class: 'muted' }, ' ', guest(row.missing, 400)) : ''),
    conditions(row.conditions.filter((condition) => (row.verdict === 'excepted') === (condition.value === true))));
}

function verdict(row) {
  return el('div', { class: 'why' },
    el('div', {}, el('b', {}, guest(row.rule, 200)), ' ', badge(plain(row.verdict), tone(row.verdict)), row.fired ? ` fired when it came${row.fired.shadow ? ', in shadow' : ''}` : '', row.resolves ? ' ends its open alerts' : '', row.missing ? el('span', { class: 'muted' }, ' ', guest(row.missing, 400)) : ''),
    conditions(row.conditions));
}

function conditions(all) {
  return all.map((condition) => el('div', {}, el('span', { class: 'muted' }, `${condition.place}: `), el('code', {}, guest(condition.text, 1000)), ' is ', el('b', {}, guest(said(condition.value), 200)),
      el('ul', {}, condition.parts.map((part) => el('li', {}, el('code', {}, guest(part.text, 500)), ' is ', el('b', {}, guest(said(part.value), 200)),
        el('span', { class: 'muted' }, guest(Object.entries(part.reads).map(([path, value]) => `   ${path} = ${said(value)}`).join(''), 1000)))))));
}

const said = (value) => (value?.error ? `a failure: ${value.error}` : JSON.stringify(value));
