"""For editors: adds to every page the script that reloads it, or shows why it is not current.

Until a release can be published, each address shows that script alone.
"""

import msgspec
from hypercorn.typing import (
    ASGIReceiveCallable,
    ASGISendCallable,
    ASGISendEvent,
    HTTPResponseBodyEvent,
    Scope,
)

from server import paths
from server.media_types import HTML, JAVASCRIPT, JSON, is_html
from server.web.asgi import ASGIApp, send_response
from server.web.current import Releases

SCRIPT_ADDRESS = "/reload.js"
FINDINGS_ADDRESS = "/reload.json"
SCRIPT_TAG = f'<script type="module" src="{SCRIPT_ADDRESS}"></script>'.encode()

WAITING_PAGE = b"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Not published yet</title>
<style>body { margin: 24px; font: 18px/1.5 sans-serif; color-scheme: light dark }</style>
<p>Nothing is published yet. This page shows the app as soon as the content can be published.
"""


class Preview:
    """Why the last save was not published; nothing if it was."""

    def __init__(self) -> None:
        self.findings: list[str] = []


class LiveReloadMiddleware:
    """Appends the script to each page; answers requests for the script and the findings itself."""

    def __init__(self, app: ASGIApp, releases: Releases, preview: Preview) -> None:
        self.app = app
        self.releases = releases
        self.preview = preview

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Send the script itself, or pass the request on without compression and ETags."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["path"] == SCRIPT_ADDRESS:
            await _send(send, JAVASCRIPT, (paths.PWA / "dev/reload.js").read_bytes())
            return
        if scope["path"] == FINDINGS_ADDRESS:
            state = {"release": self.releases.current.id, "findings": self.preview.findings}
            await _send(send, JSON, msgspec.json.encode(state))
            return
        if not self.releases.current.id:
            await _send(send, HTML, WAITING_PAGE + SCRIPT_TAG, 503)
            return
        scope["headers"] = [
            header
            for header in scope["headers"]
            if header[0] not in (b"accept-encoding", b"if-none-match")
        ]
        await self.app(scope, receive, send if scope["method"] == "HEAD" else _with_script(send))


def _with_script(send: ASGISendCallable) -> ASGISendCallable:
    is_page = False

    async def send_spliced(message: ASGISendEvent) -> None:
        nonlocal is_page
        if message["type"] == "http.response.start":
            headers = dict(message["headers"])
            is_page = is_html(headers.get(b"content-type", b"").decode("latin-1"))
            if is_page:
                length = int(headers[b"content-length"]) + len(SCRIPT_TAG)
                headers[b"content-length"] = str(length).encode()
                message["headers"] = headers.items()
        elif message["type"] == "http.response.body" and is_page and not _has_more(message):
            message["body"] = message.get("body", b"") + SCRIPT_TAG
        await send(message)

    return send_spliced


def _has_more(message: HTTPResponseBodyEvent) -> bool:
    return message.get("more_body", False)  # a long page comes in several messages


async def _send(send: ASGISendCallable, type_: str, body: bytes, status: int = 200) -> None:
    headers = [(b"content-type", type_.encode()), (b"cache-control", b"no-store")]
    await send_response(send, status, headers, body)
