"""Hostile requests over HTTP/1 are refused soon, and other readers are still answered."""

import re
import threading

import pytest

from server.web.limits import BODY_BYTES
from tests.support.attack import ask
from tests.support.wire import Wire, status

pytestmark = pytest.mark.usefixtures("still_serving")


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
    """Headers that are malformed or above 16 KB are refused with our strict headers."""
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


def test_an_upgrade_to_cleartext_http2_is_ignored(attacked_site):
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
    """An address names a file of the release or nothing: paths never reach the file system."""
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
