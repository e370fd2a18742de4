// The files in Cache Storage: stored and read back only if their hash is right.

/**
 * Stores the missing files: from older releases, an update also by a delta, else from packs, else
 * one by one.
 * @param {ListedFile[]} wanted @param {boolean} [updating]
 */
async function save(wanted, updating) {
  const cache = await caches.open(CACHE);
  const older = await olderCaches();
  /** @type {ListedFile[]} */
  let missing = [];
  for (const file of wanted) {
    if (await readVerified(CACHE, file)) continue;
    const body = await find(older, file);
    if (body) await put(cache, file, body);
    else missing.push(file);
  }
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
 * The bytes of a file from the first of these caches that has them.
 * @param {string[]} names @param {ListedFile} file
 */
async function find(names, file) {
  for (const name of names) {
    const body = await readVerified(name, file);
    if (body) return body;
  }
}

/**
 * Makes files from those of the previous release: only the changed bytes are transferred,
 * not every page that contains them.
 * @param {Cache} cache @param {ListedFile[]} part
 * @returns {Promise<ListedFile[]>} files still missing
 */
async function saveDelta(cache, part) {
  const [previous] = await olderCaches({ onceActive: true });
  if (!previous) return part;
  const address = `/c/${previous.slice(-64)}-${RELEASE.id}`;
  const delta = await new Response(
    await fetchBytes(address, 'application/json', IDLE_BACKGROUND_MS)
  ).json();
  const left = [];
  for (const file of part) {
    const body = await applyDelta(previous, file, delta[file.path]).catch(() => undefined);
    if (body) await put(cache, file, body);
    else left.push(file);
  }
  return left;
}

/**
 * @param {string} name of the cache with the older file @param {ListedFile} file
 * @param {[kept: number, removed: number, added: string][]} edits
 */
async function applyDelta(name, file, edits) {
  const old = await /** @type {Response} */ (await read(name, file.path)).arrayBuffer();
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
  for (const file of files.filter((listed) => listed.tier === tier)) {
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
 * Reads from a cache. `caches.open` would create it again after /reset deleted it.
 * @param {string} name of the cache @param {string} path
 */
function read(name, path) {
  return caches.match(path, { cacheName: name });
}

/**
 * The bytes of a file, undefined if missing or damaged.
 * @param {string} name of the cache @param {ListedFile} file
 */
async function readVerified(name, file) {
  try {
    const response = await read(name, file.path);
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
