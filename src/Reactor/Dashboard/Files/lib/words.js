// Which tone a word has. The word itself is always shown.
const TONES = {
  critical: 'critical', error: 'error', warning: 'warning', info: 'info',
  live: 'good', running: 'good', active: 'good', delivered: 'good', firing: 'critical', acknowledged: 'warning', resolved: 'good',
  connecting: 'info', reconciling: 'info', backoff: 'critical', occupied: 'warning', standby: 'info', stopped: '',
  paused: 'warning', 'guest-panicked': 'critical', 'io-error': 'critical', 'internal-error': 'critical', shutdown: '', suspended: 'info',
  dead: 'critical', pending: 'info', muted: '', failing: 'warning', open: 'critical', disabled: 'critical', unknown: 'warning', expired: '',
  fires: 'good', counts: 'info', condition_false: 'warning', having_false: 'warning', excepted: 'warning', no_key: 'warning', other_event: '', continues: 'info',
};

/** The tone of a severity or a state. */
export const tone = (word) => (Object.hasOwn(TONES, word) ? TONES[word] : '');

/** A word of the API, for people. */
export const plain = (word) => String(word ?? '').replaceAll('_', ' ');
