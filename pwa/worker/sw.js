'use strict';
// The service worker: saves one release on the phone and answers requests from it. Every file is
// checked against its hash when it is stored and when it is read.
// The server puts `const RELEASE = {…};` before this line (server/render/service_worker.py).

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
const foreign = (path) => RELEASE.bases[`${/^\/[\w-]*/.exec(path)}`];
/** Caches of older versions, named without a base, belong to /. @param {string} name */
const isOwn = (name) => name.replace(/^release-(?=\w)/, 'release-/-').startsWith(PREFIX);
const ACTIVE = '/active-since'; // an entry in the cache of every release that was ever active
const READ_TIMEOUT_MS = 2000;
const IDLE_TIMEOUT_FOREGROUND_MS = 3000; // for the next byte, while a reader waits
const IDLE_TIMEOUT_BACKGROUND_MS = 15000;
const RESPONSE_TIMEOUT_MS = 8000; // for a page; then the reader gets the offline page
const TOTAL_TIMEOUT_MS = 120000; // a portal may send one byte a second for ever
const ANSWER_TIMEOUT_MS = 2000;
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

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('message', (event) => event.waitUntil(onMessage(event)));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin || url.searchParams.has('nosw'))
    return;
  const path = url.pathname;
  const line = foreign(path);
  const file =
    path.startsWith(BASE) && fileByPath.get(path.slice(BASE.length - 1).replace(/\/+$/, '') || '/');
  const isPage = request.mode === 'navigate';
  // A page of another language comes from the network until it has its own worker; if that fails,
  // from here it gets only the numbers to call.
  if (line) {
    if (isPage) event.respondWith(fetch(request).catch(() => lastResort(line)));
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
  const [previous] = await older(true);
  await Promise.all((await older(false)).map((name) => name === previous || caches.delete(name)));
  // A full disk must not stop the release.
  await cache.put(ACTIVE, new Response(String(Date.now()))).catch(() => {});
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
  return within(ANSWER_TIMEOUT_MS, answer).catch(() => false);
}

/** @type {Promise<void> | undefined} */
let saving;
function saveRest() {
  saving =
    saving ??
    save(files).finally(() => {
      saving = undefined;
    });
  return saving;
}

/** Counts the intact files: each is read back and hashed. @returns {Promise<Answers['state']>} */
async function state() {
  const cache = await caches.open(CACHE);
  const whole = { 1: 0, 2: 0 };
  const all = { 1: 0, 2: 0 };
  /** @type {[number, number]} */
  const pages = [0, 0];
  let bytes = 0;
  for (const file of files) {
    const page = file.type.startsWith('text/html') ? 1 : 0;
    all[file.tier] += 1;
    pages[1] += page;
    if (await readVerified(cache, file)) {
      whole[file.tier] += 1;
      pages[0] += page;
      bytes += file.bytes;
    }
  }
  const open = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const elsewhere = open.filter(({ url }) => {
    const { pathname } = new URL(url);
    return foreign(pathname) || !pathname.startsWith(BASE);
  }).length;
  return { release: RELEASE.id, published: RELEASE.published, whole, all, pages, bytes, elsewhere };
}

/** The caches of older releases, newest first. @param {boolean} served only releases once active */
async function older(served) {
  const names = (await caches.keys()).filter((name) => isOwn(name) && name !== CACHE).reverse();
  const rows = await Promise.all(
    names.map(async (name) => ({ name, since: await activeSince(name) }))
  );
  return rows
    .filter(({ since }) => since || !served)
    .sort((left, right) => right.since - left.since)
    .map(({ name }) => name);
}

/** When a release last became active, in ms; 0 if it never did. @param {string} name */
async function activeSince(name) {
  const mark = await (await caches.open(name)).match(ACTIVE);
  return mark ? Number(await mark.text()) : 0;
}

/**
 * Stores the missing files: from older releases, an update also by a delta, else from packs, else
 * one by one.
 * @param {ListedFile[]} wanted @param {boolean} [updating]
 */
async function save(wanted, updating) {
  const cache = await caches.open(CACHE);
  const stores = [
    cache,
    ...(await Promise.all((await older(false)).map((name) => caches.open(name))))
  ];
  /** @type {ListedFile[]} */
  let missing = [];
  for (const file of wanted) if (!(await reuse(stores, file))) missing.push(file);
  if (updating && missing.length) missing = await saveDelta(cache, missing).catch(() => missing);
  for (const tier of [1, 2]) {
    const part = missing.filter((file) => file.tier === tier);
    if (part.length && (await savePack(cache, tier, part).catch(() => false))) {
      missing = missing.filter((file) => file.tier !== tier);
    }
  }
  await Promise.all(
    Array.from({ length: PARALLEL }, async () => {
      for (let file = missing.shift(); file; file = missing.shift())
        await put(cache, file, await fetchVerified(file));
    })
  );
}

