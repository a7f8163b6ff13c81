// Asks the API. Whether it answers is kept in one place: all that is seen depends on it.
const listeners = new Set();
export const connection = { lost: false, last: null };

/** Calls when the connection is lost or back. */
export const onConnection = (listener) => listeners.add(listener);

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
    response = await fetch(path, { ...options, signal: AbortSignal.timeout(10_000), credentials: 'same-origin' });
    body = response.headers.get('Content-Type')?.includes('json') ? await response.json() : null;
  } catch {
    heard(false);
    throw new Lost();
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

/** Has something done. */
export const post = (path, body) => ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

export const signOut = () => ask('/v1/session', { method: 'DELETE' });
