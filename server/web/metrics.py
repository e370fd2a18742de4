"""Numbers for Prometheus, on a loopback port of their own: what was asked and answered, and what is stored."""

import sqlite3
from datetime import datetime
from pathlib import Path
from socket import socket
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, ASGISendEvent, Scope
from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector, make_wsgi_app

from server.feedback.store import DATABASE_NAME
from server.sqlite import read_only
from server.web.current import Releases
from server.web.static import ASGIApp

ROUTES = ("/healthz", "/readyz", "/feedback", "/api/v1/feedback", "/api/v1/search")


class MetricsMiddleware:
    """Around the whole app: counts every answer by route and status."""

    def __init__(self, app: ASGIApp, releases: Releases, listener: socket) -> None:
        self.app = app
        self.releases = releases
        self.noted = ""
        registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self.answers = Counter(
            "sos_answers", "Answers by route and status", ["route", "status"], registry=registry
        )
        self.release = Gauge(
            "sos_release", "1 for the release that is served", ["id"], registry=registry
        )
        published = Gauge(
            "sos_published_seconds", "When the served release was published", registry=registry
        )
        published.set_function(
            lambda: datetime.fromisoformat(releases.current.published).timestamp()
        )
        rows = Gauge(
            "sos_feedback_rows", "Stored feedback; NaN while it cannot be read", registry=registry
        )
        rows.set_function(lambda: _count(releases.store.folder / DATABASE_NAME))
        _answer_on(listener, registry)

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def counted(message: ASGISendEvent) -> None:
            if message["type"] == "http.response.start":
                self.answers.labels(self._route(scope["path"]), message["status"]).inc()
                self._note_release()
            await send(message)

        await self.app(scope, receive, counted)

    def _route(self, path: str) -> str:
        """Few enough to be counted: `/signs/wont-wake` is `/signs/*`, and whatever is not there is `other`."""
        if path in ROUTES:
            return path
        if self.releases.current.find(path) is None:
            return "other"
        parts = path.strip("/").split("/")
        depth = 3 if parts[0] == "api" else 1
        return "/" + "/".join([*parts[:depth], *(["*"] if parts[depth:] else [])])

    def _note_release(self) -> None:
        if (id_ := self.releases.current.id) != self.noted:
            self.release.clear()
            self.release.labels(id_).set(1)
            self.noted = id_


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a monitor asks every few seconds."""


def _answer_on(listener: socket, registry: CollectorRegistry) -> None:
    """Answer Prometheus from a thread, on a socket that listens already."""
    server = _Server(listener.getsockname(), _Silent, bind_and_activate=False)
    server.socket.close()
    server.socket = listener
    server.server_name, server.server_port = listener.getsockname()
    server.setup_environ()
    server.set_app(make_wsgi_app(registry))
    Thread(target=server.serve_forever, daemon=True).start()


def _count(path: Path) -> float:
    try:
        with read_only(path, timeout=1) as database:
            [(count,)] = database.execute("SELECT count(*) FROM feedback")
            return float(count)
    except sqlite3.Error:
        return float("nan")
