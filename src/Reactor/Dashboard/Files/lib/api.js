// Asks the API. Whether it answers is kept in one place: all that is seen depends on it.
const listeners = new Set();
export const connection = { lost: false, last: null };

/** Calls when the connection is lost or back. */
export const onConnection = (listener) => listeners.add(listener);

// Of this tab and this port alone: a cookie would go to every port of the machine, and guests may have some.
const KEY = 'reactor-session';

// What the API gives at the most.
const LARGEST_PAGE = 1000;

/** What every question carries. */
export function headers() {
  const session = sessionStorage.getItem(KEY);
  return session ? { Authorization: `Bearer ${session}` } : {};
}

/** The session has ended, or was never there. */
export class SignedOut extends Error {}

/** The daemon refuses, and says why. */
export class Refused extends Error {}

/** The daemon does not answer. */
export class Lost extends Error {}

/** Tells how a look ended: an answer, or none. */
export function heard(ok) {
  if (ok) connection.last = new Date();
  if (connection.lost === !ok) return;
  connection.lost = !ok;
  listeners.forEach((listener) => listener());
}

async function ask(path, options) {
  let response, body;
  try {
    response = await fetch(path, { ...options, headers: { ...headers(), ...options.headers }, signal: AbortSignal.timeout(10_000), credentials: 'omit' });
    body = response.headers.get('Content-Type')?.includes('json') ? await response.json() : null;
  } catch {
    heard(false);
    throw new Lost('Reactor does not answer');
  }
  heard(true);
  if (response.status === 401) throw new SignedOut();
  if (!response.ok) throw new Refused(body?.detail ?? body?.title ?? `the answer was ${response.status}`);
  return body;
}

/** Rows of a question; parameters that are empty are left out. */
export function get(path, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
  return ask(query.size > 0 ? `${path}?${query}` : path, {});
}

/** All rows of a list by name, which stands in a member, a page after another. */
export async function getAll(path, member, parameters = {}) {
  const rows = [];
  let page;
  do {
    page = await get(path, { ...parameters, limit: String(LARGEST_PAGE), after: rows.at(-1)?.[member] ?? '' });
    rows.push(...page);
  } while (page.length >= LARGEST_PAGE);
  return rows;
}

/** Has something done. */
export const post = (path, body) => ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

/** Begins a session, by the code of a link. */
export async function signIn(code) {
  const [{ session }] = await post('/v1/session', { code });
  sessionStorage.setItem(KEY, session);
}

/** Ends the session. It is forgotten here also where the daemon can't be told. */
export async function signOut() {
  try {
    await ask('/v1/session', { method: 'DELETE' });
  } finally {
    sessionStorage.removeItem(KEY);
  }
}
