"""Runs the app under Hypercorn: in one process or several, with an end that is always reached."""

import asyncio
import logging
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncGenerator, Iterable
from datetime import date
from pathlib import Path

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from msgspec import Struct
from quart import Quart

from server import paths
from server.authored.findings import ContentError
from server.checks.report import lines
from server.headers import raw_headers, security_headers
from server.process.file_watch import watch_saves
from server.process.hypercorn_patches import patch_hypercorn
from server.process.logs import start_logs
from server.process.prefork import Ready, run_workers
from server.process.sockets import (
    BACKLOG,
    ServeError,
    allow_connections,
    check_certificate,
    listen_for_metrics,
    listen_on_path,
    listen_on_port,
)
from server.publish.publish import publish_content
from server.publish.recover import recover
from server.release.store import Store
from server.web.app import AppConfig, create_app
from server.web.current import Releases
from server.web.hosts import read_host
from server.web.limits import HEADER_BYTES
from server.web.live_reload import LiveReloadMiddleware
from server.web.metrics import MetricsMiddleware

SHUTDOWN_SECONDS = 4.0
ORPHAN_SECONDS = 1.0

log = logging.getLogger(__name__)


class Settings(Struct, frozen=True):
    """What `serve` was told."""

    data: Path
    content: Path
    lang: str
    host: str
    port: int
    unix: Path | None = None
    certfile: Path | None = None
    keyfile: Path | None = None
    workers: int = 1
    metrics_port: int | None = None
    reload: bool = False
    kill_worker: bool = False
    https: bool = False
    hosts: tuple[str, ...] = ()
    proxies: int = 0
    keep_days: int = 180

    @property
    def place(self) -> str:
        """Where it answers, for the operator."""
        if self.unix:
            return f"the socket {self.unix}"
        host = f"[{self.host}]" if ":" in self.host and not self.host.startswith("[") else self.host
        return f"{'https' if self.certfile else 'http'}://{host}:{self.port}"


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; raises ServeError. Ends within `SHUTDOWN_SECONDS` of the signal."""
    start_logs()
    check_certificate(settings.certfile, settings.keyfile)
    check_hosts(settings.hosts)
    check_metrics_port(settings)
    listener = (
        listen_on_path(settings.unix)
        if settings.unix
        else listen_on_port(settings.host, settings.port)
    )
    metrics = (
        listen_for_metrics(settings.metrics_port, settings.workers) if settings.metrics_port else []
    )
    allow_connections()
    store = Store(settings.data)
    if (reason := asyncio.run(recover(store, settings.content, settings.lang))) is not None:
        raise ServeError(reason)

    def work(number: int, ready: Ready) -> None:
        app = _app(store, settings, metrics[number] if metrics else None)
        asyncio.run(_serve(settings, store, listener, number, app, ready))

    if settings.workers == 1:
        work(0, lambda: None)
    else:
        run_workers(settings.workers, work)
    _end()


def check_hosts(hosts: Iterable[str]) -> None:
    """Raise ServeError if the server is told to answer to something that is not a host name."""
    for host in hosts:
        if read_host(host) is None:
            raise ServeError(
                f"--only-host {host}: write a name such as example.org, without scheme or path"
            )


def check_metrics_port(settings: Settings) -> None:
    """Raise ServeError if a worker's metrics port is the port that readers use."""
    first = settings.metrics_port
    if first and not settings.unix and settings.port in range(first, first + settings.workers):
        raise ServeError(
            f"port {settings.port} is --port and a metrics port too; choose another with --metrics-port"
            " (each worker takes one, from the first on)"
        )


def _end() -> None:
    # Hypercorn 0.18 ignores its graceful timeout on Python >= 3.12.1: a stuck connection must not hold the process
    # (https://github.com/pgjones/hypercorn/issues/308).
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


async def _serve(
    settings: Settings, store: Store, listener: socket.socket, number: int, app: Quart, ready: Ready
) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    started = _announce(app, settings, number, ready)
    server = asyncio.create_task(
        hypercorn_serve(app, _config(settings, listener), shutdown_trigger=stop.wait)
    )
    tasks = {server, asyncio.create_task(stop.wait())}
    if settings.workers > 1:
        tasks.add(asyncio.create_task(_orphaned(os.getppid())))
    if settings.reload and number == 0:
        tasks.add(asyncio.create_task(_publish_on_save(store, settings.content, settings.lang)))
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    # Whatever still runs when asyncio ends its tasks.
    asyncio.get_running_loop().call_later(SHUTDOWN_SECONDS + 0.5, _end)
    await asyncio.wait({server}, timeout=SHUTDOWN_SECONDS)
    if server.done() and (error := server.exception()) is not None:
        did = "ended" if started.is_set() else "could not start"
        raise ServeError(f"the server {did}: {error or type(error).__name__}") from error


def _announce(app: Quart, settings: Settings, number: int, ready: Ready) -> asyncio.Event:
    """Say that the server answers, when it does: its socket listens already, and now the release is loaded."""
    started = asyncio.Event()

    @app.while_serving
    async def say() -> AsyncGenerator[None, None]:
        started.set()
        ready()
        if number == 0:
            print(f"Serving at {settings.place} (Ctrl+C ends it)", flush=True)
        yield

    return started


async def _orphaned(parent: int) -> None:
    """A worker whose first process was killed must not keep the socket from the next."""
    while os.getppid() == parent:  # noqa: ASYNC110  nobody tells
        await asyncio.sleep(ORPHAN_SECONDS)


def _app(store: Store, settings: Settings, metrics: socket.socket | None) -> Quart:
    # An editor's browser must not show saved pages, so it gets the worker that ends workers too.
    killer = (
        (paths.PWA / "worker/kill.js").read_bytes()
        if settings.kill_worker or settings.reload
        else None
    )
    releases = Releases(store, killer)
    https = settings.https or settings.certfile is not None
    around = AppConfig(
        https, settings.hosts, settings.proxies, settings.keep_days, settings.workers
    )
    app = create_app(releases, around)
    patch_hypercorn(lambda: raw_headers(security_headers(releases.current.policy)))
    if settings.reload:
        app.asgi_app = LiveReloadMiddleware(app.asgi_app)  # type: ignore[method-assign]
    if metrics:
        app.asgi_app = MetricsMiddleware(app.asgi_app, releases, metrics)  # type: ignore[method-assign]
    return app


async def _publish_on_save(store: Store, content: Path, lang: str) -> None:
    async for _ in watch_saves(content, paths.PWA):
        try:
            id_, warnings = await publish_content(store, content, lang, date.today())
            log.info("published %s", id_)
            if warnings:
                log.warning("it grows old:\n%s", "\n".join(lines(warnings)))
        except ContentError as error:
            log.error("not published:\n%s", error)
        except (OSError, sqlite3.Error) as error:  # a full disk must not end what is served
            log.error("not published: %s", error)


def _config(settings: Settings, listener: socket.socket) -> Config:
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.certfile = str(settings.certfile) if settings.certfile else None
    config.keyfile = str(settings.keyfile) if settings.keyfile else None
    config.backlog = BACKLOG
    config.graceful_timeout = SHUTDOWN_SECONDS / 2
    config.include_server_header = False
    config.h2_max_concurrent_streams = (
        32  # a page and its worker ask for less; each may hold a buffer of 64 KB
    )
    config.h2_max_header_list_size = HEADER_BYTES
    config.errorlog = logging.getLogger("hypercorn.error")
    config.errorlog.setLevel(logging.WARNING)
    config.accesslog = None  # an access log would keep readers' addresses
    return config
