"""Runs the app under Hypercorn, in one process or several, and always ends in time."""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncGenerator
from http import HTTPStatus

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from quart import Quart

from server import paths
from server.child import ChildError, in_child
from server.feedback.store import FeedbackStore
from server.headers import Headers
from server.problem import FAILED, problem_response
from server.process.hypercorn_patches import patch_hypercorn
from server.process.prefork import Ready, run_workers
from server.process.settings import (
    Settings,
    check_contact,
    check_hosts,
    check_metrics_port,
    check_origin,
)
from server.process.sockets import (
    BACKLOG,
    ServeError,
    check_certificate,
    inherited_socket,
    listen_for_metrics,
    listen_on_path,
    listen_on_port,
    raise_open_files_limit,
)
from server.publish.outdated import warn_if_outdated
from server.release.database import DamagedReleaseError
from server.release.store import Store
from server.web.app import create_app
from server.web.current import Releases
from server.web.limits import HEADER_BYTES

SHUTDOWN_SECONDS = 4.0
ORPHAN_SECONDS = 1.0
CONTAINER_PROCESS = 1  # it also has to reap the orphans of other programs: a worker has no time
HTTP2_STREAMS = 32  # a page and its service worker use fewer; each may hold a buffer of 64 KB
UNREADABLE = "The request cannot be parsed."

log = logging.getLogger(__name__)


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, and end within `SHUTDOWN_SECONDS` of it; raises ServeError."""
    check_certificate(settings.certfile, settings.keyfile)
    check_hosts(settings.app.hosts)
    check_origin(settings.origin)
    check_contact(settings.app.security_contact)
    check_metrics_port(settings)
    listener = inherited_socket() or (
        listen_on_path(settings.unix)
        if settings.unix
        else listen_on_port(settings.host, settings.port)
    )
    address = settings.address(listener)
    if listener.family == socket.AF_UNIX and not settings.app.proxies:
        log.warning(
            "only a proxy can use a Unix socket, but --proxies is 0: all readers share one reader's"
            " rate limit; set it to the number of proxies"
        )
    metrics = (
        listen_for_metrics(settings.metrics_port, settings.app.workers)
        if settings.metrics_port
        else []
    )
    raise_open_files_limit()
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # it means: reload; we follow every change anyway
    releases = _load(settings)

    def run_worker(number: int, ready: Ready) -> None:
        app = _make_app(settings, releases, metrics[number] if metrics else None)
        started = _announce(app, address, number, ready)
        asyncio.run(_serve(app, settings, number=number, listener=listener, started=started))

    if settings.app.workers == 1 and os.getpid() != CONTAINER_PROCESS:
        run_worker(0, lambda: None)
    else:
        run_workers(settings.app.workers, run_worker)
    _exit()


def _load(settings: Settings) -> Releases:
    """Load the current release, which all workers then share; raises ServeError.

    A data folder without an intact release is repaired in a child process: building a release
    takes twice the memory of a server. A preview needs no release to start.
    """
    # An editor's browser must not show saved pages, so it gets the kill switch too.
    unregisters = settings.kill_worker or settings.app.preview is not None
    script = (paths.PWA / "worker/kill.js").read_bytes() if unregisters else None
    releases = Releases(Store(settings.data), script, settings.origin)
    if settings.app.preview:  # it publishes by itself, and shows why if that fails
        settings.data.mkdir(parents=True, exist_ok=True)
        releases.allow_empty()
        return releases
    try:
        asyncio.run(releases.load())
        is_whole = releases.store.translations().keys() == releases.translations.keys()
    except (DamagedReleaseError, OSError):
        is_whole = False
    if not is_whole:
        try:
            reason = in_child(lambda: _recover(settings))()
        except ChildError as error:
            raise ServeError(f"the data folder could not be repaired: {error}") from error
        if reason is not None:
            raise ServeError(reason)
        asyncio.run(releases.load())
    return releases


def _recover(settings: Settings) -> str | None:
    # Imported only when needed: it imports all that builds a release, which takes time and memory.
    from server.publish.recover import recover_all

    return asyncio.run(recover_all(Store(settings.data), settings.content, settings.lang))


def _exit() -> None:
    # Hypercorn 0.18 ignores its graceful timeout on Python >= 3.12.1, and a stuck connection must
    # not keep the process alive (https://github.com/pgjones/hypercorn/issues/308).
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


async def _serve(
    app: Quart,
    settings: Settings,
    *,
    number: int,
    listener: socket.socket,
    started: asyncio.Event,
) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    server = asyncio.create_task(
        hypercorn_serve(app, _config(settings, listener), shutdown_trigger=stop.wait)
    )
    tasks = {server, asyncio.create_task(stop.wait())}
    background: list[asyncio.Task[None]] = []
    if settings.app.workers > 1:
        tasks.add(asyncio.create_task(_parent_ended(os.getppid())))
    if settings.app.preview:
        # Imported only when needed: it imports all that builds a release.
        from server.process.preview import publish_on_save

        store = Store(settings.data)
        saves = publish_on_save(store, settings.content, settings.lang, settings.app.preview)
        tasks.add(asyncio.create_task(saves))
    elif number == 0:
        hint = warn_if_outdated(Store(settings.data), settings.content, settings.lang)
        background.append(asyncio.create_task(hint))
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    for task in background:
        task.cancel()
    # asyncio waits for tasks that are still running when its loop ends: this is the time limit.
    asyncio.get_running_loop().call_later(SHUTDOWN_SECONDS + 0.5, _exit)
    await asyncio.wait({server}, timeout=SHUTDOWN_SECONDS)
    if server.done() and (error := server.exception()) is not None:
        what = "failed" if started.is_set() else "could not start"
        raise ServeError(f"the server {what}: {error or type(error).__name__}") from error


def _announce(app: Quart, address: str, number: int, ready: Ready) -> asyncio.Event:
    """Log the address once the release is loaded; returns an event that is set by then."""
    started = asyncio.Event()

    @app.while_serving
    async def announce() -> AsyncGenerator[None, None]:
        started.set()
        ready()
        if number == 0:
            log.info("Serving at %s (press Ctrl+C to stop)", address)
        yield

    return started


async def _parent_ended(parent: int) -> None:
    """Wait until the supervisor is gone: its workers must not keep the socket from the next one."""
    while os.getppid() == parent:  # noqa: ASYNC110  there is no event for it
        await asyncio.sleep(ORPHAN_SECONDS)


def _make_app(settings: Settings, releases: Releases, metrics: socket.socket | None) -> Quart:
    def error(status: int, scheme: str) -> tuple[Headers, bytes]:
        detail = FAILED if status == HTTPStatus.INTERNAL_SERVER_ERROR else UNREADABLE
        headers, body = problem_response(status, detail, releases.current.policy)
        return headers + settings.app.hsts_headers(scheme), body

    patch_hypercorn(error)
    return create_app(releases, FeedbackStore(settings.data), settings.app, metrics)


def _config(settings: Settings, listener: socket.socket) -> Config:
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.certfile = str(settings.certfile) if settings.certfile else None
    config.keyfile = str(settings.keyfile) if settings.keyfile else None
    config.backlog = BACKLOG
    config.graceful_timeout = SHUTDOWN_SECONDS / 2
    config.include_server_header = False
    config.h2_max_concurrent_streams = HTTP2_STREAMS
    config.h2_max_header_list_size = HEADER_BYTES
    config.errorlog = logging.getLogger("hypercorn.error")
    config.errorlog.setLevel(logging.WARNING)
    config.accesslog = None  # an access log would keep readers' addresses
    return config
