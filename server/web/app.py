"""The app: the release's files in one layer, Quart for health and for every error."""

from collections.abc import AsyncGenerator

from msgspec import Struct
from quart import Quart, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from server.feedback.rate_limit import Buckets
from server.feedback.store import FeedbackStore
from server.headers import HSTS, security_headers
from server.web.current import Releases
from server.web.feedback import Posting, take_feedback
from server.web.limits import Guard
from server.web.problem import PROBLEM, problem_body
from server.web.responses import NOT_FOUND_PAGE
from server.web.search import search_blueprint
from server.web.static import ReleaseFiles


class Surroundings(Struct, frozen=True):
    """What an app cannot know by itself."""

    https: bool = False  # a proxy in front speaks HTTPS
    hosts: tuple[str, ...] = ()  # the names it answers to; all, where there are none
    proxies: int = 0  # how many of our own stand in front, each adding to X-Forwarded-For
    keep_days: int = 180  # how long feedback is kept
    workers: int = 1  # processes that share what may be written


ALONE = Surroundings()


def create_app(releases: Releases, around: Surroundings = ALONE) -> Quart:
    """Make the app that serves one data folder: its releases, and the feedback that lies beside them."""
    app = Quart(__name__, static_folder=None)
    files = ReleaseFiles(app.asgi_app, releases, around.https)
    app.asgi_app = Guard(files, releases, around.hosts)  # type: ignore[method-assign]
    feedback = FeedbackStore(releases.store.folder)
    take_feedback(
        app, releases, Posting(feedback, Buckets(1 / around.workers), around.https, around.proxies)
    )

    @app.while_serving
    async def stores() -> AsyncGenerator[None, None]:
        async with releases.open(), feedback.open(around.keep_days):
            yield

    app.register_blueprint(search_blueprint(releases))

    @app.get("/healthz", strict_slashes=False)
    async def health() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz", strict_slashes=False)
    async def ready() -> dict[str, str]:
        return {"status": "ready", "release": releases.current.id, "feedback": feedback.state}

    @app.errorhandler(HTTPException)
    async def problem(error: HTTPException) -> Response:
        if (
            error.code == 404
            and not request.path.startswith("/api/")
            and request.method in ("GET", "HEAD")
        ):
            return _missing_page(releases)
        if error.code == 404 and releases.current.find(request.path):
            error = MethodNotAllowed(["GET", "HEAD"])
        return _problem(error)

    @app.errorhandler(Exception)
    async def fault(error: Exception) -> Response:
        app.logger.error("a request failed", exc_info=error)
        return _problem_json(500, "Internal Server Error", "The fault is ours and was logged.")

    @app.after_request
    async def strict(response: Response) -> Response:
        for name, value in security_headers(releases.current.policy).items():
            response.headers[name] = value
        response.headers.setdefault("cache-control", "no-store")
        if around.https or request.scheme == "https":
            response.headers[HSTS[0].decode()] = HSTS[1].decode()
        return response

    return app


def _missing_page(releases: Releases) -> Response:
    page = releases.current.addresses[NOT_FOUND_PAGE].variants["identity"]
    return Response(page.body, 404, content_type="text/html; charset=utf-8")


def _problem(error: HTTPException) -> Response:
    response = _problem_json(error.code or 500, error.name, error.description or "")
    for name, value in error.get_headers():
        if name.lower() == "allow":
            response.headers[name] = value
    return response


def _problem_json(status: int, title: str, detail: str) -> Response:
    return Response(problem_body(status, title, detail), status, content_type=PROBLEM)
