"""A usual API: Quart selects from SQLite for each request and serializes the row."""

import asyncio
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import aiosqlite
from hypercorn.asyncio import serve
from hypercorn.config import Config
from quart import Quart, Response, jsonify

from server.release.compression import Encoded

SELECT = "SELECT body FROM pages WHERE path = ?"


def copy_plain(release: Path, to: Path) -> None:
    """Write the database of the usual app: each file of a release by its path, uncompressed."""
    with closing(sqlite3.connect(release)) as source, closing(sqlite3.connect(to)) as target:
        rows = source.execute(
            "SELECT path, identity, br, gzip FROM files JOIN bodies USING (sha256)"
        )
        target.execute("CREATE TABLE pages (path TEXT PRIMARY KEY, body BLOB NOT NULL)")
        target.executemany(
            "INSERT INTO pages VALUES (?, ?)",
            ((path, Encoded(*encodings).identity) for path, *encodings in rows),
        )
        target.commit()


def usual_app(database: str) -> Quart:
    app = Quart(__name__)

    @app.get("/")
    async def page() -> Response:
        async with aiosqlite.connect(database) as opened:
            [(body,)] = await opened.execute_fetchall(SELECT, ["/"])
        return Response(body, content_type="text/html; charset=utf-8")

    @app.get("/api/v1/articles/<slug>")
    async def article(slug: str) -> Response:
        async with aiosqlite.connect(database) as opened:
            [(text,)] = await opened.execute_fetchall(SELECT, [f"/api/v1/articles/{slug}"])
        return jsonify(json.loads(text))

    return app


if __name__ == "__main__":
    config = Config()
    config.bind = [f"127.0.0.1:{sys.argv[1]}"]
    asyncio.run(serve(usual_app(sys.argv[2]), config))
