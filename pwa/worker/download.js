// Downloads of the service worker.

/** Fetches by hash. @param {{sha256: string, type: string}} file @param {number} [idleMs] */
async function fetchVerified(file, idleMs = IDLE_BACKGROUND_MS) {
  return verify(await fetchBytes(`/c/${file.sha256}`, file.type, idleMs), file);
}

/**
 * Rejects on a portal's page, a redirect, a 206, another type and a stalled body.
 * @param {string} address @param {string} type
 * @param {number} idleMs longest wait for the next byte
 */
async function fetchBytes(address, type, idleMs) {
  const stop = new AbortController(); // the oldest phones lack AbortSignal.timeout
  const end = setTimeout(() => stop.abort(), TOTAL_MS);
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
