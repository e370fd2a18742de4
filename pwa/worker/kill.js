'use strict';
{
  // The worker that ends all workers (`serve --kill-worker`): it deletes the saved releases and itself, and nothing of
  // the reader's. Open pages stay as they are; the next one comes from the network.

  const killer = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

  killer.addEventListener('install', (event) => event.waitUntil(killer.skipWaiting()));
  killer.addEventListener('activate', (event) => event.waitUntil(end()));

  async function end() {
    const base = `release-${new URL(killer.registration.scope).pathname}-`;
    const names = (await caches.keys()).filter((name) =>
      name.replace(/^release-(?=\w)/, 'release-/-').startsWith(base)
    ); // as in sw.js
    await Promise.allSettled(names.map((name) => caches.delete(name)));
    await killer.registration.unregister();
  }
}
