"""The one ASGI layer that answers every file of the release from memory; everything else goes on to the app."""

import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope, Scope

from server.headers import HSTS
from server.web.ranges import partial_response
from server.web.responses import PrebuiltResponse, ReleaseResponses, Representation

ASGIApp = Callable[[Scope, ASGIReceiveCallable, ASGISendCallable], Awaitable[None]]

log = logging.getLogger(__name__)

BELOW_A_PATH = b"x-forwarded-prefix"  # sent by proxies that take a path off an address
CONDITIONAL_HEADERS = {b"accept-encoding", b"if-none-match", b"range", b"if-range", BELOW_A_PATH}
SEARCH_PAGE = "/search"


class HasCurrent(Protocol):
    """Whatever knows the release that is served at this moment."""

    @property
    def current(self) -> ReleaseResponses: ...


class Follows(HasCurrent, Protocol):
    """Whatever can look now whether there is a newer release."""

    async def follow(self) -> None: ...


class ReleaseFiles:
    """Answers GET and HEAD for the current release's files without waking the app behind it."""

    def __init__(self, app: ASGIApp, releases: Follows, https: bool = False) -> None:
        self.app = app
        self.releases = releases
        self.https = https
        self.warned = False

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            answer = self.releases.current.find(scope["path"])
            if answer is None and scope["path"].startswith("/c/"):
                await self.releases.follow()
                answer = self.releases.current.find(scope["path"])
            # A page for those without script: the app fills in what they asked for.
            asked = scope["path"].rstrip("/") == SEARCH_PAGE and scope["query_string"]
            if answer is not None and not asked:
                await self._send(answer, scope, send)
                return
        await self.app(scope, receive, send)

    async def _send(
        self, answer: PrebuiltResponse, scope: HTTPScope, send: ASGISendCallable
    ) -> None:
        asked_headers = _conditional_headers(scope["headers"])
        if asked_headers.get(BELOW_A_PATH, b"") not in (b"", b"/") and not self.warned:
            self.warned = True  # anybody may send it: it is said once, and no reader is turned away
            log.warning(
                "a request says that a proxy serves this below a path (X-Forwarded-Prefix): links and scripts then lead"
                " elsewhere and nothing is saved; give it a host name or a port of its own"
            )
        variant = answer.select(asked_headers.get(b"accept-encoding", b""))
        fresh = answer.status == 200 and _matches(asked_headers.get(b"if-none-match", b""), variant)
        headers = variant.headers_304 if fresh else variant.headers
        status, body = (304, b"") if fresh else (answer.status, variant.body)
        if b"range" in asked_headers and status == 200:
            part = partial_response(
                answer.representations["identity"],
                asked_headers[b"range"],
                asked_headers.get(b"if-range", b""),
            )
            status, headers, body = part or (status, headers, body)
        if self.https or scope.get("scheme") == "https":
            headers = [*headers, HSTS]
        if scope["method"] == "HEAD":
            body = b""
        await send(
            {"type": "http.response.start", "status": status, "headers": headers, "trailers": False}
        )
        await send({"type": "http.response.body", "body": body, "more_body": False})


def _conditional_headers(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    return {name: value for name, value in headers if name in CONDITIONAL_HEADERS}


def _matches(if_none_match: bytes, variant: Representation) -> bool:
    if not if_none_match:
        return False
    tags = [tag.strip().removeprefix(b"W/") for tag in if_none_match.split(b",")]
    return variant.etag in tags or b"*" in tags
