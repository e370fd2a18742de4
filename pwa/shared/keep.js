// Stores values on this phone, in a format with a version. Only /reset deletes them, and offers a
// copy first.

import { parsed, remember, unkept } from './storage.js';

/** Later versions must read this format. */
const FORMAT = 1;
const MAX_TIME = 8.64e15; // ms, of a Date

/**
 * Say on the page that storage is refused, as in private modes and on a full phone.
 * @param {boolean} refused
 */
function warn(refused) {
  const line = document.getElementById('unkept');
  const lost = Object.keys(unkept).length > 0;
  if (line && Boolean(line.textContent) !== (refused || lost))
    line.textContent = (!line.textContent && line.dataset.blocked) || '';
  line?.toggleAttribute('data-running', lost); // an update would lose it
}

/**
 * @template T @param {string} name @param {T} empty returned if nothing readable is stored
 * @returns {T}
 */
export function kept(name, empty) {
  const value = /** @type {{value?: T} | null | undefined} */ (parsed(name, () => warn(true)))
    ?.value;
  return value && typeof value === typeof empty && Array.isArray(value) === Array.isArray(empty)
    ? value
    : empty;
}

/** The noted times; what is damaged is left out. @returns {import('./timeline.js').Note[]} */
export const notes = () =>
  kept('timeline', /** @type {any[]} */ ([])).filter(
    (note) => Math.abs(note?.at) < MAX_TIME && typeof note.what === 'string'
  );

/** The fields of the reader's card by name. @returns {Record<string, string>} */
export function readCard() {
  // The entry may be damaged.
  return kept('card', /** @type {{fields?: Record<string, string>}} */ ({})).fields ?? {};
}

/** A random name; `crypto.randomUUID` is missing in a page that was not loaded over HTTPS. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0')
  ).join('');
}

/**
 * @param {string} name @param {unknown} value @returns {boolean} whether it is stored
 */
export function keep(name, value) {
  const done = remember(name, JSON.stringify({ format: FORMAT, value }));
  warn(!done);
  return done;
}

/**
 * Edit an entry as it is stored now, not as it was read earlier.
 * @template T @param {string} name @param {T} empty @param {(value: T) => T} edit
 */
export function change(name, empty, edit) {
  return keep(name, edit(kept(name, empty)));
}