/**
 * Copies a file from an older release.
 * @param {Cache[]} stores ours first @param {ListedFile} file
 */
async function reuse(stores, file) {
  for (const store of stores) {
    const body = await readVerified(store, file);
    if (body && store !== stores[0]) await put(stores[0], file, body);
    if (body) return true;
  }
  return false;
}

/**
 * Makes files from those of the previous release: a changed word costs its letters, not every
 * page that holds it.
 * @param {Cache} cache @param {ListedFile[]} part
 * @returns {Promise<ListedFile[]>} files still missing
 */
async function saveDelta(cache, part) {
  const [previous] = await older(true);
  if (!previous) return part;
  const store = await caches.open(previous);
  const address = `/c/${previous.slice(-64)}-${RELEASE.id}`;
  const delta = await new Response(
    await fetchBytes(address, 'application/json', IDLE_TIMEOUT_BACKGROUND_MS)
  ).json();
  const left = [];
  for (const file of part) {
    const body = await applyDelta(store, file, delta[file.path]).catch(() => undefined);
    if (body) await put(cache, file, body);
    else left.push(file);
  }
  return left;
}

/**
 * @param {Cache} store @param {ListedFile} file
 * @param {[kept: number, removed: number, added: string][]} edits
 */
async function applyDelta(store, file, edits) {
  const old = await /** @type {Response} */ (await store.match(file.path)).arrayBuffer();
  const parts = [];
  let start = 0;
  for (const [kept, removed, added] of edits) {
    parts.push(old.slice(start, start + kept), added);
    start += kept + removed;
  }
  return verify(await new Blob(parts).arrayBuffer(), file);
}

/** @param {Cache} cache @param {number} tier @param {ListedFile[]} part */
async function savePack(cache, tier, part) {
  const [sha256, sent] = RELEASE.packs[tier];
  if (part.reduce((sum, file) => sum + file.bytes / RATIO + REQUEST_BYTES, 0) <= sent) return false;
  const pack = await fetchVerified({ sha256, type: 'application/octet-stream' });
  let start = 0;
  for (const file of files.filter((one) => one.tier === tier)) {
    if (part.includes(file))
      await put(cache, file, await verify(pack.slice(start, start + file.bytes), file));
    start += file.bytes;
  }
  return true;
}

/** @param {Cache} cache @param {ListedFile} file @param {ArrayBuffer} body */
async function put(cache, file, body) {
  await cache.put(file.path, respond(file, body));
}

/**
 * The bytes of a file, undefined if missing or damaged.
 * @param {Cache} cache @param {ListedFile} file
 */
async function readVerified(cache, file) {
  try {
    const response = await cache.match(file.path);
    return response && (await verify(await response.arrayBuffer(), file));
  } catch {
    // damaged, or unreadable
  }
}

/** Rejects if the hash differs. @param {ArrayBuffer} body @param {{sha256: string}} file */
async function verify(body, file) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
  const hex = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (hex !== file.sha256) throw new Error('damaged');
  return body;
}

/** Fetches by hash. @param {{sha256: string, type: string}} file @param {number} [idleMs] */
async function fetchVerified(file, idleMs = IDLE_TIMEOUT_BACKGROUND_MS) {
  return verify(await fetchBytes(`/c/${file.sha256}`, file.type, idleMs), file);
}

/**
 * Rejects on a portal's page, a redirect, a 206, another type and a stalled body.
 * @param {string} address @param {string} type
 * @param {number} idleMs longest wait for the next byte
 */
async function fetchBytes(address, type, idleMs) {
  const stop = new AbortController(); // the oldest phones lack AbortSignal.timeout
  const end = setTimeout(() => stop.abort(), TOTAL_TIMEOUT_MS);
  let timer = setTimeout(() => stop.abort(), idleMs);
  try {
    // no-store: the HTTP cache neither holds a second copy nor repeats a damaged one.
    const response = await fetch(address, {
      signal: stop.signal,
      redirect: 'error',
      credentials: 'same-origin',
      cache: 'no-store'
    });
    const right =
      response.status === 200 &&
      response.type === 'basic' &&
      response.headers.get('content-type') === type;
    if (!right || !response.body) throw new Error('refused');
    const reader = response.body.getReader();
    const chunks = [];
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      chunks.push(part.value);
      clearTimeout(timer);
      timer = setTimeout(() => stop.abort(), idleMs);
    }
    return await new Blob(chunks).arrayBuffer();
  } finally {
    stop.abort();
    clearTimeout(end);
    clearTimeout(timer);
  }
}

