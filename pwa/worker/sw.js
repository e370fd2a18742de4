'use strict';
// The server puts `const RELEASE = {…};` before this line (server/render/service_worker.py).

/**
 * @typedef {import('../types/protocol').Answers} Answers
 * @typedef {import('../types/protocol').Tier} Tier
 * @typedef {{path: string, sha256: string, bytes: number, type: string, tier: Tier}} ListedFile
 */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const BASE = new URL(worker.registration.scope).pathname; // what this worker serves; others may serve /es/ or /fr/
const PREFIX = `release-${BASE}-`;
const CACHE = PREFIX + RELEASE.id;
/** Names from before they held a base are of /. @param {string} name */
const own = (name) => name.replace(/^release-(?=\w)/, 'release-/-').startsWith(PREFIX);
const ACTIVE = '/active-since'; // lies in the cache of every release that was ever served on this phone
const READ_MS = 2000;
const SILENT_MS = 3000; // behind a waiting reader
const PATIENT_MS = 15000; // behind nobody
const READER_MS = 8000; // the longest that a reader waits for a page that is still coming; then the numbers to call
const LONGEST_MS = 120000; // a portal that drips one byte a second must end too
const ANSWER_MS = 2000;
const PARALLEL = 4;
const REQUEST_BYTES = 300; // what one more request costs in headers, when a pack is weighed against single files
const SQUEEZED = 4; // times: how much shorter a page is sent by itself (measured 3.3 to 4.4)

/** @type {ListedFile[]} */
const files = RELEASE.paths.map((path, at) => ({
  path,
  sha256: RELEASE.hashes.slice(at * 64, at * 64 + 64),
  bytes: RELEASE.bytes[at],
  type: RELEASE.types[RELEASE.kinds[at]],
  tier: RELEASE.tiers[at]
}));
const listed = new Map(files.map((file) => [file.path, file]));
const news = listed.get('/api/v1/notices');
const offline = /** @type {ListedFile} */ (listed.get('/offline'));

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('message', (event) => event.waitUntil(answer(event)));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin || url.searchParams.has('nosw'))
    return;
  const file = listed.get(url.pathname.replace(/\/+$/, '') || '/');
  if (file) event.respondWith(serve(file, event));
  else if (request.mode === 'navigate') event.respondWith(unlisted(request, event));
});

/** A first install needs the first minute only; an update must be whole before it may take over. */
async function install() {
  if (worker.registration.active) await save(files, true);
  else await save(files.filter((file) => file.tier === 1));
  // Firefox, closed while a worker waits, forgets the whole registration (8 of 10 times): offline the app is
  // gone. There a whole release takes over at once; open pages stay as they are, and are reloaded only when idle.
  if (navigator.userAgent.includes('Firefox')) await worker.skipWaiting();
}

/** Keep this release and the one served before it. */
async function activate() {
  const cache = await caches.open(CACHE);
  const [before] = await older(true);
  await Promise.all((await older(false)).map((name) => name === before || caches.delete(name)));
  await cache.put(ACTIVE, new Response(String(Date.now()))).catch(() => {}); // a full disk must not stop the release
  await worker.clients.claim();
}

/** Every answer comes through the asker's own channel; null says that there is none. @param {ExtendableMessageEvent} event */
async function answer(event) {
  event.ports[0]?.postMessage(await granted(event.data, event.source).catch(() => null));
}

/** @param {keyof Answers} wish @param {ExtendableMessageEvent['source']} asker @returns {Promise<Answers[keyof Answers] | null>} */
async function granted(wish, asker) {
  if (wish === 'take over') return takeOver(asker);
  if (wish === 'notices') return news ? new Response(await fromThisPhone(news)).json() : null;
  if (wish === 'save the rest') await saveRest().catch(() => {}); // the state says what is missing
  return state();
}

/** Take over when the asker wants it and every other page is idle. @param {ExtendableMessageEvent['source']} asker */
async function takeOver(asker) {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const others = pages.filter((page) => !(asker instanceof Client && page.id === asker.id));
  const idle = (await Promise.all(others.map(isIdle))).every(Boolean);
  if (idle) await worker.skipWaiting();
  return idle;
}

/** A page that does not answer is not idle. @param {Client} page @returns {Promise<boolean>} */
function isIdle(page) {
  const channel = new MessageChannel();
  const said = new Promise((resolve) => {
    channel.port1.onmessage = ({ data }) => resolve(data === true);
  });
  page.postMessage(
    /** @type {import('../types/protocol').IdleQuestion} */ (`idle?${BASE.slice(1)}`),
    [channel.port2]
  );
  return within(ANSWER_MS, said).catch(() => false);
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

/** What is whole on this phone, from bytes read back and hashed, never from a label. @returns {Promise<Answers['state']>} */
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
    if (await read(cache, file)) {
      whole[file.tier] += 1;
      pages[0] += page;
      bytes += file.bytes;
    }
  }
  return { release: RELEASE.id, published: RELEASE.published, whole, all, pages, bytes };
}

