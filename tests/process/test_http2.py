"""On HTTP/2 streams above the limit are refused one by one, without harm to other streams."""

import re
from collections import Counter
from pathlib import Path

import pytest
from h2.errors import ErrorCodes

from server.process.hypercorn_patches import REFUSED_STREAMS
from tests.support.site import Site
from tests.support.wire import Wire2, trusting

LIMIT = 32
POST = ("POST", "/api/v1/feedback")


@pytest.fixture(scope="module")
def https_site(tmp_path_factory, certificate):
    """A server that speaks HTTPS, and how to trust it."""
    site = Site(tmp_path_factory.mktemp("http2"))
    site.publish()
    files = ["--certfile", certificate / "cert.pem", "--keyfile", certificate / "key.pem"]
    site.launch(*files)
    site.wait_serving()
    yield site, trusting(certificate / "cert.pem")
    site.process.terminate()
    site.process.wait(10)


@pytest.fixture
def http2_connection(https_site):
    site, context = https_site
    with Wire2(site.port, tls=context) as wire:
        yield wire


def burst(
    wire: Wire2, number: int, method: str = "GET", path: str = "/", body: bytes | None = None
) -> list[int]:
    """Send that many requests in one write, the limit notwithstanding; returns their streams."""
    streams = []
    for n in range(number):
        # Different headers enter the table that both sides keep: an unread block breaks later ones.
        streams.append(wire.queue(method, path, end=body is None, **{"x-number": f"{number}-{n}"}))
        if body is not None:
            wire.h2.send_data(streams[-1], body, end_stream=True)
    wire.flush()
    return streams


@pytest.mark.parametrize("number", [LIMIT, LIMIT + 1, 100, 300])
@pytest.mark.parametrize("body", [None, b"x" * 20], ids=["without bodies", "with bodies"])
def test_streams_beyond_the_limit_are_refused_one_by_one(http2_connection, number, body):
    """Streams within the limit are answered; others get REFUSED_STREAM and may be sent again."""
    left, answered, rounds = number, 0, 0
    while left:
        streams = burst(http2_connection, left, body=body)
        statuses = Counter(http2_connection.answer(stream) for stream in streams)
        refused = [
            stream
            for stream in streams
            if http2_connection.resets.get(stream) == ErrorCodes.REFUSED_STREAM
        ]
        assert statuses[200] >= min(left, LIMIT)
        assert statuses[200] + len(refused) == left
        answered, left, rounds = answered + statuses[200], len(refused), rounds + 1

    assert answered == number
    assert http2_connection.ended is None
    assert rounds > 1 or number <= LIMIT


def test_posts_beyond_the_limit(http2_connection):
    """Each POST of a burst is answered or refused, and the connection stays open."""
    streams = burst(http2_connection, 60, *POST, body=b"{}")
    statuses = Counter(http2_connection.answer(stream) for stream in streams)

    assert set(statuses) == {415, None}
    assert statuses[None] == sum(
        http2_connection.resets.get(stream) == ErrorCodes.REFUSED_STREAM for stream in streams
    )
    assert http2_connection.answer(http2_connection.ask()) == 200


def test_an_early_answer_ends_its_stream_only(http2_connection):
    """A client that goes on sending after its response takes no slot from other streams."""
    for _ in range(LIMIT + 8):
        stream = http2_connection.ask("PUT", end=False)
        assert http2_connection.answer(stream) == 405
        http2_connection.late(stream, b"x" * 100)

    assert http2_connection.answer(http2_connection.ask()) == 200
    assert http2_connection.ended is None


def test_data_that_comes_with_its_request_after_the_answer(http2_connection):
    """Unread bodies are dropped and their window is given back to the connection."""
    for _ in range(100):
        stream = http2_connection.queue(path="/", end=False)
        http2_connection.h2.send_data(stream, b"x" * 8_000, end_stream=True)
        http2_connection.flush()
        assert http2_connection.answer(stream) == 200

    assert http2_connection.ended is None


def test_endless_refusals_end_the_connection_and_cost_no_memory(https_site):
    """A flood of streams ends the connection with ENHANCE_YOUR_CALM and uses little memory."""
    site, context = https_site
    with Wire2(site.port, tls=context, window=0) as wire:
        held = burst(wire, LIMIT, path="/api/v1/release")  # never taken: they stay open
        before = memory(site)
        sent = 0
        while wire.ended is None and sent < 2 * REFUSED_STREAMS:
            sent += 128
            wire.answer(burst(wire, 128)[-1])
        grown = memory(site) - before
    with Wire2(site.port, tls=context) as other:
        assert other.answer(other.ask()) == 200

    assert len(held) == LIMIT
    assert wire.ended == ErrorCodes.ENHANCE_YOUR_CALM
    assert sent <= REFUSED_STREAMS + 256
    assert grown < 4 * 1024


def memory(site: Site) -> int:
    """Resident memory of the server in KiB."""
    return int(
        re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{site.process.pid}/status").read_text())[1]
    )


def test_more_requests_than_one_connection_may_carry(http2_connection):
    """At its request limit a connection ends with GOAWAY after the last answered stream."""
    for number in range(1_100):
        stream = http2_connection.ask(path="/healthz")
        status = http2_connection.answer(stream)
        if status is None:
            assert http2_connection.ended == ErrorCodes.NO_ERROR
            assert http2_connection.last < stream, number
            break
