"""Prometheus metrics on a separate loopback port: responses, release and stored feedback."""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from socket import socket
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, ASGISendEvent, Scope
from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector, make_wsgi_app

from server.addresses import FEEDBACK_API, FEEDBACK_PAGE, HEALTH_CHECKS, SEARCH_API
from server.feedback.store import FeedbackStore
from server.sqlite import read_only
from server.web.asgi import ASGIApp
from server.web.current import Releases

ROUTES = (*HEALTH_CHECKS, FEEDBACK_PAGE, FEEDBACK_API, SEARCH_API)
LABELS = ["route", "status"]
DEPRECATED = "Deprecated, use {}"  # the old names are removed after version 0.1


class MetricsMiddleware:
    """Counts every response by route and status, and serves the counts on `listener`."""

    def __init__(
        self, app: ASGIApp, releases: Releases, feedback: FeedbackStore, listener: socket
    ) -> None:
        self.app = app
        self.releases = releases
        self.noted = ""
        registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self.responses = [
            Counter(
                "sos_http_responses", "Responses by route and status", LABELS, registry=registry
            ),
            Counter(
                "sos_answers", DEPRECATED.format("sos_http_responses"), LABELS, registry=registry
            ),
        ]
        self.release = [
            Gauge("sos_release_info", "1 for the current release", ["id"], registry=registry),
            Gauge("sos_release", DEPRECATED.format("sos_release_info"), ["id"], registry=registry),
        ]
        _add_gauge(
            registry,
            ("sos_release_published_timestamp_seconds", "sos_published_seconds"),
            "When the current release was published, in Unix time",
            lambda: datetime.fromisoformat(releases.current.published).timestamp(),
        )
        _add_gauge(
            registry,
            ("sos_feedback_stored", "sos_feedback_rows"),
            "Stored feedback posts; NaN while the database cannot be read",
            lambda: _count(feedback.path),
        )
        _serve_on(listener, registry)

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Pass the request on, and count its response."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_counted(message: ASGISendEvent) -> None:
            if message["type"] == "http.response.start":
                for counter in self.responses:
                    counter.labels(self._route(scope["path"]), message["status"]).inc()
                self._note_release()
            await send(message)

        await self.app(scope, receive, send_counted)

    def _route(self, path: str) -> str:
        """A label with few values: `/signs/*` for `/signs/wont-wake`, `other` if unknown."""
        known = self.releases.has(path)
        _, path = self.releases.resolve(path)
        if path in ROUTES:
            return path
        if not known:
            return "other"
        names = path.strip("/").split("/")
        depth = 3 if names[0] == "api" else 1
        return "/" + "/".join([*names[:depth], *(["*"] if names[depth:] else [])])

    def _note_release(self) -> None:
        if (id_ := self.releases.current.id) != self.noted:
            for gauge in self.release:
                gauge.clear()
                gauge.labels(id_).set(1)
            self.noted = id_


def _add_gauge(
    registry: CollectorRegistry, names: tuple[str, str], text: str, read: Callable[[], float]
) -> None:
    name, old_name = names
    Gauge(name, text, registry=registry).set_function(read)
    Gauge(old_name, DEPRECATED.format(name), registry=registry).set_function(read)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _SilentHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: a monitor asks every few seconds."""


def _serve_on(listener: socket, registry: CollectorRegistry) -> None:
    """Serve the registry from a thread, on a socket that listens already."""
    server = _Server(listener.getsockname(), _SilentHandler, bind_and_activate=False)
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
