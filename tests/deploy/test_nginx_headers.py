"""The headers of what the sample for nginx answers itself, and of what the server answers."""

import socket
import time

import pytest

from tests.support.nginx import Nginx

STRICT = {
    "cache-control",
    "content-security-policy",
    "referrer-policy",
    "x-content-type-options",
}
OWN_POLICY = "default-src 'none'; frame-ancestors 'none'"
CACHED = 2.1  # seconds; nginx counts whole ones


def ask(nginx: Nginx, request: str) -> tuple[int, list[tuple[str, str]]]:
    """The status and the headers of the answer to a request in these bytes."""
    with socket.create_connection(("127.0.0.1", nginx.port), timeout=60) as wire:
        wire.sendall(f"{request}\r\nhost: x\r\nconnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: wire.recv(65536), b"")).decode("latin-1")
    first, *lines = answer.partition("\r\n\r\n")[0].split("\r\n")
    pairs = (line.partition(": ") for line in lines)
    return int(first.split()[1]), [(name.lower(), value) for name, _, value in pairs]


def check_strict(headers: list[tuple[str, str]]) -> None:
    """Each of the strict headers is there, once."""
    assert sorted(name for name, _ in headers if name in STRICT) == sorted(STRICT)
    assert dict(headers)["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("GET /readyz HTTP/1.1", 404),
        ("GET /es/readyz HTTP/1.1", 404),
        ("GET /pt-br/healthz/ HTTP/1.1", 404),
        ("POST /feedback HTTP/1.1\r\ncontent-length: 99999", 413),
        (f"GET /search?q={9000 * 'x'} HTTP/1.1", 414),
        ("GET /%00 HTTP/1.1", 400),
        ("TRACE / HTTP/1.1", 405),
    ],
)
def test_what_nginx_answers_itself_has_strict_headers(nginx, line, status):
    """Closed addresses, also below a language, and refused requests may not be framed or kept."""
    answered, headers = ask(nginx, line)

    assert answered == status
    check_strict(headers)
    assert dict(headers)["content-security-policy"] == OWN_POLICY


def test_what_the_server_answers_has_its_own_headers_once(nginx, site):
    """Stored and revalidated pages, errors, and what is sent while the server is down."""
    policy = dict(ask(nginx, "GET / HTTP/1.1")[1])["content-security-policy"]
    answers = [
        ask(nginx, f"GET {path} HTTP/1.1") for path in ("/", "/signs", "/nope", "/search?q=x")
    ]
    time.sleep(CACHED)
    answers += [ask(nginx, f"GET {path} HTTP/1.1") for path in ("/", "/signs")]
    site.kill()
    time.sleep(CACHED)
    answers += [ask(nginx, f"GET {path} HTTP/1.1") for path in ("/", "/articles")]

    assert [status for status, _ in answers] == [200, 200, 404, 200, 200, 200, 200, 503]
    for _, headers in answers:
        check_strict(headers)
        assert dict(headers)["content-security-policy"] == policy


def test_without_any_copy_the_error_has_strict_headers(nginx, site):
    """Nobody has opened a page, and the server is down."""
    site.kill()
    status, headers = ask(nginx, "GET / HTTP/1.1")

    assert status == 502
    check_strict(headers)
