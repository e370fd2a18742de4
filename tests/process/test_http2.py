"""HTTP/2: streams beyond the limit are refused one by one, and an early answer harms no other stream."""

import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from h2.errors import ErrorCodes

from server.process.hypercorn_patches import REFUSED_STREAMS
from tests.support.site import ROOT, Site, wait_until
from tests.support.wire import Wire2, trusting

LIMIT = 32
POST = ("POST", "/api/v1/feedback")


@pytest.fixture(scope="module")
def secure(tmp_path_factory, certificate):
    """A server that speaks HTTPS, and how to trust it."""
    site = Site(tmp_path_factory.mktemp("http2"))
    site.publish()
    command = [
        part if part != "tests.support.faulty_server" else "server"
        for part in map(str, site.command())
    ]
    files = ["--certfile", str(certificate / "cert.pem"), "--keyfile", str(certificate / "key.pem")]
    with site.errors.open("ab") as errors:
        site.process = subprocess.Popen([*command, *files], cwd=ROOT, stdout=errors, stderr=errors)
    wait_until(lambda: "Serving at" in site.errors.read_text())
    yield site, trusting(certificate / "cert.pem")
    site.process.terminate()
    site.process.wait(10)


@pytest.fixture
def wire(secure):
    site, context = secure
    with Wire2(site.port, tls=context) as wire:
        yield wire


def burst(
    wire: Wire2, number: int, method: str = "GET", path: str = "/", body: bytes | None = None
) -> list[int]:
    """Send that many requests in one write, the limit notwithstanding; returns their streams."""
    streams = []
    for n in range(number):
        # Headers that differ enter the table that both sides keep: a block that is not read breaks all later ones.
        streams.append(wire.queue(method, path, end=body is None, **{"x-number": f"{number}-{n}"}))
        if body is not None:
            wire.h2.send_data(streams[-1], body, end_stream=True)
    wire.flush()
    return streams


@pytest.mark.parametrize("number", [LIMIT, LIMIT + 1, 100, 300])
@pytest.mark.parametrize("body", [None, b"x" * 20], ids=["without bodies", "with bodies"])
def test_streams_beyond_the_limit_are_refused_one_by_one(wire, number, body):
    """Those within it are answered; the others are told REFUSED_STREAM, and may be sent again on the connection."""
    left, answered, rounds = number, 0, 0
    while left:
        streams = burst(wire, left, body=body)
        statuses = Counter(wire.answer(stream) for stream in streams)
        refused = [
            stream for stream in streams if wire.resets.get(stream) == ErrorCodes.REFUSED_STREAM
        ]
        assert statuses[200] >= min(left, LIMIT)
        assert statuses[200] + len(refused) == left
        answered, left, rounds = answered + statuses[200], len(refused), rounds + 1

    assert answered == number
    assert wire.ended is None
    assert rounds > 1 or number <= LIMIT


def test_posts_beyond_the_limit(wire):
    """A post is either answered or refused, and the connection lives on."""
    streams = burst(wire, 60, *POST, body=b"{}")
    statuses = Counter(wire.answer(stream) for stream in streams)

    assert set(statuses) == {415, None}
    assert statuses[None] == sum(
        wire.resets.get(stream) == ErrorCodes.REFUSED_STREAM for stream in streams
    )
    assert wire.answer(wire.ask()) == 200


def test_an_early_answer_ends_its_stream_only(wire):
    """Whoever goes on sending after an answer keeps no place, and the other streams go on."""
    for _ in range(LIMIT + 8):
        stream = wire.ask("PUT", end=False)
        assert wire.answer(stream) == 405
        wire.late(stream, b"x" * 100)

    assert wire.answer(wire.ask()) == 200
    assert wire.ended is None


def test_data_that_comes_with_its_request_after_the_answer(wire):
    """A body that nobody reads is dropped; 100 connections' windows worth of it do not stop the connection."""
    for _ in range(100):
        stream = wire.queue(path="/", end=False)
        wire.h2.send_data(stream, b"x" * 8_000, end_stream=True)
        wire.flush()
        assert wire.answer(stream) == 200

    assert wire.ended is None


def test_endless_refusals_end_the_connection_and_cost_no_memory(secure):
    """A flood beyond the limit is let go, and others are answered beside it."""
    site, context = secure
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


def test_more_requests_than_one_connection_may_carry(wire):
    """One after the other, none is lost without a word: the connection ends between two."""
    for number in range(1_100):
        stream = wire.ask(path="/healthz")
        status = wire.answer(stream)
        if status is None:
            assert wire.ended == ErrorCodes.NO_ERROR
            assert wire.last < stream, number
            break
