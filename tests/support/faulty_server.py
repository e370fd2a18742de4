"""Wraps a server: logs each request and response, and injects faults that a test asks for.

Run as a command it is the real command with the app wrapped.
"""

import json
import os
from hashlib import sha256
from pathlib import Path

import server.process.serve
from server.cli.main import main
from server.web.app import create_app


class Faulty:
    """Around any ASGI app."""

    def __init__(self, app) -> None:
        self.app = app
        self.log = Path(os.environ["REQUEST_LOG"])
        self.sent = Path(
            os.environ["SENT_LOG"]
        )  # a line for each part of an answer: bytes of head, bytes of body
        self.faults = Path(
            os.environ["FAULTS"]
        )  # JSON: the path's beginning → 503, "wrong bytes", "portal", "cut" or "raise"

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with self.log.open("a") as log:
            log.write(f"{scope['method']} {scope['path']}\n")
        faults = json.loads(self.faults.read_text()) if self.faults.exists() else {}
        fault = next(
            (fault for path, fault in faults.items() if scope["path"].startswith(path)), None
        )
        if fault == "raise":
            raise RuntimeError("raised on purpose")
        counted = _Counted(send, self.sent)
        await self.app(scope, receive, counted if fault is None else _inject(counted, fault))


class _Counted:
    """Logs the bytes of head and body, counted as in HTTP/1.1, before they are sent."""

    def __init__(self, send, log: Path) -> None:
        self.send = send
        self.log = log

    async def __call__(self, message) -> None:
        head = body = 0
        if message["type"] == "http.response.start":
            headers = sum(
                len(name) + len(value) + len(": \r\n") for name, value in message["headers"]
            )
            head = len("HTTP/1.1 200 \r\n\r\n") + headers
        else:
            body = len(message.get("body", b""))
        with self.log.open("a") as log:
            log.write(f"{head} {body}\n")
        await self.send(message)


def _inject(send, fault):
    async def faulty_send(message) -> None:
        if message["type"] == "http.response.start":
            headers = [
                (name, value) for name, value in message["headers"] if name != b"content-encoding"
            ]
            if fault == 503:
                message = message | {"status": 503}
            elif fault == "portal":
                headers = [(b"content-type", b"text/html; charset=utf-8")]
            if fault != "cut":
                headers = [(name, value) for name, value in headers if name != b"content-length"]
            message = message | {"headers": headers}
        elif fault == "cut":
            await send(message | {"body": message["body"][:10], "more_body": True})
            raise ConnectionResetError("cut on purpose")
        else:
            body = (
                b"<h1>Pay for this network</h1>"
                if fault == "portal"
                else sha256(message["body"]).digest()
            )
            message = message | {"body": body}
        await send(message)

    return faulty_send


def faulty_app(*settings, **named):
    app = create_app(*settings, **named)
    app.asgi_app = Faulty(app.asgi_app)
    return app


if __name__ == "__main__":
    server.process.serve.create_app = faulty_app
    main()
