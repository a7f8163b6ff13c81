import { connection, get, heard, Lost, onConnection, Refused, signIn as redeem, signOut, SignedOut } from './lib/api.js';
import { count, el, time } from './lib/dom.js';
import { loading, notLoaded } from './lib/loading.js';
import { tell } from './lib/told.js';
import { alerts } from './views/alerts.js';
import { deliveries } from './views/deliveries.js';
import { events } from './views/events.js';
import { holds } from './views/holds.js';
import { overview } from './views/overview.js';
import { records } from './views/records.js';
import { rules } from './views/rules.js';
import { vms } from './views/vms.js';

const LOOK_EVERY = 2000;
const VIEWS = {
  overview: ['Overview', overview], vms: ['VMs', vms], events: ['Events', events], alerts: ['Alerts', alerts], rules: ['Rules', rules],
  deliveries: ['Deliveries', deliveries], records: ['Records', records], holds: ['Silences', holds],
};

const app = document.getElementById('app');
let shell = null, view = null, turn = 0;

window.addEventListener('hashchange', go);
document.addEventListener('visibilitychange', () => { if (!document.hidden && view) look(turn); });
onConnection(showConnection);
go();

/** Goes where the address says. */
async function go() {
  if (!app.hasChildNodes()) app.replaceChildren(el('main', { class: 'lone', id: 'main' }, loading()));
  const address = new URLSearchParams(location.hash.slice(1));
  if (address.has('code')) {
    // The code is good once; it is not to stay in the history.
    history.replaceState(null, '', location.pathname);
    await signIn(address.get('code'));
  }
  try {
    shell ??= await makeShell();
  } catch (problem) {
    return explainAway(problem);
  }
  open();
}

async function signIn(code) {
  try {
    await redeem(code);
    shell = null;
  } catch (problem) {
    if (problem instanceof Refused) tell(problem.message);
  }
}

async function makeShell() {
  const [who] = await get('/v1/session');
  const links = Object.fromEntries(Object.entries(VIEWS).map(([name, [title]]) =>
    [name, el('a', { href: `#/${name}` }, title, el('span', { class: 'count', hidden: true }))]));
  const main = el('main', { id: 'main', tabindex: -1 });
  const lost = el('div', { class: 'lost', role: 'alert', hidden: true });
  app.replaceChildren(el('div', { class: 'shell' }, lost,
    el('div', { class: 'side' },
      el('a', { class: 'brand', href: '#/overview' }, el('img', { src: '/icon.svg', alt: '' }), 'Reactor'),
      el('nav', { class: 'nav', 'aria-label': 'Views' }, Object.values(links)),
      el('div', { class: 'who' }, el('span', {}, `${who.name}, ${who.role === 'operate' ? 'may operate' : 'may read'}`),
        el('button', { type: 'button', onclick: leave }, 'Sign out'))),
    main));
  return { links, main, lost, operates: who.role === 'operate' };
}

/** Opens the view of the address. */
function open() {
  const [path, query] = location.hash.slice(2).split('?');
  const name = VIEWS[path] ? path : 'overview';
  for (const [of, link] of Object.entries(shell.links)) link.toggleAttribute('aria-current', of === name);
  document.title = `${VIEWS[name][0]} \u2013 Reactor`;
  view?.close?.();
  turn += 1;
  const mine = turn;
  view = VIEWS[name][1]({ operates: shell.operates, parameters: new URLSearchParams(query), refresh: () => look(mine) });
  shell.main.replaceChildren(el('div', { class: 'head' }, el('h1', {}, VIEWS[name][0]), view.note ?? ''), view.element);
  shell.main.focus({ preventScroll: true });
  look(mine);
}

let waiting = 0, looking = false, again = false;

/** Looks how things are, and again in a while. */
async function look(mine) {
  clearTimeout(waiting);
  if (looking) { again = true; return; }
  looking = true;
  again = false;
  try {
    const [[state]] = await Promise.all([get('/v1/overview'), view.refresh()]);
    if (mine === turn) {
      view.overview?.(state);
      badges(state);
    }
  } catch (problem) {
    if (problem instanceof SignedOut) return explainAway(problem);
    if (mine === turn) notLoaded(shell.main, problem.message);
    if (problem instanceof Refused) tell(problem.message);
    else if (!(problem instanceof Lost)) throw problem;
  } finally {
    looking = false;
    if (again && shell) look(turn);
    else if (shell && !document.hidden) waiting = setTimeout(() => look(turn), LOOK_EVERY);
  }
}

function badges(state) {
  mark('alerts', 'firing', state.alerts.filter((alert) => alert.state === 'firing').reduce((sum, alert) => sum + alert.count, 0));
  mark('deliveries', 'given up', state.deliveries.dead);
  mark('vms', 'not heard', state.vms.total - (state.vms.by_state.live ?? 0) - (state.vms.by_state.standby ?? 0));
}

function mark(name, what, number) {
  const badge = shell.links[name].lastChild;
  badge.hidden = number === 0;
  badge.textContent = count(number);
  badge.title = `${count(number)} ${what}`;
  badge.classList.toggle('bad', number > 0);
}

function showConnection() {
  if (!shell) return;
  shell.lost.hidden = !connection.lost;
  shell.lost.replaceChildren(connection.lost ? el('span', {}, 'Connection lost. ', connection.last ? el('span', {}, 'What you see is from ', time(connection.last.toISOString()), '. ') : '', 'Trying again\u2026') : '');
}

async function leave() {
  try {
    await signOut();
    explainAway(new SignedOut());
  } catch (problem) {
    explainAway(problem);
  }
}

/** Nothing can be shown: says why, and what to do. */
function explainAway(problem) {
  view?.close?.();
  clearTimeout(waiting);
  turn += 1;
  [view, shell] = [null, null];
  const isOut = problem instanceof SignedOut;
  app.replaceChildren(el('main', { class: 'lone', id: 'main' },
    el('h1', {}, isOut ? 'Sign in' : 'Reactor does not answer'),
    ...isOut
      ? [el('p', {}, 'On the machine where Reactor runs, ask for a link that opens this page signed in:'), el('pre', {}, 'reactor dashboard'), el('p', { class: 'muted' }, 'A link works once, within five minutes. A session ends after twelve hours without use, after a week, and when Reactor restarts.')]
      : [el('p', {}, 'It is tried again every few seconds.')]));
  if (!isOut) setTimeout(go, LOOK_EVERY);
}

heard(true);