/**
 * Answers from the phone, else from the network.
 * @param {ListedFile} file @param {FetchEvent} event
 */
async function serve(file, event) {
  const reading = readStored(file);
  const stored = await within(READ_TIMEOUT_MS, reading).catch(() => undefined);
  if (stored) return respond(file, stored, event.request);
  try {
    const body = await within(RESPONSE_TIMEOUT_MS, fetchVerified(file, IDLE_TIMEOUT_FOREGROUND_MS));
    event.waitUntil(
      caches
        .open(CACHE)
        .then((cache) => put(cache, file, body))
        .catch(() => {})
    );
    return respond(file, body, event.request);
  } catch {
    // A busy phone reads slowly (seen in Firefox); a late page is better than the offline page.
    const late = await within(IDLE_TIMEOUT_FOREGROUND_MS, reading).catch(() => undefined);
    return late ? respond(file, late, event.request) : fallback(file);
  }
}

/** @param {ListedFile} file */
async function readStored(file) {
  const body = await readVerified(await caches.open(CACHE), file);
  if (body) return body;
  for (const name of await older(false)) {
    const same = await readVerified(await caches.open(name), file); // only the same bytes
    if (same) return same;
  }
}

/** Requests for slow pages, which a second try shares. @type {Map<string, Promise<Response>>} */
const pending = new Map();

/**
 * Asks the server for a page that this release does not have.
 * @param {Request} request @param {FetchEvent} event
 */
async function serveUnlisted(request, event) {
  const { url } = request;
  const answer = pending.get(url) ?? fetch(request);
  pending.set(url, answer);
  // Neither a dead connection nor an old answer is kept.
  setTimeout(() => pending.delete(url), 2 * IDLE_TIMEOUT_BACKGROUND_MS);
  event.waitUntil(within(2 * IDLE_TIMEOUT_BACKGROUND_MS, answer).catch(() => {}));
  try {
    const response = await within(RESPONSE_TIMEOUT_MS, answer);
    pending.delete(url);
    if (response.status < 500) return response.clone();
  } catch {} // too slow, or no network
  return fallback();
}

/**
 * Answers for a file that cannot be had; a page gives the numbers to call.
 * @param {ListedFile} [file]
 */
async function fallback(file) {
  if (file && !file.type.startsWith('text/html')) return new Response('', { status: 504 });
  const body =
    file?.tier !== 1 && (await within(READ_TIMEOUT_MS, readStored(offline)).catch(() => undefined));
  return body ? respond(offline, body, undefined, 504) : lastResort();
}

/** The numbers to call, below a line in the language of another base. @param {string} [line] */
function lastResort(line = '') {
  const page = RELEASE.lastResort.replace('<h1', `${line}<h1`);
  return respond(offline, new TextEncoder().encode(page).buffer, undefined, 504);
}

/**
 * Responds with the headers of this release, or with a range by the same rules as the server
 * (server/web/ranges.py): players of sounds on iOS refuse anything else. `If-Range` gets the
 * complete file.
 * @param {ListedFile} file @param {ArrayBuffer} body @param {Request} [request]
 */
function respond(file, body, request, status = 200) {
  const headers = { ...RELEASE.headers, 'content-type': file.type };
  const asked = request?.headers.get('range')?.replace(/ /g, '') ?? '';
  const [, first, last] = /^bytes=(\d{0,19})-(\d{0,19})$/.exec(asked) ?? [];
  const length = body.byteLength;
  const start = first ? Number(first) : Math.max(0, length - Number(last));
  const end = first && last ? Math.min(Number(last), length - 1) : length - 1;
  const complete =
    request?.headers.has('if-range') || !(first || last) || (start > end && start < length);
  if (complete) return new Response(body, { status, headers });
  const range = start > end ? '*' : `${start}-${end}`;
  return new Response(body.slice(start, end + 1), {
    status: start > end ? 416 : 206,
    headers: { ...headers, 'content-range': `bytes ${range}/${length}` }
  });
}

/**
 * Rejects after `ms`.
 * @template T @param {number} ms @param {Promise<T>} promise @returns {Promise<T>}
 */
function within(ms, promise) {
  return Promise.race([
    promise,
    new Promise((_, reject) => {
      setTimeout(reject, ms);
    })
  ]);
}
