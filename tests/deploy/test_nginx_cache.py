"""The cache of the sample for nginx: nobody waits for a new release, and no crowd gets through."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest

from tests.support.nginx import Nginx, sample
from tests.support.proxy import DELAY_SECONDS, Proxy
from tests.support.site import Site, wait_until

CROWD = 100
CACHED = 2.1  # seconds; nginx counts whole ones
CHANGE = ("en/home.yaml", "Speaker on.", "Speaker up.")


class Answer(NamedTuple):
    status: int
    body: bytes


class Served(NamedTuple):
    """A real server, the network before it, and nginx in front."""

    site: Site
    network: Proxy
    nginx: Nginx

    def get(self, path: str, accept: str = "identity") -> Answer:
        return get(self.nginx.base + path, accept)

    def crowd(self, path: str) -> list[Answer]:
        """Many readers ask for one path at the same time."""
        with ThreadPoolExecutor(CROWD) as readers:
            return list(readers.map(self.get, [path] * CROWD))

    def publish(self) -> None:
        """Publish other words, and wait until the server has them."""
        before = get(f"{self.site.base}/sw.js")
        self.site.publish(CHANGE)
        wait_until(lambda: get(f"{self.site.base}/sw.js") != before)


def get(address: str, accept: str = "identity") -> Answer:
    request = urllib.request.Request(address, headers={"accept-encoding": accept})
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return Answer(response.status, response.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.read())


@pytest.fixture
def start_nginx(tmp_path, request) -> Callable[..., Nginx]:
    """Starts the sample before a port, with changes; it ends with the test."""

    def start(upstream: int, **changes: str) -> Nginx:
        changes |= {
            "/var/cache/sos": str(tmp_path / "cache"),
            "unix:/run/sos/sos.sock": f"127.0.0.1:{upstream}",
        }
        nginx = Nginx(tmp_path, sample("nginx.conf", **changes))
        request.addfinalizer(nginx.end)
        return nginx

    return start


@pytest.fixture
def served(site, network, start_nginx):
    return Served(site, network, start_nginx(network.port))


@pytest.mark.parametrize("path", ["/", "/sw.js"])
def test_the_first_reader_after_a_publish_gets_the_new_release(served, path):
    """On a quiet site nobody gets what the reader before got, however long ago that was."""
    old = served.get(path)
    served.publish()
    time.sleep(CACHED)

    assert served.get(path) == get(served.site.base + path) != old


@pytest.mark.parametrize("cached", [True, False])
def test_a_crowd_reaches_the_server_once(served, cached):
    """Of a hundred readers at once one request goes to the server, whether it is cached or not."""
    if cached:
        served.get("/signs")
        time.sleep(CACHED)
    served.network.fail("delay")
    before = len(served.network.seen)
    began = time.monotonic()
    answers = served.crowd("/signs")

    assert set(answers) == {get(f"{served.site.base}/signs")}
    rounds = 1 + (time.monotonic() - began) // (1 + DELAY_SECONDS)  # of a busy machine
    assert len(served.network.seen) - before <= rounds


def test_while_the_server_is_down_what_was_read_is_sent(served):
    """Pages and the worker come from the cache, and any other page is 503 with the first page."""
    read = {path: served.get(path) for path in ("/", "/sw.js", "/signs")}
    served.publish()  # nginx has not seen it
    served.network.stop()
    time.sleep(CACHED)

    assert {path: served.get(path) for path in read} == read
    assert served.get("/articles") == Answer(503, read["/"].body)
    served.network.start()
    wait_until(lambda: served.get("/sw.js") == get(f"{served.site.base}/sw.js"))


def test_a_server_that_hangs_delays_what_is_cached_by_a_limit_of_its_own(network, start_nginx):
    """A cached page does not wait as long for a silent server as a search does."""
    nginx = start_nginx(network.port, **{"read_timeout 15s": "read_timeout 1h"})
    read = get(f"{nginx.base}/signs")
    network.fail("silence")
    time.sleep(CACHED)

    assert get(f"{nginx.base}/signs") == read
    assert network.injected == 1


@pytest.mark.parametrize("path", ["/", "/signs"])
def test_while_the_server_is_down_each_browser_gets_what_one_has_read(served, path):
    """A browser that spells its Accept-Encoding differently gets the same copy."""
    read = served.get(path, "gzip, deflate, br")
    served.network.stop()
    time.sleep(CACHED)

    assert served.get(path, "gzip, deflate, br, zstd") == read
    assert read.status == 200


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("identity", None),
    ],
)
def test_each_browser_gets_an_encoding_that_it_accepts(site, start_nginx, accept, encoding):
    """The best encoding is sent, from the server and from the cache, whatever others accept."""
    nginx = start_nginx(site.port)
    for header in ("br", "gzip", "", accept, accept):
        request = urllib.request.Request(f"{nginx.base}/signs", headers={"accept-encoding": header})
        with urllib.request.urlopen(request, timeout=60) as response:
            found = response.headers["content-encoding"]

    assert found == encoding
