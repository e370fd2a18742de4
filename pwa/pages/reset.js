// The last way out: everything of this app on this phone is deleted, after the reader was offered a
// copy.

import { button } from './dom.js';

const place = /** @type {HTMLElement} */ (document.getElementById('reset'));
const said = /** @type {Element} */ (place.querySelector('[role=status]'));
const start = /** @type {HTMLButtonElement} */ (place.querySelector('button'));

/** @param {string} name of the words in the page @param {() => void} act */
function offer(name, act) {
  return button(place.dataset[name] ?? '', 'use', act);
}

/**
 * What the reader typed or chose, as a file; the page of the card reads it too. Asked for late:
 * this page must work where others are broken.
 */
async function copy() {
  const all = JSON.stringify({ ...storage('sessionStorage'), ...storage() }, null, 1);
  const file = new File([all], place.dataset.file ?? '', { type: 'application/json' });
  await import('./share.js').then(
    ({ hand }) => hand(file),
    () => open(URL.createObjectURL(file))
  );
}

/**
 * A phone that refuses storage has nothing in it.
 * @param {'localStorage' | 'sessionStorage'} kind @returns {Storage | undefined}
 */
function storage(kind = 'localStorage') {
  try {
    return window[kind];
  } catch {
    // storage is blocked
  }
}

async function deleteEverything() {
  storage()?.clear();
  storage('sessionStorage')?.clear();
  const names = await caches.keys();
  await Promise.all(names.map((name) => caches.delete(name)));
  const registrations = await navigator.serviceWorker.getRegistrations();
  await Promise.all(registrations.map((registration) => registration.unregister()));
}

function ask() {
  const yes = offer('yes', () => {
    place.replaceChildren(said);
    deleteEverything().then(
      () => say('done'),
      () => say('failed')
    );
  });
  say('sure');
  const filled = storage()?.length || storage('sessionStorage')?.length;
  place.replaceChildren(said, ...(filled ? [offer('copy', copy)] : []), yes);
}

/** @param {string} words */
function say(words) {
  said.textContent = place.dataset[words] ?? '';
}

place.hidden = false;
start.onclick = ask;
