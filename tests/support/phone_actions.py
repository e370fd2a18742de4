"""Actions on a phone: save the app, run async scripts, update it, damage its storage."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from tests.support.phone import Phone

Saved = TypeVar("Saved", bound=Phone)
SETTLED_SECONDS = 65  # stalled edits (15 s), a stalled pack, then stalled single files, and room

INSTALLING = (
    "while (coming?.state === 'installing') await new Promise((next) => setTimeout(next, 50));"
)

# A newer worker may be installing, waiting or active: Firefox's takes over at once, on a fast
# machine before `update()` has settled.
UPDATE = f"""
const registration = await navigator.serviceWorker.getRegistration();
const before = registration?.active;
await registration?.update().catch(() => {{}});
const coming = registration?.installing ?? registration?.waiting;
{INSTALLING}
if (!coming) return registration?.active !== before;
return ['installed', 'activating', 'activated'].includes(coming.state);
"""

# Some pages are lost and one has other bytes, as after a phone emptied storage, or a bit error.
DAMAGE = """
for (const name of await caches.keys()) {
  if (/^release-\\/\\w/.test(name)) continue; // of another language
  const cache = await caches.open(name);
  for (const request of await cache.keys()) {
    const {pathname} = new URL(request.url);
    const headers = {'content-type': 'text/html; charset=utf-8'};
    if (LOST.includes(pathname)) await cache.delete(request);
    const wrong = new Response('<main>wrong bytes</main>', {headers});
    if (ALTERED.includes(pathname)) await cache.put(request, wrong);
  }
}
"""

# The hash of each file at PATHS that is answered with 200.
HASH_ALL = """
const seen = {};
for (const path of PATHS) {
  try {
    const response = await fetch(path);
    const body = await response.arrayBuffer();
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
    const hex = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
    if (response.status === 200) seen[path] = hex;
  } catch {}
}
return seen;
"""


def save(phone: Saved, path: str = "/") -> Saved:
    """The phone, after it has opened a page and saved the app of that page's language."""
    phone.visit(path)
    phone.wait_saved()
    return phone


def later(phone: Phone, body: str, seconds: float = 60) -> Any:
    """The result of an async script, or None after `seconds`; WebKit's driver awaits none."""
    phone.run(
        f"window.result = undefined; (async () => {{ {body} }})()"
        ".then((value) => { window.result = {value: value ?? null}; },"
        " (error) => { window.result = {error: String(error)}; });"
    )
    result = until(lambda: phone.run("return window.result"), seconds) or {}
    assert "error" not in result, result["error"]
    return result.get("value")


def until(look: Callable[[], Any], seconds: float) -> Any:
    """The first true result of `look`, or its last result when the time is up."""
    end = time.monotonic() + seconds
    while not (seen := look()) and time.monotonic() < end:
        time.sleep(0.1)
    return seen


def update(phone: Phone) -> bool | None:
    """Let the browser check for an update; True if one became ready, None if it is unsettled."""
    return later(phone, UPDATE, SETTLED_SECONDS)


def damage(phone: Phone, lost: list[str], altered: list[str]) -> None:
    later(phone, DAMAGE.replace("LOST", repr(lost)).replace("ALTERED", repr(altered)), 10)
