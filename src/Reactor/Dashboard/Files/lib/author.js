const KEY = 'reactor-author';

/** The field for what somebody calls themselves, as they did last. */
export const author = () => ({ name: 'author', label: 'Your name', value: localStorage.getItem(KEY) ?? '' });

/** Keeps it for the next time, in this browser. */
export const remember = (name) => localStorage.setItem(KEY, name);
