'use strict';
// The service worker: saves one release on the phone and answers requests from it. Every file is
// checked against its hash when it is stored and when it is read.
// The server puts `const RELEASE = {…};` before this line, and store.js, download.js and responses.js
// behind the last (server/render/service_worker.py). The parts share one scope.

/**
 * @typedef {import('../types/protocol').Answers} Answers
 * @typedef {import('../types/protocol').Tier} Tier
 * @typedef {{path: string, sha256: string, bytes: number, type: string, tier: Tier}} ListedFile
 */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
// Workers of one origin may serve several bases, such as /es/ and /fr/.
const BASE = new URL(worker.registration.scope).pathname;
const PREFIX = `release-${BASE}-`;
const CACHE = PREFIX + RELEASE.id;
/** The line for a page of another language; none for other paths. @param {string} path */
const otherLanguageLine = (path) => RELEASE.bases[`${/^\/[\w-]*/.exec(path)}`];
/** Caches of older versions, named without a base, belong to /. @param {string} name */
const isOwn = (name) => name.replace(/^release-(?=\w)/, 'release-/-').startsWith(PREFIX);
const ACTIVE = '/active-since'; // an entry in the cache of every release that was ever active
const READ_MS = 2000;
const IDLE_FOREGROUND_MS = 3000; // for the next byte, while a reader waits
const IDLE_BACKGROUND_MS = 15000;
const RESPONSE_MS = 8000; // for a page; then the reader gets the offline page
const TOTAL_MS = 120000; // a portal may send one byte a second for ever
const ANSWER_MS = 2000;
const PARALLEL = 4;
const REQUEST_BYTES = 300; // headers of one request, when a pack is weighed against single files
const RATIO = 4; // compression of a page that is sent by itself (measured 3.3 to 4.4)

/** @type {ListedFile[]} */
const files = RELEASE.paths.map((path, index) => ({
  path,
  sha256: RELEASE.hashes.slice(index * 64, index * 64 + 64),
  bytes: RELEASE.bytes[index],
  type: RELEASE.types[RELEASE.kinds[index]],
  tier: RELEASE.tiers[index]
}));
const fileByPath = new Map(files.map((file) => [file.path, file]));
const notices = fileByPath.get('/api/v1/notices');
const offline = /** @type {ListedFile} */ (fileByPath.get('/offline'));

/**
 * Pages with `?nosw`, which get their scripts and data past the worker too, until it restarts.
 * @type {Set<string>}
 */
const bypassing = new Set();

worker.addEventListener('install', (event) => event.waitUntil(install()));
// Every page waits until this ends, well or badly.
worker.addEventListener('activate', (event) => event.waitUntil(within(READ_MS, activate())));
worker.addEventListener('message', (event) => event.waitUntil(onMessage(event)));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const isPage = request.mode === 'navigate';
  const nosw = url.searchParams.has('nosw');
  if (isPage && nosw) bypassing.add(event.resultingClientId);
  // In Chromium the client of a navigation is the page that the reader leaves.
  if (nosw || (!isPage && bypassing.has(event.clientId))) return;
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  const path = url.pathname;
  const line = otherLanguageLine(path);
  const file =
    path.startsWith(BASE) && fileByPath.get(path.slice(BASE.length - 1).replace(/\/+$/, '') || '/');
  // A page of another language comes from the network until it has its own worker; if that fails,
  // from here it gets only the numbers to call.
  if (line) {
    if (isPage) event.respondWith(serveUnlisted(request, event, line));
  } else if (file) event.respondWith(serve(file, event));
  else if (isPage) event.respondWith(serveUnlisted(request, event));
});

/** A first install saves tier 1 only; an update must be complete before it may take over. */
async function install() {
  if (worker.registration.active) await save(files, true);
  else await save(files.filter((file) => file.tier === 1));
  // Firefox that is closed while a worker waits forgets the registration (8 of 10 times), and the
  // app is gone offline. So there a complete release takes over at once; open pages reload when
  // they are idle.
  if (navigator.userAgent.includes('Firefox')) await worker.skipWaiting();
}

