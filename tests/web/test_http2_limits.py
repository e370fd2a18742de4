"""Hostile HTTP/2 requests are refused soon, and other readers are still answered."""

import pytest

from tests.support.attack import GROWTH, memory
from tests.support.wire import Wire2

pytestmark = pytest.mark.usefixtures("still_serving")


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


@pytest.mark.slow
def test_a_slow_body_on_http2_gets_408(attacked_site):
    """A slow body on HTTP/2 gets 408, and other streams of the connection go on."""
    with Wire2(attacked_site.port) as wire:
        stream = wire.ask("POST", "/api/v1/feedback", end=False)
        wire.data(stream, b"x")

        assert wire.answer(stream) == 408


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
