'use strict';
{
// The worker that ends all workers (`serve --kill-worker`): it deletes the saved releases and itself, and nothing of
// the reader's. Open pages stay as they are; the next one comes from the network.

const killer = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

killer.addEventListener('install', (event) => event.waitUntil(killer.skipWaiting()));
killer.addEventListener('activate', (event) => event.waitUntil(end()));

async function end() {
  const names = await caches.keys();
  await Promise.allSettled(names.filter((name) => name.startsWith('release-')).map((name) => caches.delete(name)));
  await killer.registration.unregister();
}
}
