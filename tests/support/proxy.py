"""A small TCP proxy between a browser and the real server, which injects network faults."""

import asyncio
import gzip
import socket
import struct
import threading
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, TypeVar

from tests.support.site import reserve_port

PORTAL_WORDS = "Pay for this network"
PORTAL = f"<!doctype html><title>Portal</title><main><h1>{PORTAL_WORDS}</h1></main>".encode()
PORTAL_PATH = "/portal-login"
HEAD_BYTES = 65536
DELAY_SECONDS = 0.6


@dataclass(frozen=True)
class Request:
    """What a browser asked for."""

    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def is_navigation(self) -> bool:
        return self.headers.get("accept", "").startswith("text/html")

    @property
    def is_behind(self) -> bool:
        """Whether a script asked: a worker that stores, not a page that loads its parts."""
        return not self.is_navigation and self.headers.get("sec-fetch-dest", "empty") == "empty"


@dataclass
class Response:
    """The real server's response, in parts that a fault may change."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def wire(self) -> bytes:
        """The answer as bytes; its length is stated truly unless a fault states another."""
        headers = {"content-length": str(len(self.body)), **self.headers, "connection": "close"}
        lines = [
            f"HTTP/1.1 {self.status} -",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + self.body


Result = TypeVar("Result")
Send = Callable[[bytes], Awaitable[None]]
Fault = Callable[[Response, Send], Coroutine[Any, Any, None]]


class Proxy:
    """Listens on its own port; the injected fault and the affected requests can change any time."""

    def __init__(self, upstream: int) -> None:
        self.upstream = upstream
        self.port = reserve_port()  # kept while the proxy refuses connections
        self.base = f"http://127.0.0.1:{self.port}"
        self.fault: Fault | None = None
        self.where: Callable[[Request], bool] = lambda _: True
        self.seen: list[str] = []  # the paths asked for, in order
        self.injected = 0  # answers that met the fault
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()
        self.start()

    def start(self) -> None:
        """Accept connections again, and inject no fault."""
        self.clear_fault()
        if self._server is None:
            self._server = self._run(
                asyncio.start_server(self._talk, "127.0.0.1", self.port, limit=HEAD_BYTES)
            )

    def stop(self) -> None:
        """From now on every connection is refused, and those that are open break."""
        self._run(self._stop())

    def fail(self, name: str, where: Callable[[Request], bool] = lambda _: True) -> None:
        """Inject a fault into the answers to these requests from now on."""
        self.injected = 0
        self.where, self.fault = where, FAULTS[name]

    def clear_fault(self) -> None:
        self.fault = None

    def close(self) -> None:
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _stop(self) -> None:
        # Connections accepted just now: asyncio closes none whose server closes or whose task is
        # cancelled before it begins.
        while asyncio.all_tasks() - self._open - {asyncio.current_task()}:
            await asyncio.sleep(0)
        if self._server is not None:
            self._server.close()
            self._server = None
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._open.add(task)
        try:
            await self._answer(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # a browser that went away, a server that is dead, or `die`
        finally:
            self._open.discard(task)
            writer.transport.abort() if task.cancelling() else writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request for each connection: no fault can leak into the next answer."""
        request = parse_request(await reader.readuntil(b"\r\n\r\n"))
        self.seen.append(request.path)
        if request.path == PORTAL_PATH:
            writer.write(Response(200, {"content-type": "text/html; charset=utf-8"}, PORTAL).wire())
            return
        fault = self.fault if self.where(request) else None
        answer = await self._ask(request)

        async def send(data: bytes) -> None:
            writer.write(data)
            await writer.drain()

        if fault is None:
            await send(answer.wire())
            return
        self.injected += 1
        try:
            await fault(answer, send)
        except DeliberateResetError:
            connection = writer.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()

    async def _ask(self, request: Request) -> Response:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        try:
            writer.write(request.raw)
            return parse_answer(await reader.read())
        finally:
            writer.close()


class DeliberateResetError(Exception):
    """The connection ends with RST, as when a phone changes from Wi-Fi to the mobile network."""


def parse_request(raw: bytes) -> Request:
    """Read a request's head; the server shall close after its answer, and never compress it."""
    first, *lines = raw.decode("latin-1").rstrip("\r\n").split("\r\n")
    headers = _headers(lines)
    sent = headers | {"connection": "close", "accept-encoding": "identity"}
    head = "\r\n".join([first, *(f"{name}: {value}" for name, value in sent.items())]) + "\r\n\r\n"
    return Request(first.split(" ")[1].partition("?")[0], headers, head.encode("latin-1"))


def parse_answer(raw: bytes) -> Response:
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = _headers(lines)
    if headers.pop("transfer-encoding", "") == "chunked":
        body = _joined(body)
    headers.pop("content-length", None)
    headers.pop("connection", None)
    return Response(int(first.split(" ")[1]), headers, body)


def _headers(lines: list[str]) -> dict[str, str]:
    pairs = (line.partition(":") for line in lines)
    return {name.lower(): value.strip() for name, _, value in pairs}


def _joined(body: bytes) -> bytes:
    parts = []
    while body:
        size, _, rest = body.partition(b"\r\n")
        length = int(size, 16)
        parts.append(rest[:length])
        body = rest[length + 2 :]
    return b"".join(parts)


async def delay(answer: Response, send: Send) -> None:
    """Slow, but right: everything must work."""
    await asyncio.sleep(DELAY_SECONDS)
    await send(answer.wire())


