// The page that deletes everything of this app on this phone, after it offered a copy.

import { button } from './dom.js';

const section = /** @type {HTMLElement} */ (document.getElementById('reset'));
const status = /** @type {Element} */ (section.querySelector('[role=status]'));
const start = /** @type {HTMLButtonElement} */ (section.querySelector('button'));

/** @param {string} name of the words in the page @param {() => void} act */
function offer(name, act) {
  return button(section.dataset[name] ?? '', 'use', act);
}

/**
 * Save everything stored as a file, which the page of the card can read. The import is late because
 * this page must work even if other scripts are broken.
 */
async function copy() {
  const all = JSON.stringify({ ...storage('sessionStorage'), ...storage() }, null, 1);
  const file = new File([all], section.dataset.file ?? '', { type: 'application/json' });
  await import('./share.js').then(
    ({ shareFile }) => shareFile(file),
    () => open(URL.createObjectURL(file))
  );
}

/**
 * The storage, or undefined if the phone refuses it.
 * @param {'localStorage' | 'sessionStorage'} kind @returns {Storage | undefined}
 */
function storage(kind = 'localStorage') {
  try {
    return window[kind];
  } catch {
    // storage is blocked
  }
}

async function clear() {
  storage()?.clear();
  storage('sessionStorage')?.clear();
  const { serviceWorker } = navigator;
  if (!serviceWorker) return; // without HTTPS, or in a private window: nothing else is stored
  // Otherwise saved.js saves the app again when this page becomes visible.
  serviceWorker.register = () => Promise.reject();
  for (const registration of await serviceWorker.getRegistrations())
    await registration.unregister();
  for (const name of await caches.keys()) await caches.delete(name);
}

function confirm() {
  const yes = offer('yes', () => {
    section.replaceChildren(status);
    clear().then(
      () => setStatus('done'),
      () => setStatus('failed')
    );
  });
  setStatus('sure');
  section.replaceChildren(
    status,
    ...(storage()?.length || storage('sessionStorage')?.length ? [offer('copy', copy)] : []),
    yes
  );
}

/** @param {string} name of the words in the page */
function setStatus(name) {
  status.textContent = section.dataset[name] ?? '';
}

section.hidden = false;
start.onclick = confirm;
