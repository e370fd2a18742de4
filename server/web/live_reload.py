"""For editors: adds to every page the script that reloads it when a new release is served."""

from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, ASGISendEvent, Scope

from server import paths
from server.web.static import ASGIApp

SCRIPT = b'<script type="module" src="/reload.js"></script>'


class LiveReloadMiddleware:
    """Passes everything on, plain and with the script at the end of each page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["path"] == "/reload.js":
            await _send_script(send)
            return
        plain = [
            header
            for header in scope["headers"]
            if header[0] not in (b"accept-encoding", b"if-none-match")
        ]
        scope["headers"] = plain
        await self.app(scope, receive, send if scope["method"] == "HEAD" else _with_script(send))


def _with_script(send: ASGISendCallable) -> ASGISendCallable:
    is_page = False

    async def spliced(message: ASGISendEvent) -> None:
        nonlocal is_page
        if message["type"] == "http.response.start":
            headers = dict(message["headers"])
            is_page = headers.get(b"content-type", b"").startswith(b"text/html")
            if is_page:
                headers[b"content-length"] = str(
                    int(headers[b"content-length"]) + len(SCRIPT)
                ).encode()
                message["headers"] = headers.items()
        elif (
            message["type"] == "http.response.body"
            and is_page
            and not message.get("more_body", False)
        ):
            message["body"] = (
                message.get("body", b"") + SCRIPT
            )  # a long page comes in parts, the last may be empty
        await send(message)

    return spliced


async def _send_script(send: ASGISendCallable) -> None:
    headers = [
        (b"content-type", b"text/javascript; charset=utf-8"),
        (b"cache-control", b"no-store"),
    ]
    body = (paths.PWA / "dev/reload.js").read_bytes()
    await send(
        {"type": "http.response.start", "status": 200, "headers": headers, "trailers": False}
    )
    await send({"type": "http.response.body", "body": body, "more_body": False})
