"""Clients that send or read slowly, or not at all, are dropped without harm to other readers."""

import contextlib
import json
import time
from pathlib import Path

import pytest

from tests.support.attack import GROWTH, memory
from tests.support.site import Site, answers, wait_until
from tests.support.wire import PATIENCE, Wire, Wire2, status

pytestmark = pytest.mark.usefixtures("still_serving")

CROWD = 1000


def test_a_thousand_silent_connections(attacked_site):
    """A thousand silent connections use little memory, and readers are answered meanwhile."""
    before = memory(attacked_site)
    crowd = [Wire(attacked_site.port) for _ in range(CROWD)]
    assert answers(f"{attacked_site.base}/")
    grown = memory(attacked_site) - before
    for wire in crowd:
        wire.socket.close()

    assert grown <= GROWTH


@pytest.mark.slow
@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"GET / HTTP/1.1\r\nhost: loc",
        b"POST /api/v1/feedback HTTP/1.1\r\nhost: localhost\r\ncontent-length: 99\r\n\r\nx",
        b"POST /api/v1/feedback HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\nx",
        b"PRI * HTTP/2.0\r\n\r\n",
    ],
)
def test_a_slow_request_is_dropped(attacked_site, beginning):
    """A connection that sends a byte now and then is closed like a silent one."""
    with Wire(attacked_site.port) as wire:
        wire.send(beginning)
        end = time.monotonic() + PATIENCE
        wire.socket.settimeout(1)
        came = b""
        while time.monotonic() < end:
            try:
                part = wire.socket.recv(65536)
            except TimeoutError:
                with contextlib.suppress(OSError):
                    wire.send(b"a")
                continue
            except ConnectionResetError:
                part = b""
            came += part
            if not part:
                break
        else:
            pytest.fail("still open")

    assert status(came) in (None, 200, 400, 408)


@pytest.mark.slow
def test_clients_that_never_read_are_dropped(attacked_site):
    """Two hundred clients that never read their response use little memory and are dropped."""
    with Wire(attacked_site.port) as wire:
        head = b"GET /api/v1/release HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
        release = json.loads(wire.send(head).ended().partition(b"\r\n\r\n")[2])
    largest = max(release["files"], key=lambda file: file["bytes"])["sha256"]
    request = f"GET /c/{largest} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode()
    before = memory(attacked_site)
    with contextlib.ExitStack() as stack:
        for _ in range(200):
            stack.enter_context(Wire(attacked_site.port, window=1024)).send(request * 5)
        assert answers(f"{attacked_site.base}/")
        grown = memory(attacked_site) - before
        left = _open_connections(attacked_site)
        wait_until(lambda: _open_connections(attacked_site) <= left - 200, PATIENCE)

    assert grown <= GROWTH


def _open_connections(site: Site) -> int:
    found = 0
    for path in Path(f"/proc/{site.process.pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile
            found += "socket" in str(path.readlink())
    return found


@pytest.mark.slow
def test_stuck_connections_do_not_delay_the_end(tmp_path):
    """SIGTERM ends the server soon although connections are stuck."""
    site = Site(tmp_path)
    site.publish()
    site.start()
    stuck = [Wire(site.port) for _ in range(50)]
    for wire in stuck:
        wire.send(
            b"POST /api/v1/feedback HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\nx"
        )
    streams = [Wire2(site.port, window=0) for _ in range(10)]
    for wire in streams:
        wire.ask()
        wire.ask("POST", "/api/v1/feedback", end=False)
    site.process.terminate()

    assert site.process.wait(60) == 0
    for wire in stuck:
        wire.socket.close()
    for wire in streams:
        wire.wire.socket.close()
