// Shows search results while the reader types. The query is not sent anywhere.

import { byId } from './page.js';
import { base, format } from './text.js';

/** @typedef {import('./ranking.js').SearchEntry} SearchEntry */

// Browsers limit changes of the address, and a screen reader should not read a count for each key.
const PAUSE_MS = 400;

const field = byId('q', HTMLInputElement);
const found = byId('found');
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
    fetch(`${base}api/v1/search-index`)
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

/** @param {string} name @returns {HTMLElement[]} */
function clone(name) {
  const template = /** @type {HTMLTemplateElement} */ (
    document.querySelector(`template[data-row="${name}"]`)
  );
  const copy = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  return /** @type {HTMLElement[]} */ ([...copy.children]);
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
  const [item] = clone([urgency, act].filter(Boolean).join('-'));
  /** @type {HTMLAnchorElement} */ (item.querySelector('a')).href = base + url.slice(1);
  /** @type {Element} */ (item.querySelector('b')).textContent = title;
  /** @type {Element} */ (item.querySelector('small')).textContent = summary;
  return lines ? [item, ...clone(lines)] : [item];
}

/** @param {string} query */
function nothing(query) {
  const rows = clone('none');
  /** @type {Element} */ (rows[0].querySelector('b')).textContent = query;
  return rows;
}

function show() {
  if (!search) return;
  clearTimeout(pause);
  pause = setTimeout(settle, PAUSE_MS);
  const query = field.value.trim();
  const rows = query ? search(query) : [];
  if (!rows.length) found.replaceChildren(...(query[1] ? nothing(query) : []));
  // Most keys do not change the results.
  else if (rows.length !== shown.length || rows.some((row, index) => row !== shown[index]))
    found.replaceChildren(...rows.flatMap(items));
  else return;
  shown = rows;
  byId('urgent').className = found.firstChild && !rows[0] ? 'now' : callsFor(rows);
  if (document.activeElement === field) scrollTo(0, 0);
}

/** The urgencies whose calls are shown above the results. @param {SearchEntry[]} rows */
function callsFor(rows) {
  const urgent = rows.slice(0, 5).map(({ urgency }) => urgency);
  // With a danger among the first, the poison line is shown beside the call only if it comes first.
  return (urgent.includes('now') ? ['now', urgent[0]] : urgent).join(' ');
}

/**
 * Say how many were found, and keep the query in the address, behind the #, which is never sent.
 */
function settle() {
  const query = field.value.trim();
  const status = byId('count');
  const count = shown.length;
  const text = count ? status.dataset.found : query && status.dataset.none;
  status.textContent = format(`${text}`, { count, query });
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
  const next = event.key === '/' && at ? field : at >= 0 && step && stops[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

field.addEventListener('input', () => {
  prepare();
  show();
});
field.form?.addEventListener('submit', (event) => {
  event.preventDefault(); // the server would read the query
  prepare();
  loading?.then(() => found.querySelector('a')?.focus());
});
found.addEventListener('click', settle);
document.querySelector('.chips')?.addEventListener('click', (event) => {
  const link = /** @type {Element} */ (event.target).closest('a');
  if (!link) return;
  event.preventDefault();
  location.replace(new URL(link.href).search.replace('?', '#')); // its text may be translated
});
// Also an address that is opened while this page is: a browser then loads nothing.
addEventListener('hashchange', () => {
  field.value = asked() || field.value; // of a skip link
  prepare();
  show();
});
document.addEventListener('keydown', walk);
if (location.hash === '#q') field.focus();
if (!field.value) field.value = asked();
prepare();
