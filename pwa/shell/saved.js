// Keeps the app on the phone, and says on every page what is truly there: only what the worker read
// back and hashed.

import {
  activeWorker,
  ask,
  canRegister,
  isFirefox,
  REPLACED,
  register,
  TIMEOUT
} from './registration.js';
import { format, words } from './text.js';

/** @typedef {import('./protocol').State} State */

const line = document.getElementById('state');
const TEXTS = {
  once: words.saved_open_once,
  saving: words.saving,
  saved: words.saved,
  part: words.saved_part,
  rest: words.saved_rest,
  failed: words.not_saved
};

/** @param {keyof TEXTS} what @param {string} [published] */
function say(what, published = '') {
  if (!line) return;
  const date = new Date(published); // not by Intl, which is slow to start: see country.js
  // Of a phone that was long away.
  const year = date.getFullYear() === new Date().getFullYear() ? '' : ` ${date.getFullYear()}`;
  line.textContent = format(TEXTS[what], {
    day: date.getDate(),
    month: words.short_months.split(' ')[date.getMonth()] + year
  });
  line.dataset.state = what;
}

/**
 * How many files of a tier are not whole.
 * @param {State} state @param {import('./protocol').Tier} tier
 */
export const missing = ({ whole, all }, tier) => all[tier] - whole[tier];

/**
 * @param {State} state
 * @param {'part' | 'rest'} unfinished what is said while the second tier is missing
 */
function show(state, unfinished) {
  if (!state.all[1] || missing(state, 1)) say('failed');
  else if (missing(state, 2)) say(unfinished);
  else say('saved', state.published);
  return state;
}

/** Look at what is stored, say it, and mend what is missing. @returns {Promise<State>} */
async function saveApp() {
  if (!navigator.serviceWorker.controller)
    say(window.matchMedia?.('(display-mode: standalone)').matches ? 'once' : 'saving');
  const worker = await activeWorker(await register());
  let state = show(await ask(worker, 'state', 20000), 'part');
  if (missing(state, 1) || missing(state, 2))
    state = show(await ask(worker, 'save the rest', 600000), 'rest');
  if (!isFirefox) await navigator.storage?.persist?.();
  return state;
}

/** @type {Promise<State | undefined> | undefined} */
let saving;

/**
 * Look once more, or share the look that is under way.
 * @returns {Promise<State | undefined>} nothing where nothing could be read, or no worker is wanted
 */
export async function look() {
  if (!canRegister) return;
  saving ??= saveApp()
    // In Firefox a newer worker took over in the midst (1 of 30 updates on a busy phone): it is
    // asked anew.
    .catch((why) => {
      if (why !== REPLACED) throw why;
      return saveApp();
    })
    .catch((why) => {
      if (why !== TIMEOUT) say('failed');
      return undefined;
    }) // who is slow may have it all
    .finally(() => {
      saving = undefined;
    });
  return saving;
}

look();
// A phone empties storage behind a sleeping app's back: look again whenever it comes to the front.
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) look();
});
