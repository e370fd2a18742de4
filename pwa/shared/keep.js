// What the reader lets the app remember, on this phone only. No update, repair or kill switch
// deletes it; /reset does, and offers a copy first.

import { parsed, remember, unkept } from './storage.js';

/** Later versions read every format before theirs. */
const FORMAT = 1;

/**
 * Private modes refuse storage, a full phone refuses more: the page says so, and the tool goes on.
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
 * @template T @param {string} name @param {T} empty what is given where nothing readable was kept
 * @returns {T}
 */
export function kept(name, empty) {
  const value = parsed(name, () => warn(true))?.value;
  return value && typeof value === typeof empty && Array.isArray(value) === Array.isArray(empty)
    ? value
    : empty;
}

/** A random name; `crypto.randomUUID` is missing in a page that was not loaded over HTTPS. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0')
  ).join('');
}

/**
 * @param {string} name @param {unknown} value @returns {boolean} whether it will be there next time
 */
export function keep(name, value) {
  const done = remember(name, JSON.stringify({ format: FORMAT, value }));
  warn(!done);
  return done;
}

/**
 * Change one entry of what is kept at this moment; never put back what was read before.
 * @template T @param {string} name @param {T} empty @param {(value: T) => T} edit
 */
export function change(name, empty, edit) {
  return keep(name, edit(kept(name, empty)));
}
