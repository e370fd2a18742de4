"""The least that could answer: an ASGI function with the same bytes and headers on Hypercorn."""

import asyncio
import sys
from pathlib import Path

from hypercorn.asyncio import serve
from hypercorn.config import Config

from server.release.store import Store
from server.web.responses import make_responses


async def main(port: str, data: Path) -> None:
    store = Store(data)
    variant = make_responses(await store.read(store.pointer().current)).addresses["/"].select(b"br")

    async def app(scope, receive, send) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": variant.headers})
            await send({"type": "http.response.body", "body": variant.body})

    config = Config()
    config.bind = [f"127.0.0.1:{port}"]
    config.include_server_header = False
    await serve(app, config)


asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
