"""The ASGI layer that sends every file of the release from memory and passes on everything else."""

import logging
from collections.abc import Iterable

from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope, Scope
from quart import request

from server.addresses import SEARCH_PAGE
from server.web.asgi import ASGIApp, send_response
from server.web.config import DEFAULT_CONFIG, AppConfig
from server.web.current import Releases
from server.web.ranges import partial_response
from server.web.responses import PrebuiltResponse, is_fresh

log = logging.getLogger(__name__)

PATH_PREFIX = b"x-forwarded-prefix"  # sent by proxies that remove a path from an address
CONDITIONAL_HEADERS = {b"accept-encoding", b"if-none-match", b"range", b"if-range", PATH_PREFIX}
LANGUAGE_KEY = "sos.language"  # in the scope of a request for a translation


class ReleaseFiles:
    """Serves the files of releases from memory; passes everything else on."""

    def __init__(
        self, app: ASGIApp, releases: Releases, config: AppConfig = DEFAULT_CONFIG
    ) -> None:
        self.app = app
        self.releases = releases
        self.config = config
        self.warned = False

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Send a file, or pass the request on."""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            response = await self.releases.find(scope["path"])
            if response is not None and not self._is_search(scope):
                await self._send(response, scope, send)
                return
        await self.app(self._in_language(scope), receive, send)

    def _in_language(self, scope: Scope) -> Scope:
        """The request without the base of its language, which `LANGUAGE_KEY` names."""
        if scope["type"] != "http":
            return scope
        found, path = self.releases.resolve(scope["path"])
        if found is self.releases:
            return scope
        lang = scope["path"].split("/")[1]
        return {**scope, "path": path, LANGUAGE_KEY: lang}  # type: ignore[return-value]

    async def _send(
        self, response: PrebuiltResponse, scope: HTTPScope, send: ASGISendCallable
    ) -> None:
        conditions = _conditions(scope["headers"])
        self._warn_of_prefix(conditions.get(PATH_PREFIX, b""))
        representation = response.select(conditions.get(b"accept-encoding", b""))
        status, headers, body = response.status, representation.headers, representation.body
        if status == 200:
            if is_fresh(representation, conditions.get(b"if-none-match", b"")):
                status, headers, body = 304, representation.headers_304, b""
            elif (wanted := conditions.get(b"range")) and (
                part := partial_response(response.plain, wanted, conditions.get(b"if-range", b""))
            ):
                status, headers, body = part
        headers = [*headers, *self.config.hsts_headers(scope["scheme"])]
        await send_response(send, status, headers, b"" if scope["method"] == "HEAD" else body)

    def _is_search(self, scope: HTTPScope) -> bool:
        """Whether the app must fill in results, for browsers without script."""
        if not scope.get("query_string"):
            return False
        _, path = self.releases.resolve(scope["path"])
        return path.rstrip("/") == SEARCH_PAGE

    def _warn_of_prefix(self, prefix: bytes) -> None:
        if prefix in (b"", b"/") or self.warned:
            return
        self.warned = True  # any client may send it: logged once, and the response stays the same
        log.warning(
            "a request was proxied from below a path (X-Forwarded-Prefix): links and scripts then"
            " lead elsewhere and nothing is saved; serve it from a separate host name or port"
        )


def requested_language() -> str:
    """The translation that the request is for, which Quart answers; "" for the default language."""
    return str(dict(request.scope).get(LANGUAGE_KEY, ""))


def requested_releases(releases: Releases) -> Releases:
    """The releases of the language of the request that Quart answers."""
    return releases.for_language(requested_language())


def _conditions(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    return {name: value for name, value in headers if name in CONDITIONAL_HEADERS}
