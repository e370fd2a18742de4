// Shows search results while the reader types. The query is not sent anywhere.

import { byId } from './page.js';
import { format } from './text.js';

/** @typedef {import('./ranking.js').SearchEntry} SearchEntry */

// Browsers limit changes of the address, and a screen reader should not read a count for each key.
const PAUSE_MS = 400;

const field = byId('q', HTMLInputElement);
const found = byId('found');
const pinned = document.getElementById('pinned');
/** @type {((query: string) => SearchEntry[]) | undefined} */
let search;
/** @type {SearchEntry[]} */
let shown = [];
/** @type {Promise<void> | undefined} */
let loading;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let pause;

async function load() {
  const [{ searchEngine }, answer] = await Promise.all([
    import('./ranking.js'),
    fetch('/api/v1/search-index')
  ]);
  search = searchEngine(await answer.json());
  show();
}

function prepare() {
  if (loading) return;
  loading = load().catch(() => {
    loading = undefined; // the next key tries again
  });
}

/** @param {string} name @returns {HTMLElement} */
function clone(name) {
  const template = /** @type {HTMLTemplateElement} */ (
    document.querySelector(`template[data-row="${name}"]`)
  );
  return /** @type {HTMLElement} */ (
    /** @type {Element} */ (template.content.firstElementChild).cloneNode(true)
  );
}

/**
 * Rows are made once: a slow phone cannot make a dozen for each key.
 * @type {Map<SearchEntry, HTMLElement[]>}
 */
const itemsByEntry = new Map();
/** @param {SearchEntry} row @returns {HTMLElement[]} the row, and the lines to call beside it */
function items(row) {
  const ready = itemsByEntry.get(row) ?? draw(row);
  itemsByEntry.set(row, ready);
  return ready;
}

/** @param {SearchEntry} row */
function draw({ url, title, summary, urgency, act, lines }) {
  const item = clone([urgency, act].filter(Boolean).join('-'));
  /** @type {HTMLAnchorElement} */ (item.querySelector('a')).href = url;
  /** @type {Element} */ (item.querySelector('b')).textContent = title;
  /** @type {Element} */ (item.querySelector('small')).append(summary);
  return lines ? [item, clone(lines)] : [item];
}

function show() {
  if (!search) return;
  clearTimeout(pause);
  pause = setTimeout(settle, PAUSE_MS);
  const rows = field.value.trim() ? search(field.value) : [];
  // Most keys do not change the results.
  if (rows.length === shown.length && rows.every((row, index) => row === shown[index])) return;
  shown = rows;
  found.replaceChildren(...rows.flatMap(items));
  // Copy the call row, which is far above, with the chosen number.
  const calls = ['now', 'poison'].includes(rows[0]?.urgency ?? '')
    ? [...document.querySelectorAll('main > .first .call')]
    : [];
  pinned?.replaceChildren(...calls.map((row) => row.cloneNode(true)));
  // Otherwise the results would be under the phone's keyboard.
  if (rows.length && document.activeElement === field)
    field.form?.scrollIntoView({ block: 'start' });
}

/**
 * Say how many were found, and keep the query in the address, behind the #, which is never sent.
 */
function settle() {
  const count = found.querySelectorAll('b').length;
  const status = byId('count');
  status.textContent = count ? format(`${status.dataset.found}`, { count }) : '';
  const query = field.value.trim();
  if (query || asked())
    history.replaceState(
      null,
      '',
      location.pathname + (query ? `#${new URLSearchParams({ q: query })}` : '')
    );
}

function asked() {
  return (
    new URLSearchParams(location.hash.slice(1)).get('q') ??
    new URLSearchParams(location.search).get('q') ??
    ''
  );
}

/** @param {KeyboardEvent} event */
function walk(event) {
  const stops = [field, ...found.querySelectorAll('a')];
  const at = stops.indexOf(/** @type {HTMLInputElement} */ (document.activeElement));
  const step = { ArrowDown: 1, ArrowUp: -1, Escape: -at }[event.key];
  if (at < 0 || !step || !stops[at + step]) return;
  event.preventDefault();
  stops[at + step].focus();
}

field.addEventListener('focus', prepare);
field.addEventListener('input', () => {
  prepare();
  show();
});
field.form?.addEventListener('submit', (event) => {
  if (!search) return; // the server answers
  event.preventDefault();
  found.querySelector('a')?.focus();
});
found.addEventListener('click', settle);
document.addEventListener('keydown', walk);
if (!field.value) field.value = asked();
if (field.value || document.activeElement === field || document.body.className === 'search')
  prepare();
