"""A static host in its own process: files of a folder, clean addresses, precompressed files."""

import asyncio
import json
import sys
from pathlib import Path

from hypercorn.asyncio import serve
from hypercorn.config import Config

from server.headers import WORKER_POLICY, security_headers
from server.process.sockets import LOOPBACK, listen_on_port
from server.release.model import digest
from server.web.responses import accepted
from tests.support.faulty_server import Faulty

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".wav": "audio/wav",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    "": "application/json",  # /api/v1/helplines
}
SUFFIXES = {"br": ".br", "gzip": ".gz", "identity": ""}
# Netlify, Vercel and Cloudflare Pages send this for every file: kept, but asked for again each
# time. With GitHub's ten minutes cache.addAll would store old pages under a new name.
CACHE_CONTROL = "public, max-age=0, must-revalidate"


class Host:
    """Answers from `folder/current`, which publishing moves from one whole site to the next."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] == "http":
            status, headers, body = self.answer(scope)
            raw = [(name.encode(), value.encode()) for name, value in headers.items()]
            await send({"type": "http.response.start", "status": status, "headers": raw})
            await send(
                {"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body}
            )

    def answer(self, scope) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of one request."""
        if scope["path"] == "/readyz":
            return 200, {"content-length": "0"}, b""
        if scope["method"] not in ("GET", "HEAD"):
            return 405, {"content-length": "0"}, b""
        site = (self.folder / "current").resolve()
        found = find(site / "public", scope["path"])
        file = found or site / "public/404.html"
        asked = dict(scope["headers"])
        encoding, encoded = best(file, asked.get(b"accept-encoding", b""))
        body = encoded.read_bytes()
        policy = (
            WORKER_POLICY
            if scope["path"] == "/sw.js"
            else json.loads((site / "policy.json").read_text())
        )
        etag = f'"{digest(body)[:32]}"'
        headers = security_headers(policy) | {
            "etag": etag,
            "cache-control": CACHE_CONTROL,
            "vary": "accept-encoding",
        }
        if found and asked.get(b"if-none-match") == etag.encode():
            return 304, headers, b""
        headers |= {"content-type": TYPES[file.suffix], "content-length": str(len(body))}
        if encoding != "identity":
            headers["content-encoding"] = encoding
        return 200 if found else 404, headers, body


def find(public: Path, path: str) -> Path | None:
    """The file of an address: of this name, or with .html, as on a host with clean addresses."""
    name = path.strip("/") or "index"
    return next((file for file in (public / name, public / f"{name}.html") if file.is_file()), None)


def best(file: Path, accept: bytes) -> tuple[str, Path]:
    """The smallest encoding that the client accepts, and its file."""
    encodings = ((name, file.with_name(file.name + SUFFIXES[name])) for name in accepted(accept))
    return next((name, encoded) for name, encoded in encodings if encoded.exists())


async def main(port: int, folder: Path) -> None:
    listener = listen_on_port(LOOPBACK, port)
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.include_server_header = False
    print(f"Serving at http://{LOOPBACK}:{listener.getsockname()[1]} ", flush=True)
    await serve(Faulty(Host(folder)), config)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