async def silence(_: Response, send: Send) -> None:
    """The connection is open, and nothing is ever sent."""
    await asyncio.sleep(3600)


class Held:
    """Holds answers back until the test lets them go."""

    def __init__(self, status: int | None = None) -> None:
        self.gone = threading.Event()
        self.status = status

    async def __call__(self, answer: Response, send: Send) -> None:
        while not self.gone.is_set():
            await asyncio.sleep(0.05)
        await send(replace(answer, status=self.status or answer.status).wire())


async def stall(answer: Response, send: Send) -> None:
    """Half of the body, and then nothing more."""
    await send(_half(answer.wire(), answer.body))
    await asyncio.sleep(3600)


async def drip(answer: Response, send: Send) -> None:
    """One byte a second: never silent, never done."""
    for byte in answer.wire():
        await send(bytes([byte]))
        await asyncio.sleep(1)


async def cut(answer: Response, send: Send) -> None:
    """The connection closes in mid-body."""
    await send(_half(answer.wire(), answer.body))


async def cut_head(answer: Response, send: Send) -> None:
    """The connection closes in mid-head."""
    await send(answer.wire()[:40])


async def cut_unseen(answer: Response, send: Send) -> None:
    """Half of the body without a content-length: for HTTP this is a complete response."""
    wire = Response(answer.status, answer.headers, answer.body[: len(answer.body) // 2]).wire()
    await send(wire.replace(b"content-length:", b"x-length:", 1))


async def reset(answer: Response, send: Send) -> None:
    """RST in mid-body."""
    await send(_half(answer.wire(), answer.body))
    await asyncio.sleep(0.05)
    raise DeliberateResetError


async def garbage(_: Response, send: Send) -> None:
    """No HTTP at all."""
    await send(sha256(b"garbage").digest() * 8)


async def wrong_bytes(answer: Response, send: Send) -> None:
    """The right status, type and length with other bytes."""
    flipped = bytes(byte ^ 1 for byte in answer.body)
    await send(Response(answer.status, answer.headers, flipped).wire())


async def wrong_type(answer: Response, send: Send) -> None:
    """The right bytes under a wrong content type."""
    await send(
        Response(answer.status, answer.headers | {"content-type": "text/plain"}, answer.body).wire()
    )


async def partial(answer: Response, send: Send) -> None:
    """206 with the first half, although no range was requested."""
    half = answer.body[: len(answer.body) // 2]
    range_ = {"content-range": f"bytes 0-{len(half) - 1}/{len(answer.body)}"}
    await send(Response(206, answer.headers | range_, half).wire())


async def not_modified(answer: Response, send: Send) -> None:
    """304 for a client that has nothing."""
    await send(Response(304, answer.headers).wire())


async def error_500(_: Response, send: Send) -> None:
    await send(
        Response(500, {"content-type": "text/html"}, b"<main>Internal Server Error</main>").wire()
    )


async def error_503(_: Response, send: Send) -> None:
    await send(
        Response(
            503, {"content-type": "text/html", "retry-after": "60"}, b"<main>Overloaded</main>"
        ).wire()
    )


async def portal(_: Response, send: Send) -> None:
    """A captive portal's page with status 200, to be kept for a year."""
    headers = {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "public, max-age=31536000",
    }
    await send(Response(200, headers, PORTAL).wire())


async def portal_as_asked(answer: Response, send: Send) -> None:
    """A portal's page under the very type that was asked for."""
    await send(Response(200, answer.headers, PORTAL).wire())


async def redirect(_: Response, send: Send) -> None:
    """A redirect to the portal's page at our own origin, so no cross-origin rule stops it."""
    await send(Response(302, {"location": PORTAL_PATH}).wire())


async def missing(_: Response, send: Send) -> None:
    """404, as from a server of a fleet that does not have the release yet."""
    await send(
        Response(404, {"content-type": "application/problem+json"}, b'{"status": 404}').wire()
    )


async def cut_gzip(answer: Response, send: Send) -> None:
    """Half of a gzip stream, its length stated truly."""
    packed = gzip.compress(answer.body)
    await send(
        Response(
            200, answer.headers | {"content-encoding": "gzip"}, packed[: len(packed) // 2]
        ).wire()
    )


async def cut_between(answer: Response, send: Send) -> None:
    """Cut after a complete line, with the right content-length: the rest may be a valid script."""
    await send(
        Response(
            200, answer.headers, answer.body[: answer.body.find(b"\n", len(answer.body) // 2) + 1]
        ).wire()
    )


async def cut_after_first(answer: Response, send: Send) -> None:
    """The first statement alone, its length stated truly."""
    await send(Response(200, answer.headers, answer.body[: answer.body.find(b";\n") + 2]).wire())


def _half(wire: bytes, body: bytes) -> bytes:
    return wire[: len(wire) - len(body) + len(body) // 2]


FAULTS: dict[str, Fault] = {
    "delay": delay,
    "silence": silence,
    "stall": stall,
    "drip": drip,
    "cut": cut,
    "cut in the head": cut_head,
    "cut unseen": cut_unseen,
    "reset": reset,
    "garbage": garbage,
    "wrong bytes": wrong_bytes,
    "wrong type": wrong_type,
    "206": partial,
    "304": not_modified,
    "404": missing,
    "500": error_500,
    "503": error_503,
    "portal": portal,
    "portal as asked": portal_as_asked,
    "redirect": redirect,
    "cut gzip": cut_gzip,
    "cut between lines": cut_between,
    "cut after the first": cut_after_first,
}
