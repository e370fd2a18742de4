// The page that says what is saved on this phone, and repairs it.

import './more.js';
import { byId } from './page.js';
import { register } from './registration.js';
import { checkSaved, missing } from './saved.js';
import { format, words } from './text.js';

/** @typedef {import('./protocol').State} State */

const PATIENCE_MS = 2000;

/**
 * @param {string} name of the words in the page
 * @param {Record<string, string | number>} [values]
 */
function fill(name, values = {}) {
  const element = /** @type {HTMLElement} */ (document.querySelector(`#facts [data-${name}]`));
  element.textContent = format(element.dataset[name] || '{value}', values);
}

/**
 * What a browser answers; undefined if it fails or is silent.
 * @template T @param {() => Promise<T>} ask @returns {Promise<T | undefined>}
 */
const soon = (ask) =>
  new Promise((done) => {
    setTimeout(done, PATIENCE_MS);
    ask().then(done, () => done(undefined));
  });

/** @param {State} state */
async function show({ release, published, pages, bytes }) {
  const size = new Intl.NumberFormat(words.locale, {
    style: 'unit',
    unit: 'kilobyte',
    maximumFractionDigits: 0
  });
  const day = new Intl.DateTimeFormat(words.locale, { dateStyle: 'long' });
  const time = new Intl.DateTimeFormat(words.locale, { dateStyle: 'long', timeStyle: 'short' });
  fill('pages', { whole: pages[0], all: pages[1], size: size.format(bytes / 1000) });
  fill('version', { id: release.slice(0, 8), date: day.format(new Date(published)) });
  fill('checked', { value: time.format(new Date()) });
  const kept = await soon(async () => navigator.storage?.persisted?.());
  fill(kept ? 'kept' : 'loose');
  byId('phone').hidden = true;
  byId('facts').hidden = byId('acts').hidden = false;
  byId('keep').hidden = Boolean(kept) || !navigator.storage?.persist;
}

/** Look again and show it. @returns {Promise<boolean>} whether every file is intact */
async function check() {
  const state = await checkSaved();
  if (!state) return false;
  await show(state);
  return state.all[1] > 0 && !missing(state, 1) && !missing(state, 2);
}

/**
 * @returns {Promise<'done' | 'newest'>} rejects if the server was not reached or the newer release
 *   is incomplete
 */
async function fetchNewer() {
  const registration = await register();
  await registration.update();
  const coming = registration.installing;
  if (coming) await settled(coming);
  return coming || registration.waiting ? 'done' : 'newest';
}

/** @param {ServiceWorker} coming @returns {Promise<void>} rejects if the browser discards it */
function settled(coming) {
  return new Promise((resolve, reject) => {
    const update = () => {
      if (coming.state === 'redundant') reject();
      else if (coming.state !== 'installing') resolve();
    };
    coming.addEventListener('statechange', update);
    update();
  });
}

/**
 * Bind a button that says what it is doing, then the result.
 * @param {string} id @param {() => Promise<string>} act
 */
function bind(id, act) {
  const button = byId(id, HTMLButtonElement);
  const done = byId('done');
  button.onclick = async () => {
    button.disabled = true;
    done.textContent = button.dataset.doing ?? '';
    const result = await act().catch(() => 'failed');
    done.textContent = button.dataset[result] ?? '';
    button.disabled = false;
  };
}

bind('repair', async () => ((await check()) ? 'done' : 'failed'));
bind('fetch', fetchNewer);
bind('keep', async () => {
  await navigator.storage.persist();
  await check();
  return '';
});
check();
