// Buttons that open the browser's install dialog once the app is saved: on /install, and at the end
// of calm pages. Unfolds the instructions for the reader's browser on /install.

import { button } from './dom.js';
import { standalone } from './saved.js';
import { install } from './start.js';
import { recall, remember, subscribe } from './storage.js';

/** @typedef {Event & {prompt: () => Promise<{outcome: string}>}} Offer */

const KEY = 'invited';
const invite = document.getElementById('invite');
const here = document.getElementById('here');
const state = document.getElementById('state');
const follow = here?.textContent ?? '';
let installed = false;

/**
 * Open the browser's dialog; call it from a tap only.
 * @returns {Promise<boolean>} whether it was accepted
 */
async function prompt() {
  const offer = /** @type {Offer | undefined} */ (install.offer);
  // An offer can be used once; after a refusal the browser may send another.
  install.offer = undefined;
  show();
  return (await offer?.prompt())?.outcome === 'accepted';
}

const close = () => remember(KEY, 'no');

/** Called at each change, because the browser may offer or withdraw at any moment. */
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
    // There is nothing to install; say what is saved.
    here.textContent = `${own} ${state?.textContent}`;
  else if (ready) here.replaceChildren(button(label, 'button', prompt));
  else here.textContent = installed ? done : follow;
}

/**
 * The id of the instructions for this browser, by its user agent. An iPad calls itself a Mac, but
 * has more than one touch point.
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
 * Put the instructions for this browser first and open, and fold the others, unless they are
 * already visible (style.css).
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
addEventListener('beforeinstallprompt', show); // start.js stores the event
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
