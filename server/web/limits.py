"""Rejects what neither the app nor its files should have to handle, with a problem response.

Hypercorn 0.18 gives a body no time limit, passes on every method, `Host` and header size of HTTP/2,
and waits for ever for a client that stops reading (closed here); Quart reads an endless
chunked body into memory.
"""

import asyncio
import logging
import re
from collections.abc import Callable
from typing import NamedTuple
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

from server.addresses import HEALTH_CHECKS
from server.problem import problem_response
from server.web.asgi import ASGIApp, send_response
from server.web.config import DEFAULT_CONFIG, AppConfig
from server.web.current import Releases
from server.web.hosts import read_host
from server.web.send_limit import SEND_SECONDS, SendLimit

VERSIONS = ("1.0", "1.1", "2")
METHODS = ("GET", "HEAD", "POST")
HEADER_BYTES = 16_384  # as Hypercorn allows on HTTP/1.1; on HTTP/2 it allows any
BODY_BYTES = 16_384  # 4 KB of words, each of their bytes written as %E2
BODY_SECONDS = 10.0
CHUNK_BYTES = 16_384  # Hypercorn copies a whole chunk into the buffer of each HTTP/2 stream
ABSOLUTE_TARGET = re.compile(rb"https?://([^/]+)(/.*)?", re.IGNORECASE | re.DOTALL)

log = logging.getLogger(__name__)


class Rejection(Struct, frozen=True):
    """The status and the detail of a request that goes no further."""

    status: int
    detail: str


class RequestHead(NamedTuple):
    """What the rules read of a request; `size` is in bytes."""

    scope: HTTPScope | WebsocketScope
    size: int
    is_host: bool
    is_known_host: bool
    length: bytes
    coding: bytes


RequestRule = Callable[[RequestHead], bool]
TOO_LONG = Rejection(413, f"The body is longer than {BODY_BYTES} bytes.")
NO_WEBSOCKETS = Rejection(400, "Websockets are not supported.")
INCOMPLETE = Rejection(400, "The request body is incomplete.")
TOO_SLOW = Rejection(408, f"The body took longer than {BODY_SECONDS:.0f} seconds.")
REQUEST_RULES: tuple[tuple[RequestRule, Rejection], ...] = (
    (  # RFC 6585, 5
        lambda head: head.size > HEADER_BYTES,
        Rejection(431, f"The headers are longer than {HEADER_BYTES} bytes."),
    ),
    (  # RFC 9110, 15.6.6
        lambda head: head.scope["http_version"] not in VERSIONS,
        Rejection(505, "Unsupported HTTP version."),
    ),
    (  # RFC 9112, 6.3: a proxy may end the body elsewhere (request smuggling)
        lambda head: bool(head.length and head.coding),
        Rejection(400, "Content-Length and Transfer-Encoding exclude each other."),
    ),
    (  # RFC 9110, 15.5.6
        lambda head: head.scope["type"] == "http" and head.scope["method"] not in METHODS,
        Rejection(405, f"Allowed methods: {', '.join(METHODS)}."),
    ),
    (  # RFC 9112, 3.2
        lambda head: not head.scope["path"].startswith("/"),
        Rejection(400, "The path does not begin with a slash."),
    ),
    (  # RFC 9112, 3.2; Werkzeug 3.1 raises an error that no handler of the app sees
        lambda head: not head.is_host,
        Rejection(400, "The Host header is invalid."),
    ),
    (  # RFC 9110, 15.5.20
        lambda head: not head.is_known_host,
        Rejection(421, "Unknown host name."),
    ),
    (  # RFC 9110, 15.5.14
        lambda head: head.length.isdigit() and int(head.length) > BODY_BYTES,
        TOO_LONG,
    ),
)


