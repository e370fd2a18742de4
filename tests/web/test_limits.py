"""Hostile requests on raw sockets are refused soon, and other readers are still answered."""

import contextlib
import json
import re
import threading
import time
from pathlib import Path

import pytest

from server.web.hosts import read_host
from server.web.limits import BODY_BYTES
from tests.support.site import Site, answers, wait_until
from tests.support.wire import PATIENCE, Wire, Wire2, status

GROWTH = 20 * 1024  # KiB
CROWD = 1000


@pytest.fixture(scope="module")
def attacked_site(tmp_path_factory):
    """A server that all tests of this file attack; it must bear them all, and answer at the end."""
    site = Site(tmp_path_factory.mktemp("attacked"))
    site.publish()
    names = ["localhost", "127.0.0.1", "[::1]", "B\u00fccher.example", " Named.Example.:8443 "]
    site.start(*(part for name in names for part in ("--only-host", name)))
    yield site
    assert answers(f"{site.base}/"), site.errors.read_text()
    assert "Traceback" not in site.errors.read_text()
    site.kill()


@pytest.fixture(autouse=True)
def still_serving(attacked_site):
    """Whatever a test does, a reader is answered after it."""
    yield
    assert answers(f"{attacked_site.base}/signs/asleep")


def memory(site: Site) -> int:
    """Resident memory of the server in KiB."""
    return int(
        re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{site.process.pid}/status").read_text())[1]
    )


def ask(site: Site, request: bytes) -> bytes:
    """Everything that is answered to these bytes until the server closes."""
    with Wire(site.port) as wire:
        return wire.send(request).ended()


@pytest.mark.parametrize(
    "method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "G\x21T"]
)
def test_other_methods(attacked_site, method):
    """Methods other than GET, HEAD and POST are answered 405."""
    answer = ask(
        attacked_site,
        f"{method} / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".encode(),
    )

    assert status(answer) == 405
    assert b"\r\nallow: GET, HEAD, POST\r\n" in answer
    assert b"content-security-policy: " in answer


def test_connect_is_refused(attacked_site):
    """CONNECT to another host is refused: the server is not a proxy."""
    answer = ask(attacked_site, b"CONNECT example.org:443 HTTP/1.1\r\nhost: localhost\r\n\r\n")

    assert status(answer) == 405


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (b"x: " + b"y" * 20_000, {431}),
        (b"\r\n".join(b"x%d: y" % number for number in range(3000)), {431}),
        (b"cookie: " + b"\0" * 10, {400}),
    ],
)
def test_headers_that_are_too_much(attacked_site, headers, expected):
    """Headers that are malformed or above 20 KB are refused with our strict headers."""
    answer = ask(attacked_site, b"GET / HTTP/1.1\r\nhost: localhost\r\n" + headers + b"\r\n\r\n")

    assert status(answer) in expected
    assert b"content-security-policy: " in answer


@pytest.mark.parametrize(
    "request_",
    [
        b"POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n"
        b"transfer-encoding: chunked\r\n\r\n0\r\n\r\nG",
        b"POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n"
        b"content-length: 6\r\n\r\nhello",
        b"POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: +5\r\n\r\nhello",
        b"POST / HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding : chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n"
        b"connection: close\r\n\r\n5;\x00\r\nhello\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n"
        b"-5\r\nhello\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: localhost\r\n folded: yes\r\nx\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: localhost\r\nhost: other\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET  / HTTP/1.1\r\nhost: localhost\r\n\r\n",
        b"GET / HTTP/9.9\r\nhost: localhost\r\n\r\n",
        b"hello\r\n\r\n",
    ],
)
def test_smuggling_shapes(attacked_site, request_):
    """A request that two servers could parse differently gets at most one response, an error."""
    answer = ask(attacked_site, request_)

    assert status(answer) in (None, 400, 405, 501, 505)
    assert answer.count(b"HTTP/1.1 ") <= 1


def test_pipelined_after_a_body_is_its_own_request(attacked_site):
    """Bytes after a body of the stated length are parsed as the next request."""
    one = b"POST /healthz HTTP/1.1\r\nhost: localhost\r\ncontent-length: 4\r\n\r\nGET "
    two = b"GET /nope HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
    answer = ask(attacked_site, one + two)

    assert re.findall(rb"HTTP/1\.1 (\d+)", answer) == [b"405", b"404"]


