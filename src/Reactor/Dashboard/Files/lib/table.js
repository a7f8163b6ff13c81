import { el } from './dom.js';
import { loading } from './loading.js';

/**
 * A table whose rows come anew every few seconds: a row that says what it said stays as it is, with what is open in it and where the keyboard is.
 * Columns: {name, cell(row), kind}. Rows of one key are told apart by their order. Until rows have come, none means nothing: it is loading.
 */
export function liveTable(columns, { key, empty, label }) {
  const body = el('tbody');
  const table = el('table', { class: 'cards', 'aria-label': label },
    el('thead', {}, el('tr', {}, columns.map((column) => el('th', { scope: 'col', class: column.kind }, column.name)))), body);
  table.hidden = true;
  const nothing = el('p', { class: 'empty', hidden: true }, empty);
  const waiting = loading();
  const element = el('div', {}, table, nothing, waiting);
  let shown = new Map(), lostFocus = null;

  function update(rows) {
    const next = new Map();
    for (const row of rows) {
      const said = JSON.stringify(row);
      let name = key(row);
      while (next.has(name)) name += '+';
      const before = shown.get(name);
      next.set(name, before?.said === said ? before : { said, tr: build(row, name, before?.tr) });
    }
    for (const [name, { tr }] of shown) if (next.get(name)?.tr !== tr) tr.remove();
    let at = body.firstChild;
    for (const { tr } of next.values()) {
      if (at === tr) at = at.nextSibling;
      else body.insertBefore(tr, at);
    }
    refocus(next);
    shown = next;
    waiting.remove();
    table.hidden = rows.length === 0;
    nothing.hidden = rows.length > 0;
  }

  function build(row, name, before) {
    const tr = el('tr', {}, columns.map((column) => cell(column, row)));
    if (before?.contains(document.activeElement)) lostFocus = { row: name, act: document.activeElement.dataset.act };
    if (before?.querySelector('details[open]')) tr.querySelector('details')?.setAttribute('open', '');
    return tr;
  }

  function refocus(next) {
    if (lostFocus) next.get(lostFocus.row)?.tr.querySelector(`[data-act="${CSS.escape(lostFocus.act ?? '')}"]`)?.focus();
    lostFocus = null;
  }

  // What says nothing is empty, whatever it is made of: a phone leaves it out.
  function cell({ kind, name, cell: make }, row) {
    const td = el('td', { class: kind, 'data-label': name }, make(row) ?? '');
    if (!td.textContent && !td.querySelector('.meter')) td.replaceChildren();
    return td;
  }

  return { element, update };
}
