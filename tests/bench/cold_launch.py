"""Offline cold launch: the app beside a page of one word from an empty worker, and Workbox."""

import json
import sqlite3
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from server import paths
from server.headers import content_security_policy, security_headers
from tests.bench.devtools import Devtools
from tests.bench.row import Row
from tests.peers.sites import WORKBOX, Workbox
from tests.support.site import Site, wait_until

LAUNCHES = 20
SLOWER = 6  # times
BUDGET = 250  # ms, 90th percentile
# The most that a budget may ask for: if one word from an empty worker takes longer, no page fits.
# It took 298 ms here (2 cores, no graphics card); then the whole app may take twice its time.
TIMES_ONE_WORD = 2
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
CACHES = """caches.keys().then(async (names) => {
    const sizes = await Promise.all(
        names.map(async (name) => (await (await caches.open(name)).keys()).length));
    return navigator.serviceWorker.controller === null ? 0 : sizes.reduce((sum, n) => sum + n, 0);
})"""
WORD_HEADERS = security_headers(content_security_policy()) | {"content-type": "text/html"}
WORD = f"""addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => event.respondWith(new Response(
    '<!doctype html><title>word</title><p>word', {{headers: {json.dumps(WORD_HEADERS)}}}
)));"""


def cold_launch(folder: Path) -> Iterator[Row]:
    """Milliseconds to the first text in a new page; server dead, slow processor, in turns."""
    sides: dict[str, str] = {}
    browser = Devtools(folder / "cold-launch-profile")
    try:
        sides["ours"] = _keep(browser, Site(folder / "cold-launch", paths.CONTENT))
        if WORKBOX.exists():
            sides["Workbox"] = _keep(
                browser, Workbox(folder / "cold-launch-workbox", paths.CONTENT)
            )
        with _one_word() as sides["one word"]:
            _visit(browser, sides["one word"], "navigator.serviceWorker.controller !== null")
        times: dict[str, list[float]] = {side: [] for side in sides}
        for turn in range(LAUNCHES):
            for side in sides if turn % 2 else reversed(sides):
                times[side].append(_launch(browser, sides[side]))
    finally:
        browser.quit()
    p90 = {side: statistics.quantiles(taken, n=10)[-1] for side, taken in times.items()}
    measured = "; ".join(
        f"{side} {p90[side]:.0f} ms (median {statistics.median(times[side]):.0f})" for side in sides
    )
    budget = max(BUDGET, TIMES_ONE_WORD * p90["one word"])
    what = f"offline cold launch to text, CPU {SLOWER} times slower, p90"
    yield Row(
        what, f"≤ {BUDGET} ms, or twice one word: {budget:.0f} ms", measured, p90["ours"] <= budget
    )


def _keep(browser: Devtools, site: Site) -> str:
    """Let a phone save a site, then end its server; returns the address."""
    release = site.publish()
    with closing(sqlite3.connect(site.data / f"content-{release}.db")) as database:
        [(files,)] = database.execute("SELECT count(*) FROM files WHERE tier > 0")
    site.start()
    _visit(browser, f"{site.base}/", f"await {CACHES} >= {files}")
    site.kill()
    return f"{site.base}/"


def _visit(browser: Devtools, address: str, ready: str) -> None:
    target, session = browser.open(address)
    wait_until(lambda: browser.evaluate(session, f"(async () => {ready})()"), 60)
    browser.call("Target.closeTarget", targetId=target)


def _launch(browser: Devtools, address: str) -> float:
    target, session = browser.open()
    browser.call("ServiceWorker.enable", session)
    browser.call("ServiceWorker.stopAllWorkers", session)
    time.sleep(0.3)
    browser.call("Emulation.setCPUThrottlingRate", session, rate=SLOWER)
    browser.call("Page.navigate", session, url=address)
    time.sleep(1)  # asking earlier would take the page's own time
    wait_until(lambda: browser.evaluate(session, PAINT))
    painted = browser.evaluate(session, PAINT)
    browser.call("Target.closeTarget", targetId=target)
    return painted


@contextmanager
def _one_word() -> Iterator[str]:
    """The least that any offline page can be, under our headers."""

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            script = self.path == "/sw.js"
            body = (
                WORD
                if script
                else "<title>word</title>"
                "<script>navigator.serviceWorker.register('/sw.js')</script>"
            )
            self.send_response(200)
            self.send_header("content-type", "text/javascript" if script else "text/html")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None: ...

    host = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=host.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{host.server_port}/"
    host.shutdown()
    host.server_close()
