"""Around the app and its files: what neither should have to think about is refused here, in one problem answer.

Only what counts answers and what reloads an editor's pages stand further out.

Hypercorn 0.18 gives a body no time limit, passes every method, `Host` and header size of HTTP/2 on, and waits for ever
for a reader who takes nothing; Quart 0.23 reads an endless chunked body into memory.
"""

import asyncio
import logging
import re
from collections.abc import Collection
from http import HTTPStatus
from urllib.parse import unquote

from hypercorn.typing import (
    ASGIReceiveCallable,
    ASGIReceiveEvent,
    ASGISendCallable,
    ASGISendEvent,
    HTTPScope,
    Scope,
    WebsocketScope,
)
from msgspec import Struct

from server.headers import raw_headers, security_headers
from server.web.hosts import read_host
from server.web.problem import PROBLEM, problem_body
from server.web.static import ASGIApp, HasCurrent

VERSIONS = ("1.0", "1.1", "2")
METHODS = ("GET", "HEAD", "POST")
HEADER_BYTES = 16_384  # as Hypercorn allows on HTTP/1.1; on HTTP/2 it allows any
BODY_BYTES = 16_384  # 4 KB of words, each of their bytes written as %E2
BODY_SECONDS = 10.0
# Between us and a slow phone lie the system's buffers of 64 KB and more: only who takes nothing is noticed here.
SEND_SECONDS = 8.0
PART_BYTES = 16_384  # Hypercorn copies a whole part into the buffer of each HTTP/2 stream
ABSOLUTE = re.compile(rb"https?://([^/]+)(/.*)?", re.IGNORECASE | re.DOTALL)
ASKED_BY_MONITORS = ("/healthz", "/readyz")  # by address, not by name

log = logging.getLogger(__name__)


class Rejection(Struct, frozen=True):
    """Why a request goes no further."""

    status: int
    detail: str


class LimitsMiddleware:
    """Around the whole app; `hosts` are the names that it answers to, all where there are none."""

    def __init__(self, app: ASGIApp, releases: HasCurrent, hosts: Collection[str] = ()) -> None:
        self.app = app
        self.releases = releases
        self.hosts = frozenset(read.name if (read := read_host(host)) else host for host in hosts)

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        _take_target(scope)
        refusal = self._refusal(scope)
        body = b""
        if refusal is None and scope["type"] == "http" and scope["method"] == "POST":
            body, refusal = await _read(receive)
        if refusal is not None or scope["type"] != "http":
            await self._refuse(
                scope, send, refusal or Rejection(400, "There is no websocket here.")
            )
        else:
            try:
                await self.app(scope, _given(body, receive), _patient(send))
            except TimeoutError:  # raised by `_patient` only: Quart answers those of its own
                log.info("a reader took nothing for %.0f seconds", SEND_SECONDS)

    def _refusal(self, scope: HTTPScope | WebsocketScope) -> Rejection | None:
        size = len(scope["raw_path"]) + len(scope["query_string"])
        host, length, coding = b"", b"", b""
        for name, value in scope["headers"]:  # once: every answer passes here
            size += len(name) + len(value)
            if name == b"host":
                host = value
            elif name == b"content-length":
                length = value
            elif name == b"transfer-encoding":
                coding = value
        if size > HEADER_BYTES:
            return Rejection(431, f"The headers are longer than {HEADER_BYTES} bytes.")
        if scope["http_version"] not in VERSIONS:
            return Rejection(505, "This version of HTTP is not spoken here.")
        if length and coding:
            return Rejection(
                400, "A body has a length or comes in chunks, not both."
            )  # a proxy may cut it elsewhere
        if scope["type"] == "http" and scope["method"] not in METHODS:
            return Rejection(405, f"Only {', '.join(METHODS)} are answered.")
        if not scope["path"].startswith("/"):
            return Rejection(400, "The address does not begin with a slash.")
        if self.hosts and not self._is_ours(host) and scope["path"] not in ASKED_BY_MONITORS:
            return Rejection(421, "This server does not answer to that name.")
        if length.isdigit() and int(length) > BODY_BYTES:
            return Rejection(413, f"The body is longer than {BODY_BYTES} bytes.")
        return None

    def _is_ours(self, host: bytes) -> bool:
        read = read_host(host.decode("utf-8", "replace"))
        return read is not None and read.name in self.hosts

    async def _refuse(
        self, scope: HTTPScope | WebsocketScope, send: ASGISendCallable, refusal: Rejection
    ) -> None:
        body = problem_body(refusal.status, HTTPStatus(refusal.status).phrase, refusal.detail)
        headers = {
            "content-type": PROBLEM,
            "content-length": str(len(body)),
            "cache-control": "no-store",
        }
        headers |= {"allow": ", ".join(METHODS)} if refusal.status == 405 else {}
        headers |= {"connection": "close"} if scope["http_version"] != "2" else {}
        headers |= security_headers(self.releases.current.policy)
        raw = raw_headers(headers)
        if scope["type"] == "websocket":
            await send(
                {"type": "websocket.http.response.start", "status": refusal.status, "headers": raw}
            )
            await send({"type": "websocket.http.response.body", "body": body, "more_body": False})
        else:
            await send(
                {
                    "type": "http.response.start",
                    "status": refusal.status,
                    "headers": raw,
                    "trailers": False,
                }
            )
            await send({"type": "http.response.body", "body": body, "more_body": False})


def _take_target(scope: HTTPScope | WebsocketScope) -> None:
    """Take the host and the path from a target that is a whole address, as for a proxy (RFC 9112, 3.2.2).

    It goes before the header `Host`. Changed in place: what stands around the guard reads the same scope.
    """
    found = (
        ABSOLUTE.fullmatch(scope["raw_path"]) if scope["http_version"] in ("1.0", "1.1") else None
    )
    if found is not None and read_host(found[1].decode("ascii", "replace")):
        others = [(name, value) for name, value in scope["headers"] if name != b"host"]
        scope["headers"] = [(b"host", found[1]), *others]
        scope["raw_path"] = found[2] or b"/"
        scope["path"] = unquote(scope["raw_path"].decode("ascii"))


async def _read(receive: ASGIReceiveCallable) -> tuple[bytes, Rejection | None]:
    """The whole body, read before the app begins, so that there is one limit of bytes and one of time."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    return b"", Rejection(400, "The body was cut off.")
                body += message["body"]
                if len(body) > BODY_BYTES:
                    return b"", Rejection(413, f"The body is longer than {BODY_BYTES} bytes.")
                if not message["more_body"]:
                    return bytes(body), None
    except TimeoutError:
        return b"", Rejection(408, f"The body took longer than {BODY_SECONDS:.0f} seconds.")


def _given(body: bytes, receive: ASGIReceiveCallable) -> ASGIReceiveCallable:
    """The body as one message, then only the news that the reader went away."""
    given = False

    async def give() -> ASGIReceiveEvent:
        nonlocal given
        if not given:
            given = True
            return {"type": "http.request", "body": body, "more_body": False}
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return message

    return give


def _patient(send: ASGISendCallable) -> ASGISendCallable:
    """Send in parts, each within the time that the slowest phone needs; a reader who takes nothing is let go."""

    async def sent(message: ASGISendEvent) -> None:
        if message["type"] != "http.response.body":
            await send(message)
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        for start in range(0, len(body) or 1, PART_BYTES):
            part = body[start : start + PART_BYTES]
            async with asyncio.timeout(SEND_SECONDS):
                last = start + PART_BYTES >= len(body)
                await send(
                    {"type": "http.response.body", "body": part, "more_body": more or not last}
                )

    return sent
