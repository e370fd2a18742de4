"""The same bytes and headers from memory by Starlette on Uvicorn."""

import asyncio
import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from server.release.store import Store
from server.web.responses import make_responses


def peer_app(data: Path) -> Starlette:
    async def read():
        store = Store(data)
        return make_responses(await store.read(store.pointer().current))

    served = asyncio.run(read())

    async def answer(request) -> Response:
        variant = served.find(request.url.path).select(b"br")
        response = Response(variant.body)
        response.raw_headers = list(variant.headers)
        return response

    return Starlette(routes=[Route("/{path:path}", answer)])


if __name__ == "__main__":
    uvicorn.run(
        peer_app(Path(sys.argv[2])), port=int(sys.argv[1]), access_log=False, log_level="warning"
    )
