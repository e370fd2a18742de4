'use strict';
{
  // The worker that replaces every other one (`serve --kill-worker`): it deletes the saved releases
  // and itself, and keeps what the reader stored. Open pages stay; the next page comes from the
  // network.

  const killer = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

  killer.addEventListener('install', (event) => event.waitUntil(killer.skipWaiting()));
  killer.addEventListener('activate', (event) => event.waitUntil(end()));

  async function end() {
    const base = `release-${new URL(killer.registration.scope).pathname}-`;
    // Caches of older versions, named without a base, belong to /.
    const names = (await caches.keys()).filter((name) =>
      name.replace(/^release-(?=\w)/, 'release-/-').startsWith(base)
    );
    await Promise.allSettled(names.map((name) => caches.delete(name)));
    await killer.registration.unregister();
  }
}