class LimitsMiddleware:
    """Lets a request through if no rule rejects it."""

    def __init__(
        self, app: ASGIApp, releases: Releases, config: AppConfig = DEFAULT_CONFIG
    ) -> None:
        self.app = app
        self.releases = releases
        self.config = config
        self.sending = SendLimit()
        self.hosts = frozenset(
            read.name if (read := read_host(host)) else host for host in config.hosts
        )

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Pass the request on with its body read, or send a problem response."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        _apply_absolute_target(scope)
        rejection = self._rejection(scope)
        body = b""
        if rejection is None and scope["type"] == "http" and scope["method"] == "POST":
            body, rejection = await _read_body(receive)
        if rejection is not None or scope["type"] != "http":
            await self._reject(scope, send, rejection or NO_WEBSOCKETS)
            return
        try:
            await self.app(scope, _replay_body(body, receive), self._in_chunks(send))
        except TimeoutError:  # raised by `SendLimit` only: Quart handles its own
            log.info("client stopped reading for %.0f s; connection dropped", SEND_SECONDS)

    def _in_chunks(self, send: ASGISendCallable) -> ASGISendCallable:
        """Send a body in chunks, each within the time limit."""

        async def send_chunks(message: ASGISendEvent) -> None:
            if message["type"] != "http.response.body":
                await send(message)
                return
            body, sent = message.get("body", b""), 0
            while len(body) - sent > CHUNK_BYTES:
                chunk = body[sent : sent + CHUNK_BYTES]
                sent += CHUNK_BYTES
                await self.sending.send(send, {**message, "body": chunk, "more_body": True})
            last = {**message, "body": body[sent:]} if sent else message
            await self.sending.send(send, last)

        return send_chunks

    def _rejection(self, scope: HTTPScope | WebsocketScope) -> Rejection | None:
        head = self._head(scope)
        for applies, rejection in REQUEST_RULES:
            if applies(head):
                return rejection
        return None

    def _head(self, scope: HTTPScope | WebsocketScope) -> RequestHead:
        size = len(scope["raw_path"]) + len(scope["query_string"])
        host, length, coding = b"", b"", b""
        for name, value in scope["headers"]:  # once: every request passes here
            size += len(name) + len(value)
            if name == b"host":
                host = value
            elif name == b"content-length":
                length = value
            elif name == b"transfer-encoding":
                coding = value
        read = read_host(host.decode("utf-8", "replace"))
        is_known = read is not None and read.name in self.hosts
        # A monitor asks by IP address, not by name.
        is_known = is_known or not self.hosts or scope["path"] in HEALTH_CHECKS
        is_host = read is not None or not host  # HTTP/1.0 needs none
        return RequestHead(scope, size, is_host, is_known, length, coding)

    async def _reject(
        self, scope: HTTPScope | WebsocketScope, send: ASGISendCallable, rejection: Rejection
    ) -> None:
        status = rejection.status
        headers, body = problem_response(status, rejection.detail, self.releases.current.policy)
        if status == 405:
            headers.append((b"allow", ", ".join(METHODS).encode()))
        if scope["http_version"] != "2":
            headers.append((b"connection", b"close"))
        headers += self.config.hsts_headers(scope["scheme"])
        if scope["type"] == "websocket":
            await send(
                {"type": "websocket.http.response.start", "status": status, "headers": headers}
            )
            await send({"type": "websocket.http.response.body", "body": body, "more_body": False})
        else:
            await send_response(send, status, headers, body)


def _apply_absolute_target(scope: HTTPScope | WebsocketScope) -> None:
    """Take host and path from a request target in absolute form (RFC 9112, 3.2.2).

    It overrides the header `Host`. The scope is changed in place, since outer layers read it too.
    """
    if scope["raw_path"].startswith(b"/") or scope["http_version"] not in ("1.0", "1.1"):
        return
    found = ABSOLUTE_TARGET.fullmatch(scope["raw_path"])
    if found is not None and read_host(found[1].decode("ascii", "replace")):
        others = [(name, value) for name, value in scope["headers"] if name != b"host"]
        scope["headers"] = [(b"host", found[1]), *others]
        scope["raw_path"] = found[2] or b"/"
        scope["path"] = unquote(scope["raw_path"].decode("ascii"))


async def _read_body(receive: ASGIReceiveCallable) -> tuple[bytes, Rejection | None]:
    """Read the whole body before the app starts, with one limit of bytes and one of time."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    return b"", INCOMPLETE
                body += message["body"]
                if len(body) > BODY_BYTES:
                    return b"", TOO_LONG
                if not message["more_body"]:
                    return bytes(body), None
    except TimeoutError:
        return b"", TOO_SLOW


def _replay_body(body: bytes, receive: ASGIReceiveCallable) -> ASGIReceiveCallable:
    """Receive the body as one message, then only the disconnect."""
    replayed = False

    async def replay() -> ASGIReceiveEvent:
        nonlocal replayed
        if not replayed:
            replayed = True
            return {"type": "http.request", "body": body, "more_body": False}
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return message

    return replay
