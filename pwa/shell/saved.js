// Saves the app on the phone, and says on every page what the worker found intact.

import {
  activeWorker,
  ask,
  canRegister,
  isFirefox,
  REPLACED,
  register,
  TIMEOUT
} from './registration.js';
import { recall, remember } from './storage.js';
import { format, words } from './text.js';

/** @typedef {import('./protocol').State} State */

export const standalone = window.matchMedia?.('(display-mode: standalone)').matches;
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
function setStatus(what, published = '') {
  if (!line) return;
  const date = new Date(published); // without Intl, which starts slowly (country.js)
  // If the release is from another year.
  const year = date.getFullYear() === new Date().getFullYear() ? '' : ` ${date.getFullYear()}`;
  line.textContent = format(TEXTS[what], {
    day: date.getDate(),
    month: words.short_months.split(' ')[date.getMonth()] + year
  });
  line.dataset.state = what;
}

/**
 * How many files of a tier are missing or damaged.
 * @param {State} state @param {import('./protocol').Tier} tier
 */
export const missing = ({ whole, all }, tier) => all[tier] - whole[tier];

/**
 * @param {State} state
 * @param {'part' | 'rest'} unfinished what to say while tier 2 is incomplete
 */
function show(state, unfinished) {
  if (!state.all[1] || missing(state, 1)) setStatus('failed');
  else if (missing(state, 2)) setStatus(unfinished);
  else setStatus('saved', state.published);
  return state;
}

/** Say what is stored, and save what is missing. @returns {Promise<State>} */
async function saveApp() {
  if (!navigator.serviceWorker.controller) setStatus(standalone ? 'once' : 'saving');
  const worker = await activeWorker(await register());
  let state = show(await ask(worker, 'state', 20000), 'part');
  if (missing(state, 1) || missing(state, 2))
    state = show(await ask(worker, 'save the rest', 600000), 'rest');
  if (line?.dataset.state === 'saved') sayOnce().catch(() => {});
  // It may throw, or never answer.
  if (!isFirefox && !missing(state, 1)) (async () => navigator.storage.persist())().catch(() => {});
  return state;
}

/** Say once on this phone, and on no emergency page, that the app works without a network. */
async function sayOnce() {
  if (!document.getElementById('update') || standalone || recall('told')) return;
  const toasts = await import('./toast.js');
  if (toasts.isShown) return; // a later page says it
  remember('told', 'yes');
  toasts.toast(words.saved_first);
}

/** @type {Promise<State | undefined> | undefined} */
let saving;

/**
 * Check what is stored, or share the check that is running.
 * @returns {Promise<State | undefined>} undefined if the check failed or there is no worker
 */
export async function checkSaved() {
  if (!canRegister) return;
  saving ??= saveApp()
    // In Firefox a newer worker may take over meanwhile: 1 of 30 updates on a busy phone.
    .catch((why) => {
      if (why !== REPLACED) throw why;
      return saveApp();
    })
    // A slow worker may have everything.
    .catch((why) => {
      if (why !== TIMEOUT) setStatus('failed');
      return undefined;
    })
    .finally(() => {
      saving = undefined;
    });
  return saving;
}

checkSaved();
// A phone may delete storage while the app sleeps: check again when the page becomes visible.
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) checkSaved();
});
