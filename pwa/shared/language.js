// Offers the reader's language, remembers the chosen one, and keeps one language on this phone: the
// others are deleted once the chosen one is complete, unless they are installed or open.

import { checkSaved, missing, standalone } from './saved.js';
import { recall, remember } from './storage.js';
import { base } from './text.js';

const CHOSEN = 'language'; // its base
const INSTALLED = 'installed'; // followed by a base: it was opened from the home screen
const OFFERED = 'visit-offered';
const WAIT_MS = 5000;
const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll('[data-offer]')]);
const first = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll('#offer a')]);
const chosen = recall(CHOSEN);

/** @param {HTMLAnchorElement} link */
const baseOf = (link) => link.dataset.base ?? '';

/** The first of the languages that this browser prefers, if a link leads to it. */
function preferred() {
  if (chosen) return links.find((link) => baseOf(link) === chosen);
  const known = [document.documentElement.lang, ...links.map(({ hreflang }) => hreflang)];
  const best = navigator.languages
    ?.map((tag) => tag.split('-')[0])
    .find((tag) => known.includes(tag));
  return links.find(({ hreflang }) => hreflang === best);
}

/**
 * Offer a language: on the first screen in its own place, elsewhere once, so that nothing moves.
 * @param {HTMLAnchorElement} link
 */
async function offer(link) {
  const [place] = first.filter(({ hreflang }) => hreflang === link.hreflang);
  const text = link.dataset.offer ?? '';
  if (place) place.textContent = text;
  else if (recall(OFFERED) || location.hash)
    return; // a step of a tool fills the screen
  else {
    const { toast } = await import('./toast.js');
    toast(text, { label: link.textContent, act: () => open(link), lang: link.lang });
  }
  remember(OFFERED, 'yes');
}

/**
 * Rejects unless a worker of the linked language answers; browsers that block storage refuse to say.
 * @param {HTMLAnchorElement} link
 */
async function isStored(link) {
  const found = await navigator.serviceWorker.getRegistration(link.href);
  if (!found?.active || !found.scope.endsWith(baseOf(link))) throw found;
}

/**
 * Remember a language and open this page in it, if it can be had: it may be neither stored nor
 * reachable.
 * @param {HTMLAnchorElement} link
 */
async function open(link) {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), WAIT_MS);
  const get = fetch(link.href, { signal: stop.signal }).then(({ ok }) => ok || Promise.reject());
  try {
    await Promise.any([isStored(link), get]);
    remember(CHOSEN, baseOf(link));
    location.assign(link.href);
  } catch {
    const { toast } = await import('./toast.js');
    toast(link.dataset.missing ?? '', { lang: link.lang });
  }
}

/** Delete the other languages. */
async function keepOne() {
  const state = await checkSaved();
  if (!state || missing(state, 1) || missing(state, 2) || state.elsewhere) return;
  for (const registration of await navigator.serviceWorker.getRegistrations()) {
    const other = new URL(registration.scope).pathname;
    if (!links.some((link) => baseOf(link) === other) || recall(INSTALLED + other)) continue;
    await registration.unregister();
    for (const name of await caches.keys())
      if (name.replace(/^release-(?=\w)/, 'release-/-').startsWith(`release-${other}-`))
        await caches.delete(name);
  }
}

for (const shown of [...links, ...first])
  shown.addEventListener('click', (event) => {
    event.preventDefault();
    open(links.find(({ hreflang }) => hreflang === shown.hreflang) ?? shown);
  });
if (standalone) remember(INSTALLED + base, 'yes');
const better = preferred();
if (better) offer(better).catch(() => {});
if (chosen === base) keepOne().catch(() => {});
