"""The one ASGI layer that answers every file of the release from memory; everything else goes on to the app."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope, Scope

from server.answers import Answer, Served, Variant

ASGIApp = Callable[[Scope, ASGIReceiveCallable, ASGISendCallable], Awaitable[None]]

HSTS = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")


class HasCurrent(Protocol):
    """Whatever knows the release that is served at this moment."""

    @property
    def current(self) -> Served: ...


class ReleaseFiles:
    """Answers GET and HEAD for the current release's files without waking the app behind it."""

    def __init__(self, app: ASGIApp, releases: HasCurrent, https: bool = False) -> None:
        self.app = app
        self.releases = releases
        self.https = https

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            answer = self.releases.current.find(scope["path"])
            if answer is not None:
                await self._send(answer, scope, send)
                return
        await self.app(scope, receive, send)

    async def _send(self, answer: Answer, scope: HTTPScope, send: ASGISendCallable) -> None:
        accept_encoding, if_none_match = _wishes(scope["headers"])
        variant = answer.variant(accept_encoding)
        fresh = answer.status == 200 and _matches(if_none_match, variant)
        headers = variant.headers_304 if fresh else variant.headers
        if self.https or scope.get("scheme") == "https":
            headers = [*headers, HSTS]
        body = b"" if fresh or scope["method"] == "HEAD" else variant.body
        status = 304 if fresh else answer.status
        await send({"type": "http.response.start", "status": status, "headers": headers, "trailers": False})
        await send({"type": "http.response.body", "body": body, "more_body": False})


def _wishes(headers: Iterable[tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
    accept_encoding = if_none_match = b""
    for name, value in headers:
        if name == b"accept-encoding":
            accept_encoding = value
        elif name == b"if-none-match":
            if_none_match = value
    return accept_encoding, if_none_match


def _matches(if_none_match: bytes, variant: Variant) -> bool:
    if not if_none_match:
        return False
    tags = [tag.strip().removeprefix(b"W/") for tag in if_none_match.split(b",")]
    return variant.etag in tags or b"*" in tags
