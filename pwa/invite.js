// The browser's own install dialog, behind a button of ours: one quiet line at the end of pages that are no emergency,
// once the app is truly saved.

import { button } from './dom.js';
import { recall, remember, subscribe } from './storage.js';
import { install } from './start.js';

/** @typedef {Event & {prompt: () => Promise<{outcome: string}>}} Offer */
/** @typedef {{ready: boolean, installed: boolean}} Chance */

const KEY = 'invited';
const state = document.getElementById('state');
let installed = false;
/** @type {Set<(chance: Chance) => void>} */
const watchers = new Set();

/** @returns {Chance} */
function chance() {
  return { ready: install.offer !== undefined && state?.dataset.state === 'saved', installed };
}

function tell() {
  for (const watcher of watchers) watcher(chance());
}

/** Tell now, and whenever it changes, whether the browser can install what is saved. @param {(chance: Chance) => void} watcher */
export function watch(watcher) {
  watchers.add(watcher);
  watcher(chance());
}

/** Open the browser's dialog; only ever from a tap. @returns {Promise<boolean>} whether it was accepted */
export async function ask() {
  const offer = /** @type {Offer | undefined} */ (install.offer);
  install.offer = undefined; // an offer asks once; after a refusal the browser sends another, or none
  tell();
  return (await offer?.prompt())?.outcome === 'accepted';
}

/** @param {HTMLElement} line */
function invite(line) {
  const { dataset } = line;
  const close = () => remember(KEY, 'no');
  const keep = button(dataset.keep ?? '', 'use', async () => { if (!await ask()) close(); });
  const later = button(dataset.later ?? '', 'later', close);
  watch(({ ready, installed: done }) => {
    if (done) line.textContent = dataset.installed ?? '';
    else if (ready) line.replaceChildren(keep, later);
    line.hidden = !done && (!ready || recall(KEY) !== null);
  });
  subscribe(KEY, tell);
}

addEventListener('beforeinstallprompt', tell); // start.js holds it
addEventListener('appinstalled', () => { installed = true; tell(); });
if (state) new MutationObserver(tell).observe(state, { attributes: true, attributeFilter: ['data-state'] });
const line = document.getElementById('invite');
if (line) invite(line);
