"""What is done to a phone beyond opening pages: waiting for its worker, updating it, damaging what it stored."""

import time
from collections.abc import Callable
from typing import Any

from tests.offline.faults.cases import Worker
from tests.support.phone import Phone
from tests.support.site import Site

SETTLED_SECONDS = 65  # stalled edits (15 s), a stalled pack, then stalled single files, and room
SAVED_SECONDS = 60
SETTLED = {"saved", "rest", "failed"}  # what a page says once nothing more is coming

INSTALLING = (
    "while (coming?.state === 'installing') await new Promise((next) => setTimeout(next, 50));"
)

INSTALLED = f"""
await new Promise((next) => setTimeout(next, 500));
const coming = (await navigator.serviceWorker.getRegistration())?.installing;
{INSTALLING}
"""

# A newer worker may be installing, wait, or serve already: Firefox's takes over at once, on a fast machine before
# `update()` has settled.
UPDATE = f"""
const registration = await navigator.serviceWorker.getRegistration();
const before = registration?.active;
await registration?.update().catch(() => {{}});
const coming = registration?.installing ?? registration?.waiting;
{INSTALLING}
if (!coming) return registration?.active !== before;
return ['installed', 'activating', 'activated'].includes(coming.state);
"""

# Some pages are lost and one says something else, as after a phone emptied storage, or a bit fell over.
DAMAGE = """
for (const name of await caches.keys()) {
  const cache = await caches.open(name);
  for (const request of await cache.keys()) {
    const {pathname} = new URL(request.url);
    const headers = {'content-type': 'text/html; charset=utf-8'};
    if (LOST.includes(pathname)) await cache.delete(request);
    if (ALTERED.includes(pathname)) await cache.put(request, new Response('<main>wrong bytes</main>', {headers}));
  }
}
"""


def later(phone: Phone, body: str, seconds: float) -> Any:
    """What an async script returns, or nothing after so many seconds; WebKit's driver awaits no promises."""
    phone.run(
        f"window.result = undefined; (async () => {{ {body} }})()"
        ".then((value) => { window.result = {value: value ?? null}; },"
        " (error) => { window.result = {error: String(error)}; });"
    )
    result = until(lambda: phone.run("return window.result"), seconds) or {}
    assert "error" not in result, result["error"]
    return result.get("value")


def until(look: Callable[[], Any], seconds: float) -> Any:
    """The first true thing that is seen, or the last seen when time is up."""
    end = time.monotonic() + seconds
    while not (seen := look()) and time.monotonic() < end:
        time.sleep(0.1)
    return seen


def wait_settled(worker: Worker, phone: Phone) -> str:
    """Wait until the worker has done what it can, well or badly; returns what the page says by then."""
    if worker.states:
        until(lambda: phone.state() in SETTLED, SETTLED_SECONDS)
        return phone.state()
    later(phone, INSTALLED, SETTLED_SECONDS)
    return ""


def wait_saved(worker: Worker, phone: Phone, site: Site) -> bool:
    """Wait for the page's own word, or, where a worker gives none, until its caches hold every page."""
    if worker.states:
        return bool(until(lambda: phone.state() == "saved", SAVED_SECONDS))
    return bool(until(lambda: site.saved(phone), SAVED_SECONDS / 4))


def update(phone: Phone) -> bool | None:
    """Let the browser look for a new worker, as on every visit; returns whether one became ready, None if unsettled."""
    return later(phone, UPDATE, SETTLED_SECONDS)


def damage(phone: Phone, lost: list[str], altered: list[str]) -> None:
    later(phone, DAMAGE.replace("LOST", repr(lost)).replace("ALTERED", repr(altered)), 10)