/** Deletes the caches of all releases but this one and the previous one. */
async function activate() {
  const cache = await caches.open(CACHE);
  const [previous] = await olderCaches({ onceActive: true });
  // Later than the previous release, also after the clock was set back. A full disk must not stop
  // the release.
  const since = Math.max(Date.now(), previous ? (await activeSince(previous)) + 1 : 0);
  await cache.put(ACTIVE, new Response(String(since))).catch(() => {});
  // A release that installs or waits may have any of them; it deletes them when it takes over.
  const { installing, waiting } = worker.registration;
  const all = installing || waiting ? [] : await olderCaches();
  await Promise.all(all.map((name) => name === previous || caches.delete(name)));
  await worker.clients.claim();
}

/**
 * Answers through the port of the message; null if it fails.
 * @param {ExtendableMessageEvent} event
 */
async function onMessage(event) {
  event.ports[0]?.postMessage(await handleMessage(event.data, event.source).catch(() => null));
}

/**
 * @param {keyof Answers} message @param {ExtendableMessageEvent['source']} sender
 * @returns {Promise<Answers[keyof Answers] | null>}
 */
async function handleMessage(message, sender) {
  if (message === 'take over') return takeOver(sender);
  if (message === 'notices') return notices ? new Response(await readStored(notices)).json() : null;
  // The state says what is missing.
  if (message === 'save the rest') await saveRest().catch(() => {});
  return state();
}

/** Takes over if all other pages are idle. @param {ExtendableMessageEvent['source']} sender */
async function takeOver(sender) {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const others = pages.filter((page) => !(sender instanceof Client && page.id === sender.id));
  const idle = (await Promise.all(others.map(isIdle))).every(Boolean);
  if (idle) await worker.skipWaiting();
  return idle;
}

/** A page that does not answer counts as busy. @param {Client} page @returns {Promise<boolean>} */
function isIdle(page) {
  const channel = new MessageChannel();
  const answer = new Promise((resolve) => {
    channel.port1.onmessage = ({ data }) => resolve(data === true);
  });
  page.postMessage(
    /** @type {import('../types/protocol').IdleQuestion} */ (`idle?${BASE.slice(1)}`),
    [channel.port2]
  );
  return within(ANSWER_MS, answer).catch(() => false);
}

/** @type {Promise<void> | undefined} */
let saving;
function saveRest() {
  saving ??= save(files).finally(() => {
    saving = undefined;
  });
  return saving;
}

/** Counts the intact files: each is read back and hashed. @returns {Promise<Answers['state']>} */
async function state() {
  const whole = { 1: 0, 2: 0 };
  const all = { 1: 0, 2: 0 };
  /** @type {[number, number]} */
  const pages = [0, 0];
  let bytes = 0;
  for (const file of files) {
    const page = file.type.startsWith('text/html') ? 1 : 0;
    all[file.tier] += 1;
    pages[1] += page;
    if (await readVerified(CACHE, file)) {
      whole[file.tier] += 1;
      pages[0] += page;
      bytes += file.bytes;
    }
  }
  const open = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const elsewhere = open.filter(({ url }) => {
    const { pathname } = new URL(url);
    return otherLanguageLine(pathname) || !pathname.startsWith(BASE);
  }).length;
  return { release: RELEASE.id, published: RELEASE.published, whole, all, pages, bytes, elsewhere };
}

/** The caches of older releases, newest first. @param {{onceActive?: boolean}} [only] */
async function olderCaches({ onceActive } = {}) {
  const names = (await caches.keys()).filter((name) => isOwn(name) && name !== CACHE).reverse();
  const rows = await Promise.all(
    names.map(async (name) => ({ name, since: await activeSince(name) }))
  );
  return rows
    .filter(({ since }) => since || !onceActive)
    .sort((left, right) => right.since - left.since)
    .map(({ name }) => name);
}

/** When a release last became active, in ms; 0 if it never did. @param {string} name */
async function activeSince(name) {
  const mark = await read(name, ACTIVE);
  return mark ? Number(await mark.text()) : 0;
}
