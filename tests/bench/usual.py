"""A usual API: Quart selects from SQLite for each request and serializes the row."""

import asyncio
import json
import sys

import aiosqlite
from hypercorn.asyncio import serve
from hypercorn.config import Config
from quart import Quart, Response, jsonify


def usual_app(database: str) -> Quart:
    app = Quart(__name__)

    @app.get("/")
    async def page() -> Response:
        async with aiosqlite.connect(database) as opened:
            select = "SELECT identity FROM bodies JOIN files USING (sha256) WHERE path = '/'"
            [(body,)] = await opened.execute_fetchall(select)
        return Response(body, content_type="text/html; charset=utf-8")

    @app.get("/api/v1/articles/<slug>")
    async def article(slug: str) -> Response:
        async with aiosqlite.connect(database) as opened:
            select = "SELECT identity FROM bodies JOIN files USING (sha256) WHERE path = ?"
            [(text,)] = await opened.execute_fetchall(select, [f"/api/v1/articles/{slug}"])
        return jsonify(json.loads(text))

    return app


config = Config()
config.bind = [f"127.0.0.1:{sys.argv[1]}"]
if __name__ == "__main__":
    asyncio.run(serve(usual_app(sys.argv[2]), config))