/** The older releases on this phone, newest first. @param {boolean} served only those that were once served */
async function older(served) {
  const names = (await caches.keys()).filter((name) => own(name) && name !== CACHE).reverse();
  const rows = await Promise.all(
    names.map(async (name) => ({ name, since: await activeSince(name) }))
  );
  return rows
    .filter(({ since }) => since || !served)
    .sort((one, two) => two.since - one.since)
    .map(({ name }) => name);
}

/** When a release was last made the served one, in ms; 0 where it never was. @param {string} name */
async function activeSince(name) {
  const mark = await (await caches.open(name)).match(ACTIVE);
  return mark ? Number(await mark.text()) : 0;
}

/**
 * Store what is missing: from older releases and, in an update, what changed in them; else from packs, else one by one.
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
  if (updating && missing.length) missing = await saveChanged(cache, missing).catch(() => missing);
  for (const tier of [1, 2]) {
    const part = missing.filter((file) => file.tier === tier);
    if (part.length && (await savePack(cache, tier, part).catch(() => false))) {
      missing = missing.filter((file) => file.tier !== tier);
    }
  }
  await Promise.all(
    Array.from({ length: PARALLEL }, async () => {
      for (let file = missing.shift(); file; file = missing.shift())
        await put(cache, file, await download(file, PATIENT_MS));
    })
  );
}

/** @param {Cache[]} stores ours first @param {ListedFile} file */
async function reuse(stores, file) {
  for (const store of stores) {
    const body = await read(store, file);
    if (body && store !== stores[0]) await put(stores[0], file, body);
    if (body) return true;
  }
  return false;
}

/**
 * Make files of those of the release served before: a changed word costs its letters, not every page that it stands on.
 * @param {Cache} cache @param {ListedFile[]} part @returns {Promise<ListedFile[]>} what is missing still
 */
async function saveChanged(cache, part) {
  const [before] = await older(true);
  if (!before) return part;
  const store = await caches.open(before);
  const address = `/c/${before.slice(-64)}-${RELEASE.id}`;
  const changes = await new Response(await bring(address, 'application/json', PATIENT_MS)).json();
  const left = [];
  for (const file of part) {
    const body = await edited(store, file, changes[file.path]).catch(() => undefined);
    if (body) await put(cache, file, body);
    else left.push(file);
  }
  return left;
}

/** @param {Cache} store @param {ListedFile} file @param {[stays: number, goes: number, comes: string][]} edits */
async function edited(store, file, edits) {
  const old = await /** @type {Response} */ (await store.match(file.path)).arrayBuffer();
  const parts = [];
  let at = 0;
  for (const [stays, goes, comes] of edits) {
    parts.push(old.slice(at, at + stays), comes);
    at += stays + goes;
  }
  return verified(await new Blob(parts).arrayBuffer(), file);
}

/** @param {Cache} cache @param {number} tier @param {ListedFile[]} part */
async function savePack(cache, tier, part) {
  const [sha256, sent] = RELEASE.packs[tier];
  if (part.reduce((sum, file) => sum + file.bytes / SQUEEZED + REQUEST_BYTES, 0) <= sent)
    return false;
  const pack = await download({ sha256, type: 'application/octet-stream' }, PATIENT_MS);
  let start = 0;
  for (const file of files.filter((one) => one.tier === tier)) {
    if (part.includes(file))
      await put(cache, file, await verified(pack.slice(start, start + file.bytes), file));
    start += file.bytes;
  }
  return true;
}

/** @param {Cache} cache @param {ListedFile} file @param {ArrayBuffer} body */
async function put(cache, file, body) {
  await cache.put(file.path, respond(file, body));
}

/** The stored bytes of a file, or nothing where they are missing or not its own. @param {Cache} cache @param {ListedFile} file */
async function read(cache, file) {
  try {
    const response = await cache.match(file.path);
    return response && (await verified(await response.arrayBuffer(), file));
  } catch {
    return undefined;
  }
}

/** @param {ArrayBuffer} body @param {{sha256: string}} file */
async function verified(body, file) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
  const hex = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (hex !== file.sha256) throw new Error('not whole');
  return body;
}

/** Fetch by hash. @param {{sha256: string, type: string}} file @param {number} silence */
async function download(file, silence) {
  return verified(await bring(`/c/${file.sha256}`, file.type, silence), file);
}

