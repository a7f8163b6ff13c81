import { headers, heard } from './api.js';

const RETRY = 2000;

/**
 * Stored events as they are written. Where the connection ends it is made again, from the last event that came. `opened` is called once
 * where that can be told, else each time: what is stored from then on comes, or the stream was refused.
 */
export function stream(parameters, { opened, event, missed }) {
  const ending = new AbortController();
  let last = null, isOpen = false;

  function begin() {
    if (!isOpen) opened();
    isOpen = true;
  }

  async function follow() {
    const query = new URLSearchParams(Object.entries({ ...parameters, after: last }).filter(([, value]) => value));
    const response = await fetch(`/v1/events/stream?${query}`, { headers: headers(), credentials: 'omit', signal: ending.signal });
    // Signed out: whatever asks next tells of it.
    if (response.status === 401) return ending.abort();
    if (!response.ok) return begin();
    heard(true);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ''; ;) {
      const { value, done } = await reader.read();
      if (done) return;
      begin();
      const blocks = (text + value).split('\n\n');
      text = blocks.pop();
      blocks.forEach(take);
    }
  }

  // One block of server-sent events: lines of `field: value`; those without a name are comments.
  function take(block) {
    const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: ?(.*)/s, 2)));
    // It comes without an event too, at the beginning: then all that is written from there on is asked for again.
    last = fields.id ?? last;
    if (fields.event === 'missed') missed();
    if (fields.event === 'event') event(JSON.parse(fields.data));
  }

  async function connect() {
    try {
      await follow();
    } catch {
      // The daemon has gone, or this view: the first is told by whatever asks next.
    }
    // Where nothing tells from where to go on, what is stored is looked at again.
    if (last === null) isOpen = false;
    if (!ending.signal.aborted) setTimeout(connect, RETRY);
  }

  connect();
  return () => ending.abort();
}
