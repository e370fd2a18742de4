// What the service worker answers to a request: from the phone, else from the network.

/**
 * Answers from the phone, else from the network.
 * @param {ListedFile} file @param {FetchEvent} event
 */
async function serve(file, event) {
  const reading = readStored(file);
  const stored = await within(READ_MS, reading).catch(() => undefined);
  if (stored) return respond(file, stored, event.request);
  try {
    const body = await within(RESPONSE_MS, fetchVerified(file, IDLE_FOREGROUND_MS));
    event.waitUntil(repair(file, body).catch(() => {}));
    return respond(file, body, event.request);
  } catch {
    // A busy phone reads slowly (seen in Firefox); a late page is better than the offline page.
    const late = await within(IDLE_FOREGROUND_MS, reading).catch(() => undefined);
    return late ? respond(file, late, event.request) : fallback(file);
  }
}

/**
 * Stores a file that was missing, unless /reset deleted everything while its page was open.
 * @param {ListedFile} file @param {ArrayBuffer} body
 */
async function repair(file, body) {
  if (await caches.has(CACHE)) await put(await caches.open(CACHE), file, body);
}

/** @param {ListedFile} file */
async function readStored(file) {
  return (await readVerified(CACHE, file)) ?? find(await olderCaches(), file);
}

/** Requests for slow pages, which a second try shares. @type {Map<string, Promise<Response>>} */
const pending = new Map();

/**
 * Asks the server for a page that this release does not have.
 * @param {Request} request @param {FetchEvent} event
 * @param {string} [line] of a page of another base
 */
async function serveUnlisted(request, event, line) {
  const { url } = request;
  const answer =
    pending.get(url) ??
    fetch(request).then((response) => (response.status < 500 ? response : Promise.reject()));
  const forget = () => pending.delete(url);
  pending.set(url, answer);
  // Do not reuse a failed, dead or stale response.
  setTimeout(forget, 2 * IDLE_BACKGROUND_MS);
  event.waitUntil(within(2 * IDLE_BACKGROUND_MS, answer).catch(forget));
  try {
    const response = await within(RESPONSE_MS, answer);
    forget();
    return response.clone();
  } catch {
    return line ? lastResort(line) : fallback(); // too slow, or no network
  }
}

/**
 * Answers for a file that cannot be had; a page gives the numbers to call.
 * @param {ListedFile} [file]
 */
async function fallback(file) {
  if (file && !file.type.startsWith('text/html')) return new Response('', { status: 504 });
  const body =
    file?.tier !== 1 && (await within(READ_MS, readStored(offline)).catch(() => undefined));
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