/**
 * A portal's page, a redirect, a 206, a wrong type, a stalled body all reject.
 * @param {string} address @param {string} type @param {number} silence longest wait for the next byte, in ms
 */
async function bring(address, type, silence) {
  const stop = new AbortController(); // AbortSignal.timeout is too new for our oldest phones
  const end = setTimeout(() => stop.abort(), LONGEST_MS);
  let timer = setTimeout(() => stop.abort(), silence);
  try {
    // no-store: the phone keeps one copy, ours, and no HTTP cache can hand us an old fault again
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
      timer = setTimeout(() => stop.abort(), silence);
    }
    return await new Blob(chunks).arrayBuffer();
  } finally {
    stop.abort();
    clearTimeout(end);
    clearTimeout(timer);
  }
}

/** Whatever fails, a reader gets an answer. @param {ListedFile} file @param {FetchEvent} event */
async function serve(file, event) {
  const reading = fromThisPhone(file);
  const stored = await within(READ_MS, reading).catch(() => undefined);
  if (stored) return respond(file, stored, event.request);
  try {
    const body = await within(READER_MS, download(file, SILENT_MS));
    event.waitUntil(
      caches
        .open(CACHE)
        .then((cache) => put(cache, file, body))
        .catch(() => {})
    );
    return respond(file, body, event.request);
  } catch {
    // A busy phone reads late (seen in Firefox): with no network, what it has is still better than the last resort.
    const late = await within(SILENT_MS, reading).catch(() => undefined);
    return late ? respond(file, late, event.request) : standIn(file);
  }
}

/** @param {ListedFile} file */
async function fromThisPhone(file) {
  const body = await read(await caches.open(CACHE), file);
  if (body) return body;
  for (const name of await older(false)) {
    const same = await read(await caches.open(name), file); // the hash decides: never another release's bytes
    if (same) return same;
  }
  return undefined;
}

/** Pages that were slow to come: who tries again gets what was asked for before. @type {Map<string, Promise<Response>>} */
const coming = new Map();

/** Of a page that this release does not have only the server may say that there is none. @param {Request} request @param {FetchEvent} event */
async function unlisted(request, event) {
  const { url } = request;
  const answer = coming.get(url) ?? fetch(request);
  coming.set(url, answer);
  setTimeout(() => coming.delete(url), 2 * PATIENT_MS); // a dead connection is asked no longer, an old answer is not kept
  event.waitUntil(within(2 * PATIENT_MS, answer).catch(() => {}));
  try {
    const response = await within(READER_MS, answer);
    coming.delete(url);
    if (response.status < 500) return response.clone();
  } catch {} // too slow, or no network
  return standIn();
}

/** What is answered where a file cannot be had now: that it is so, and whom to call. @param {ListedFile} [file] */
async function standIn(file) {
  if (file && !file.type.startsWith('text/html')) return new Response('', { status: 504 });
  const body =
    file?.tier !== 1 && (await within(READ_MS, fromThisPhone(offline)).catch(() => undefined));
  return respond(
    offline,
    body || new TextEncoder().encode(RELEASE.lastResort).buffer,
    undefined,
    504
  );
}

/**
 * Our own fresh headers: the browser does not apply the server's again to what a worker stored. A player of sounds gets
 * the part that it asks for, by the server's own rules (server/web/ranges.py): iOS refuses the whole. A part of what it has from
 * elsewhere (`If-Range`) is never given.
 * @param {ListedFile} file @param {ArrayBuffer} body @param {Request} [request]
 */
function respond(file, body, request, status = 200) {
  const headers = { ...RELEASE.headers, 'content-type': file.type };
  const asked = request?.headers.get('range')?.replace(/ /g, '') ?? '';
  const [, first, last] = /^bytes=(\d{0,19})-(\d{0,19})$/.exec(asked) ?? [];
  const length = body.byteLength;
  const start = first ? Number(first) : Math.max(0, length - Number(last));
  const end = first && last ? Math.min(Number(last), length - 1) : length - 1;
  const whole =
    request?.headers.has('if-range') || !(first || last) || (start > end && start < length);
  if (whole) return new Response(body, { status, headers });
  const place = start > end ? '*' : `${start}-${end}`;
  return new Response(body.slice(start, end + 1), {
    status: start > end ? 416 : 206,
    headers: { ...headers, 'content-range': `bytes ${place}/${length}` }
  });
}

/** @template T @param {number} ms @param {Promise<T>} promise @returns {Promise<T>} */
function within(ms, promise) {
  return Promise.race([
    promise,
    new Promise((_, reject) => {
      setTimeout(() => reject(new Error('too slow')), ms);
    })
  ]);
}