def test_an_upgrade_to_cleartext_http2_is_passed_over(attacked_site):
    """A request to upgrade to h2c is answered over HTTP/1.1, without a 101."""
    upgrade = (
        b"connection: upgrade, http2-settings, close\r\nupgrade: h2c\r\n"
        b"http2-settings: AAMAAABkAAQAAP__\r\n"
    )
    answer = ask(attacked_site, b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n" + upgrade + b"\r\n")

    assert status(answer) == 200
    assert b" 101 " not in answer


def test_there_is_no_websocket(attacked_site):
    """A WebSocket handshake is refused with our strict headers."""
    key = b"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n"
    upgrade = b"connection: upgrade\r\nupgrade: websocket\r\n"
    answer = ask(attacked_site, b"GET / HTTP/1.1\r\nhost: localhost\r\n" + upgrade + key + b"\r\n")

    assert status(answer) == 400
    assert b"content-security-policy: " in answer


@pytest.mark.parametrize(
    ("path", "host", "expected"), [("/", "evil.example", 421), ("/healthz", "10.0.0.7", 200)]
)
def test_unknown_hosts_are_refused(attacked_site, path, host, expected):
    """A request for an unknown host is refused; a health check by IP address is answered."""
    request = f"GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"

    assert status(ask(attacked_site, request.encode())) == expected


@pytest.mark.parametrize(
    "host",
    [
        "LocalHost",
        "localhost.",
        "localhost:80",
        "localhost.:8080",
        " localhost ",
        "[::1]",
        "[::1]:443",
        "[0:0:0:0:0:0:0:1]",
        "xn--bcher-kva.example",
        "XN--BCHER-KVA.example:443",
        "b\u00fccher.example",
        "b\u00dccher.example.",
        "named.example",
    ],
)
def test_our_names_in_any_spelling(attacked_site, host):
    """An allowed name matches in any case, with a trailing dot, with a port, and as IDNA."""
    request = f"GET / HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"

    assert status(ask(attacked_site, request.encode())) == 200


@pytest.mark.parametrize(
    "host",
    [
        "localhost.evil.example",
        "evil.example:80",
        "localhost:80:80",
        "localhost:x",
        "[::2]",
        "::1:x",
        "localhost..",
        "a@localhost",
    ],
)
def test_names_that_only_look_like_ours(attacked_site, host):
    """A name that only contains an allowed name is refused."""
    request = f"GET / HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"

    assert status(ask(attacked_site, request.encode())) in (400, 421)


def test_a_host_longer_than_any_name_is_not_read():
    """A Host header above the longest possible name is refused before it is decoded."""
    assert read_host("ä." * 5000) is None
    assert read_host("a" * 63 + ".example:8000") == ("a" * 63 + ".example", 8000)


def test_the_name_in_the_target_goes_before_the_header(attacked_site):
    """The host of an absolute request target overrides the Host header (RFC 9112, 3.2.2)."""
    ours = ask(
        attacked_site,
        b"GET http://localhost/ HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n",
    )
    other = ask(
        attacked_site,
        b"GET http://evil.example/ HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
    )
    old = ask(attacked_site, b"GET http://localhost/ HTTP/1.0\r\n\r\n")

    assert [status(answer) for answer in (ours, other, old)] == [200, 421, 200]


def test_feedback_to_a_whole_address(attacked_site):
    """The origin of feedback is compared with the host of an absolute request target."""
    body = b'{"page": "/", "text": "to a whole address"}'
    head = "POST http://LOCALHOST:80/api/v1/feedback HTTP/1.1\r\nhost: x\r\norigin: http://localhost\r\n"
    head = (
        "POST http://LOCALHOST:80/api/v1/feedback HTTP/1.1\r\n"
        "host: x\r\norigin: http://localhost\r\nconnection: close\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    assert status(ask(attacked_site, head.encode() + body)) in (200, 201)


def test_a_question_about_the_server_itself(attacked_site):
    """The request target `*` is refused with any method."""
    for method, expected in (("OPTIONS", 405), ("GET", 400)):
        answer = ask(
            attacked_site,
            f"{method} * HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".encode(),
        )

        assert status(answer) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/../../../../etc/passwd", 404),
        ("/%2e%2e/%2e%2e/etc/passwd", 404),
        ("/..%2f..%2fetc%2fpasswd", 404),
        ("/c/../../data/current.json", 404),
        ("/signs/%61sleep", 200),
        ("/signs/asleep%00", 404),
        ("/signs/asleep%ff", 404),
        ("/%", 404),
        ("//signs//asleep", 404),
        ("http://localhost/", 200),
        ("HTTP://LOCALHOST:80/signs/asleep?x=1", 200),
        ("https://localhost", 200),
        ("http://localhost?x=1", 200),
        ("http://localhost/../../etc/passwd", 404),
        ("http://localhost//signs//asleep", 404),
        ("http://evil.example/", 421),
        ("http://evil.example/healthz", 200),
        ("http://me@localhost/", 400),
        ("http:///", 400),
        ("ftp://localhost/", 400),
        ("localhost/", 400),
        ("/" + "a" * 10_000, 404),
    ],
)
def test_addresses(attacked_site, path, expected):
    """An address names a file of the release or nothing: no file system stands behind it."""
    answer = ask(
        attacked_site,
        f"GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".encode(),
    )

    assert status(answer) == expected
    assert b"root:x:" not in answer


