"""The real command with one layer more: it notes every request, and answers wrongly where a test asks for it."""

import json
import os
from hashlib import sha256
from pathlib import Path

import server.serve
from server.app import create_app
from server.cli import main

LOG = Path(os.environ["REQUEST_LOG"])
FAULTS = Path(os.environ["FAULTS"])  # JSON: the path's beginning → 503, "wrong bytes", "portal" or "cut"


class Faulty:
    def __init__(self, app) -> None:
        self.app = app

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with LOG.open("a") as log:
            log.write(f"{scope['method']} {scope['path']}\n")
        fault = next((fault for path, fault in _faults().items() if scope["path"].startswith(path)), None)
        await self.app(scope, receive, send if fault is None else _spoil(send, fault))


def _faults() -> dict[str, object]:
    return json.loads(FAULTS.read_text()) if FAULTS.exists() else {}


def _spoil(send, fault):
    async def spoiled(message) -> None:
        if message["type"] == "http.response.start":
            headers = [(name, value) for name, value in message["headers"] if name != b"content-encoding"]
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
            body = b"<h1>Pay for this network</h1>" if fault == "portal" else sha256(message["body"]).digest()
            message = message | {"body": body}
        await send(message)

    return spoiled


def faulty_app(*settings):
    app = create_app(*settings)
    app.asgi_app = Faulty(app.asgi_app)
    return app


server.serve.create_app = faulty_app
main()
