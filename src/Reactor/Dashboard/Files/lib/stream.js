import { heard } from './api.js';

const RETRY = 2000;

/** Stored events as they are written. The browser connects again by itself, with the last id that it has; where it is refused it is tried again here. */
export function stream(parameters, { event, missed }) {
  let source = null, last = null, waiting = 0;

  function connect() {
    const query = new URLSearchParams(Object.entries({ ...parameters, after: last ?? parameters.after ?? '' }).filter(([, value]) => value));
    source = new EventSource(`/v1/events/stream?${query}`);
    source.addEventListener('event', (message) => { last = message.lastEventId; event(JSON.parse(message.data)); });
    source.addEventListener('missed', () => missed());
    source.addEventListener('open', () => heard(true));
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) waiting = setTimeout(connect, RETRY);
    });
  }

  connect();
  return () => { clearTimeout(waiting); source.close(); };
}