def test_a_body_that_is_too_long(attacked_site):
    """A body above the limit is refused, with and without a content-length."""
    head = b"POST /api/v1/feedback HTTP/1.1\r\nhost: localhost\r\n"
    announced = ask(attacked_site, head + b"content-length: %d\r\n\r\n" % (BODY_BYTES + 1))
    chunk = b"400\r\n" + b"x" * 1024 + b"\r\n"
    with Wire(attacked_site.port) as wire:
        wire.send(head + b"transfer-encoding: chunked\r\n\r\n")
        threading.Thread(target=_endless, args=(wire, chunk), daemon=True).start()
        endless = wire.ended()

    assert status(announced) == 413
    assert status(endless) in (413, None)  # who goes on sending may lose the answer to the reset


def _endless(wire: Wire, chunk: bytes) -> None:
    try:
        while True:
            wire.send(chunk)
    except OSError:
        pass


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [("TRACE", "/", 405), ("PUT", "/", 405), ("GET", "/../etc/passwd", 404)],
)
def test_the_same_on_http2(attacked_site, method, path, expected):
    """Wrong methods and paths get the same statuses on HTTP/2."""
    with Wire2(attacked_site.port) as wire:
        assert wire.answer(wire.ask(method, path)) == expected
        assert wire.answer(wire.ask()) == 200  # the connection lives on


def test_too_much_on_http2(attacked_site):
    """Long headers, long bodies and unknown names are refused on HTTP/2."""
    with Wire2(attacked_site.port) as wire:
        assert wire.answer(wire.ask(cookie="x" * 20_000)) in (431, None)
    with Wire2(attacked_site.port) as wire:
        assert wire.answer(wire.ask(**{":authority": "evil.example"})) == 421
    with Wire2(attacked_site.port) as wire:
        stream = wire.ask("POST", "/api/v1/feedback", end=False)
        for _ in range(4):
            wire.data(stream, b"x" * 8000)
        assert wire.answer(stream) in (413, None)


PLAIN = {":method": "GET", ":scheme": "http", ":authority": "localhost", ":path": "/"}


@pytest.mark.parametrize(
    "headers",
    [
        {":method": "CONNECT", ":authority": "localhost"},
        PLAIN | {":method": "CONNECT", ":protocol": "websocket"},
        {":method": "GET", ":scheme": "http", ":path": "/"},
        PLAIN | {":path": "/\xff"},
        PLAIN | {":path": "*"},
        PLAIN | {"transfer-encoding": "chunked"},
        PLAIN | {"X-Big": "Letters"},
    ],
)
def test_shapes_of_http2(attacked_site, headers):
    """A malformed HTTP/2 request is refused or ends its own connection."""
    with Wire2(attacked_site.port) as wire:
        stream = wire.h2.get_next_available_stream_id()
        wire.h2.send_headers(stream, list(headers.items()), end_stream=True)
        wire.flush()

        assert wire.answer(stream) in (None, 400, 403, 405, 421)


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
def test_a_slow_body_on_http2_gets_408(attacked_site):
    """A slow body on HTTP/2 gets 408, and other streams of the connection go on."""
    with Wire2(attacked_site.port) as wire:
        stream = wire.ask("POST", "/api/v1/feedback", end=False)
        wire.data(stream, b"x")

        assert wire.answer(stream) == 408


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
def test_streams_with_a_closed_window_are_dropped(attacked_site):
    """An HTTP/2 stream with a window of 0 is dropped after a time limit."""
    before = memory(attacked_site)
    wires = [Wire2(attacked_site.port, window=0) for _ in range(20)]
    for wire in wires:
        for _ in range(30):
            wire.ask()
    grown = memory(attacked_site) - before
    for wire in wires:
        wire.wire.socket.settimeout(60)
        try:
            while wire.wire.socket.recv(65536):
                pass
        except ConnectionResetError:
            pass
        wire.wire.socket.close()

    assert grown <= GROWTH


@pytest.mark.slow
def test_the_end_comes_with_a_crowd_of_stuck_connections(tmp_path):
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
