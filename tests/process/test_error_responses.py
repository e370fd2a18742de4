"""Every error, whichever layer answers, is a problem with the strict headers and HSTS."""

import json

import pytest

from server.headers import security_headers
from tests.support.attack import ask
from tests.support.site import Site
from tests.support.wire import Wire2, status

STRICT = {*security_headers(""), "strict-transport-security"}
HOST = b" HTTP/1.1\r\nhost: localhost\r\n"
CLOSE = b"connection: close\r\n\r\n"
POST = b"POST /api/v1/feedback" + HOST
UPGRADE = b"connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
BROKEN = "/healthz"  # an address whose app raises


@pytest.fixture(scope="module")
def https_site(tmp_path_factory):
    """A server behind a proxy that ends TLS."""
    site = Site(tmp_path_factory.mktemp("errors"), faulty=True)
    site.publish()
    site.fail(**{BROKEN: "raise"})
    site.launch("--https", "--only-host", "localhost")
    site.wait_serving()
    yield site
    site.process.terminate()
    site.process.wait(60)


def lacks(code: int, headers: dict[str, str], body: bytes) -> list[str]:
    """What an error lacks of what is promised."""
    missing = sorted(STRICT - headers.keys())
    if headers.get("content-type") != "application/problem+json":
        return [*missing, "the type of a problem"]
    problem = json.loads(body)
    return missing if problem["status"] == code and problem["title"] else [*missing, "a title"]


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        # Hypercorn's own
        (b"hello\r\n\r\n", 400),
        (b"GET /" + HOST + b"cookie: \0\r\n\r\n", 400),
        (b"GET /" + HOST + b"x: " + b"y" * 20_000 + b"\r\n\r\n", 431),
        (b"POST /" + HOST + b"transfer-encoding: xchunked\r\n\r\n0\r\n\r\n", 501),
        (b"GET /" + HOST + UPGRADE + b"\r\n", 400),
        (b"GET " + BROKEN.encode() + HOST + CLOSE, 500),
        # of the guard
        (b"PUT /" + HOST + CLOSE, 405),
        (b"GET / HTTP/1.1\r\nhost: evil.example\r\n" + CLOSE, 421),
        (b"GET ftp://localhost/" + HOST + CLOSE, 400),
        (POST + b"content-length: 20000\r\n" + CLOSE, 413),
        (b"GET /" + HOST + UPGRADE + b"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", 400),
        # Quart's
        (b"POST /signs" + HOST + CLOSE, 405),
        (b"GET /api/v1/nothing" + HOST + CLOSE, 404),
        (b"GET /api/v1/search?limit=x" + HOST + CLOSE, 400),
        (POST + b"content-length: 2\r\n" + CLOSE + b"{}", 415),
    ],
)
def test_over_http_1(https_site, request_, code):
    """Malformed, oversized, unknown and failed requests are answered alike."""
    answer = ask(https_site, request_)
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = [line.partition(": ") for line in head.decode().lower().split("\r\n")[1:]]

    assert status(answer) == code
    assert lacks(code, {name: value for name, _, value in lines}, body) == []


@pytest.mark.parametrize(
    ("method", "path", "more", "code"),
    [
        ("GET", BROKEN, {}, 500),
        ("CONNECT", "/", {":protocol": "websocket"}, 400),
        ("PUT", "/", {}, 405),
        ("GET", "/", {":authority": "evil.example"}, 421),
        ("GET", "/api/v1/nothing", {}, 404),
    ],
)
def test_over_http_2(https_site, method, path, more, code):
    """On HTTP/2 errors have the same headers and body, and end their own stream only."""
    with Wire2(https_site.port) as wire:
        stream = wire.ask(method, path, **more)
        answered = wire.answer(stream)
        headers = {name.decode(): value.decode() for name, value in wire.heads[stream].items()}

        assert answered == code
        assert lacks(code, headers, wire.bodies.get(stream, b"")) == []
        assert wire.answer(wire.ask()) == 200


def test_an_error_of_a_head_request_has_no_body(https_site):
    """An error on HEAD has its headers and no body."""
    answer = ask(https_site, b"HEAD " + BROKEN.encode() + HOST + CLOSE)

    assert status(answer) == 500
    assert answer.endswith(b"\r\n\r\n")
    assert b"\r\ncontent-type: application/problem+json\r\n" in answer


def test_a_refused_websocket_keeps_no_connection_open(https_site):
    """Its stream on HTTP/2 is over, so an idle connection ends; on HTTP/1 it ends at once."""
    ask(https_site, b"GET /" + HOST + UPGRADE + b"\r\n")
    with Wire2(https_site.port) as wire:
        assert wire.answer(wire.ask("CONNECT", "/", **{":protocol": "websocket"})) == 400
        wire.wire.ended()
