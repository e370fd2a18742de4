"""Runs the app under Hypercorn: one clear line for each operator's mistake, and an end that is always reached."""

import asyncio
import errno
import logging
import os
import signal
import socket
import sys
from pathlib import Path

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config

from server.app import create_app
from server.recover import recover
from server.releases import Releases
from server.store import Store

SHUTDOWN_SECONDS = 4.0
BODY_SECONDS = 10.0

log = logging.getLogger(__name__)


class CannotServe(Exception):
    """Why no phone can be answered, in one line for the operator."""


def serve(*, data: Path, content: Path, lang: str, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; raises CannotServe. Returns within `SHUTDOWN_SECONDS` of the signal."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    _refuse_taken_port(host, port)
    asyncio.run(_serve(data, content, lang, host, port))
    # Hypercorn 0.18 ignores its graceful timeout on Python >= 3.12.1: a stuck connection must not hold the process.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


async def _serve(data: Path, content: Path, lang: str, host: str, port: int) -> None:
    store = Store(data)
    if (reason := await recover(store, content, lang)) is not None:
        raise CannotServe(reason)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    app = create_app(Releases(store))
    server = asyncio.create_task(hypercorn_serve(app, _config(host, port), shutdown_trigger=stop.wait))
    stopping = asyncio.create_task(stop.wait())
    print(f"Serving at http://{host}:{port} (Ctrl+C ends it)", flush=True)
    await asyncio.wait({server, stopping}, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.wait({server}, timeout=SHUTDOWN_SECONDS)
    if server.done():
        server.result()


def _config(host: str, port: int) -> Config:
    config = Config()
    config.bind = [f"[{host}]:{port}" if ":" in host else f"{host}:{port}"]
    config.graceful_timeout = SHUTDOWN_SECONDS / 2
    config.include_server_header = False
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
