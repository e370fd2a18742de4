// The browser's own install dialog, behind a button of ours, once the app is truly saved: on
// /install, and in one quiet line at the end of pages that are no emergency. Opens /install at the
// reader's own browser.

import { button } from './dom.js';
import { install } from './start.js';
import { recall, remember, subscribe } from './storage.js';

/** @typedef {Event & {prompt: () => Promise<{outcome: string}>}} Offer */

const KEY = 'invited';
const invite = document.getElementById('invite');
const here = document.getElementById('here');
const state = document.getElementById('state');
const follow = here?.textContent ?? '';
const standalone = window.matchMedia?.('(display-mode: standalone)').matches;
let installed = false;

/**
 * Open the browser's dialog; only ever from a tap.
 * @returns {Promise<boolean>} whether it was accepted
 */
async function prompt() {
  const offer = /** @type {Offer | undefined} */ (install.offer);
  // An offer asks once; after a refusal the browser sends another, or none.
  install.offer = undefined;
  show();
  return (await offer?.prompt())?.outcome === 'accepted';
}

const close = () => remember(KEY, 'no');

/** Whether the browser can install what is saved may change at any moment. */
function show() {
  const ready = install.offer && state?.dataset.state === 'saved';
  if (invite) {
    const { keep, later, installed: done } = /** @type {Record<string, string>} */ (invite.dataset);
    if (installed) invite.textContent = done;
    else if (ready) {
      const accept = button(keep, 'use', async () => {
        if (!(await prompt())) close();
      });
      invite.replaceChildren(accept, button(later, 'later', close));
    }
    invite.hidden = !installed && (!ready || recall(KEY) !== null);
  }
  if (!here) return;
  const {
    install: label,
    installed: done,
    own
  } = /** @type {Record<string, string>} */ (here.dataset);
  if (standalone)
    // Nothing to install; what is saved is what counts.
    here.textContent = `${own} ${state?.textContent}`;
  else if (ready) here.replaceChildren(button(label, 'button', prompt));
  else here.textContent = installed ? done : follow;
}

/**
 * Judged from what the browser says it is; an iPad says that it is a Mac, but has more than one
 * touch point.
 */
function browserOf() {
  const { userAgent: agent, maxTouchPoints: touches } = navigator;
  if (/iPad/.test(agent) || (/Macintosh/.test(agent) && touches > 1)) return 'ipad';
  if (/iPhone|iPod/.test(agent)) return 'iphone';
  if (/SamsungBrowser/.test(agent)) return 'samsung';
  if (!/Android/.test(agent)) return 'computer';
  if (/Firefox/.test(agent)) return 'firefox';
  return /EdgA/.test(agent) ? 'edge' : 'chrome';
}

/**
 * The reader's own first and open, the others folded; once they are seen (style.css), all stay open
 * and in their places.
 */
function unfold() {
  const ways = /** @type {HTMLDetailsElement[]} */ ([
    ...document.querySelectorAll('.ways > details')
  ]);
  const mine = ways.find(({ id }) => id === browserOf());
  const asked = location.hash.slice(1);
  if (mine && getComputedStyle(mine).visibility === 'hidden') {
    for (const way of ways) way.open = way === mine || way.id === asked;
    mine.parentElement?.prepend(mine);
  }
  document.body.classList.add('sorted');
  addEventListener('beforeprint', () => {
    for (const way of ways) way.open = true;
  });
}

if (here) unfold();
addEventListener('beforeinstallprompt', show); // start.js holds it
addEventListener('appinstalled', () => {
  installed = true;
  show();
});
if (state)
  new MutationObserver(show).observe(state, {
    childList: true,

    attributeFilter: ['data-state']
  });
subscribe(KEY, show);
