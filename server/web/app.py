"""The app: one stack of ASGI layers, with Quart at its centre for all that is not a file.

A request passes, outermost layer first:

1. `MetricsMiddleware` counts the response, if metrics are served;
2. `LiveReloadMiddleware` adds a script to pages, for editors only;
3. `LimitsMiddleware` rejects oversized, slow and malformed requests;
4. `ReleaseFiles` sends the files of the release from memory;
5. Quart: search, feedback, health checks and every error.
"""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from socket import socket

from quart import Blueprint, Quart, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from server.addresses import ALIVE, NOT_FOUND_PAGE, READY
from server.feedback.rate_limit import RateLimiter
from server.feedback.store import FeedbackStore
from server.headers import path_headers, security_headers
from server.media_types import HTML, PROBLEM, TEXT
from server.problem import FAILED, problem_body
from server.web.asgi import ASGIApp
from server.web.config import DEFAULT_CONFIG, AppConfig
from server.web.current import Releases
from server.web.feedback import FeedbackEndpoint, feedback_blueprint
from server.web.limits import LimitsMiddleware
from server.web.live_reload import LiveReloadMiddleware
from server.web.metrics import MetricsMiddleware
from server.web.search import search_blueprint
from server.web.static import ReleaseFiles, requested_releases

CONTACT_LASTS = timedelta(days=30)  # of a copy: RFC 9116 recommends less than a year


def create_app(
    releases: Releases,
    feedback: FeedbackStore,
    config: AppConfig = DEFAULT_CONFIG,
    metrics: socket | None = None,
) -> Quart:
    """Make the app that serves the current release and stores feedback.

    `metrics` is a listening socket for Prometheus.
    """
    app = Quart(__name__, static_folder=None)
    app.url_map.merge_slashes = False  # it would redirect, and to http:// behind a proxy
    layers = _layers(app, releases, feedback, config, metrics)
    app.asgi_app = layers  # type: ignore[method-assign, assignment]

    @app.while_serving
    async def stores() -> AsyncGenerator[None, None]:
        async with releases.open(), feedback.open(config.keep_days):
            yield

    limiter = RateLimiter(1 / config.workers)
    endpoint = FeedbackEndpoint(feedback, limiter, https=config.https, proxies=config.proxies)
    app.register_blueprint(feedback_blueprint(releases, endpoint))
    app.register_blueprint(_health_blueprint(releases, feedback))
    app.register_blueprint(search_blueprint(releases))
    if config.security_contact:
        app.register_blueprint(_security_blueprint(config.security_contact))
    _handle_errors(app, releases)
    _add_headers(app, releases, config)
    return app


def _layers(
    app: Quart,
    releases: Releases,
    feedback: FeedbackStore,
    config: AppConfig,
    metrics: socket | None,
) -> ASGIApp:
    layers: ASGIApp = ReleaseFiles(app.asgi_app, releases, config)
    layers = LimitsMiddleware(layers, releases, config)
    if config.preview is not None:
        layers = LiveReloadMiddleware(layers, releases, config.preview)
    if metrics:
        layers = MetricsMiddleware(layers, releases, feedback, metrics)
    return layers


def _health_blueprint(releases: Releases, feedback: FeedbackStore) -> Blueprint:
    health = Blueprint("health", __name__)

    @health.get(ALIVE, strict_slashes=False)
    async def alive() -> dict[str, str]:
        return {"status": "alive"}

    @health.get(READY, strict_slashes=False)
    async def ready() -> dict[str, object]:
        return {
            "status": "ready",
            "release": releases.current.id,
            "translations": releases.translations,
            "feedback": feedback.state,
        }

    return health


def _security_blueprint(contact: str) -> Blueprint:
    """Where to report a vulnerability (RFC 9116)."""
    security = Blueprint("security", __name__)

    @security.get("/.well-known/security.txt")
    async def security_txt() -> Response:
        until = datetime.now(UTC) + CONTACT_LASTS
        body = f"Contact: {contact}\nExpires: {until:%Y-%m-%dT%H:%M:%SZ}\n"
        return Response(body, content_type=TEXT)

    return security


def _handle_errors(app: Quart, releases: Releases) -> None:
    @app.errorhandler(HTTPException)
    async def problem(error: HTTPException) -> Response:
        is_page = request.method in ("GET", "HEAD") and not request.path.startswith("/api/")
        if error.code == 404 and is_page:
            page = requested_releases(releases).current.page(NOT_FOUND_PAGE)
            return Response(page, 404, content_type=HTML)
        if error.code == 404 and requested_releases(releases).current.find(request.path):
            error = MethodNotAllowed(["GET", "HEAD"])
        return _problem(error)

    @app.errorhandler(Exception)
    async def fault(error: Exception) -> Response:
        app.logger.error("a request failed", exc_info=error)
        return _problem_response(500, FAILED)


def _add_headers(app: Quart, releases: Releases, config: AppConfig) -> None:
    @app.after_request
    async def strict(response: Response) -> Response:
        for name, value in security_headers(requested_releases(releases).current.policy).items():
            response.headers.setdefault(name, value)
        if request.method in ("GET", "HEAD"):
            response.headers.update(path_headers(request.path))
        response.headers.setdefault("cache-control", "no-store")
        response.headers.extend(
            (name.decode(), value.decode()) for name, value in config.hsts_headers(request.scheme)
        )
        return response


def _problem(error: HTTPException) -> Response:
    response = _problem_response(error.code or 500, error.description or "")
    for name, value in error.get_headers():
        if name.lower() == "allow":
            response.headers[name] = value
    return response


def _problem_response(status: int, detail: str) -> Response:
    return Response(problem_body(status, detail), status, content_type=PROBLEM)
