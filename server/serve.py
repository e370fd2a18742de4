"""Runs the app under Hypercorn: one clear line for each operator's mistake, and an end that is always reached."""

import asyncio
import errno
import logging
import os
import resource
import signal
import socket
import sys
from pathlib import Path

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from msgspec import Struct
from quart import Quart

from server import bundle
from server.answers import raw_headers
from server.app import Surroundings, create_app
from server.connections import be_strict
from server.guard import HEADER_BYTES
from server.headers import security_headers
from server.publish import publish_content
from server.reader import ContentError
from server.recover import recover
from server.releases import Releases
from server.reload import Reloading
from server.store import Store
from server.watch import saves

SHUTDOWN_SECONDS = 4.0
OPEN_FILES = 16_384  # a connection each; where the system gives fewer, what it gives

log = logging.getLogger(__name__)


class CannotServe(Exception):
    """Why no phone can be answered, in one line for the operator."""


class Settings(Struct, frozen=True):
    """What `serve` was told."""

    data: Path
    content: Path
    lang: str
    host: str
    port: int
    reload: bool = False
    kill_worker: bool = False
    https: bool = False
    hosts: tuple[str, ...] = ()
    proxies: int = 0
    keep_days: int = 180


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; raises CannotServe. Ends within `SHUTDOWN_SECONDS` of the signal."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    _refuse_taken_port(settings.host, settings.port)
    _allow_connections()
    asyncio.run(_serve(settings))
    _end()


def _end() -> None:
    # Hypercorn 0.18 ignores its graceful timeout on Python >= 3.12.1: a stuck connection must not hold the process.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _allow_connections() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


async def _serve(settings: Settings) -> None:
    store = Store(settings.data)
    if (reason := await recover(store, settings.content, settings.lang)) is not None:
        raise CannotServe(reason)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    config = _config(settings.host, settings.port)
    server = asyncio.create_task(hypercorn_serve(_app(store, settings), config, shutdown_trigger=stop.wait))
    tasks = {server, asyncio.create_task(stop.wait())}
    if settings.reload:
        tasks.add(asyncio.create_task(_publish_on_save(store, settings.content, settings.lang)))
    tasks.add(asyncio.create_task(_say_when_listening(settings, stop)))
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    if stop.is_set():  # whatever still runs when asyncio ends its tasks
        asyncio.get_running_loop().call_later(SHUTDOWN_SECONDS + 0.5, _end)
    await asyncio.wait({server}, timeout=SHUTDOWN_SECONDS)
    if server.done():
        server.result()


def _app(store: Store, settings: Settings) -> Quart:
    # An editor's browser must not show saved pages, so it gets the worker that ends workers too.
    killer = (bundle.PWA / "kill.js").read_bytes() if settings.kill_worker or settings.reload else None
    releases = Releases(store, killer)
    app = create_app(releases, Surroundings(settings.https, settings.hosts, settings.proxies, settings.keep_days))
    be_strict(lambda: raw_headers(security_headers(releases.current.policy)))
    if settings.reload:
        app.asgi_app = Reloading(app.asgi_app)  # type: ignore[method-assign]
    return app


async def _say_when_listening(settings: Settings, stop: asyncio.Event) -> None:
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host  # noqa: S104  only compared
    while not stop.is_set():
        try:
            _, writer = await asyncio.open_connection(host, settings.port)
        except OSError:
            await asyncio.sleep(0.02)
            continue
        writer.close()
        print(f"Serving at http://{settings.host}:{settings.port} (Ctrl+C ends it)", flush=True)
        await stop.wait()


async def _publish_on_save(store: Store, content: Path, lang: str) -> None:
    async for _ in saves(content, bundle.PWA):
        try:
            log.info("published %s", await publish_content(store, content, lang))
        except ContentError as error:
            log.error("not published:\n%s", error)


def _config(host: str, port: int) -> Config:
    config = Config()
    config.bind = [f"[{host}]:{port}" if ":" in host else f"{host}:{port}"]
    config.graceful_timeout = SHUTDOWN_SECONDS / 2
    config.include_server_header = False
    config.h2_max_concurrent_streams = 32  # a page and its worker ask for less; each may hold a buffer of 64 KB
    config.h2_max_header_list_size = HEADER_BYTES
    config.backlog = 1024
    config.loglevel = "WARNING"
    config.accesslog = None  # an access log would keep readers' addresses
    return config


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CannotServe(f"port {port} is taken by another program; choose another with --port") from error
            raise CannotServe(f"cannot listen on {host}:{port}: {error.strerror}") from error
