"""Feedback over HTTP: JSON for the app, a form for pages without script; from our own pages only, and not too often."""

import math
import unicodedata
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
from quart import Quart, Request, Response, request

from server.feedback.rate_limit import RateLimiter, is_address
from server.feedback.store import TEXT_BYTES, Feedback, FeedbackStore, StoreUnavailableError
from server.web.current import Releases
from server.web.hosts import read_origin
from server.web.problem import PROBLEM, problem_body

API = "/api/v1/feedback"
FORM = "/feedback"
STORED_PAGE = "/feedback/stored"
REFUSED_PAGE = "/feedback/refused"
KEY_LENGTH = 64
RETRY_SECONDS = 60


class FeedbackRejectedError(Exception):
    """Why feedback is not stored."""

    def __init__(self, status: int, title: str, detail: str, wait: int = 0) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.wait = wait


class FeedbackEndpoint:
    """Takes feedback in; `proxies` is how many of our own stand in front, each adding to X-Forwarded-For."""

    def __init__(
        self, store: FeedbackStore, buckets: RateLimiter, https: bool, proxies: int
    ) -> None:
        self.store = store
        self.buckets = buckets
        self.https = https
        self.proxies = proxies

    async def store_json(self, request: Request) -> bool:
        """Store a JSON post; returns whether it is new. Raises FeedbackRejectedError."""
        if request.mimetype != "application/json":
            raise FeedbackRejectedError(415, "Unsupported Media Type", "Send application/json.")
        body = await _body(request)
        try:
            feedback = msgspec.json.decode(body, type=Feedback)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise FeedbackRejectedError(400, "Bad Request", str(error)) from error
        return await self._store(request, feedback, request.headers.get("Idempotency-Key", ""))

    async def store_form(self, request: Request) -> bool:
        """Store a form of a page without script; returns whether it is new. Raises FeedbackRejectedError."""
        if request.mimetype != "application/x-www-form-urlencoded":
            raise FeedbackRejectedError(
                415, "Unsupported Media Type", "Send application/x-www-form-urlencoded."
            )
        fields = _fields(await _body(request))
        clear = {"yes": True, "no": False}.get(fields.get("clear", ""))
        values: dict[str, Any] = {
            name: fields[name] for name in ("section", "text") if name in fields
        }
        values["page"] = fields.get("page") or _page_of(request.headers.get("Referer", ""))
        try:
            feedback = msgspec.convert(values | {"clear": clear}, Feedback)
        except msgspec.ValidationError as error:
            raise FeedbackRejectedError(400, "Bad Request", str(error)) from error
        return await self._store(request, feedback, "")

    async def _store(self, request: Request, feedback: Feedback, key: str) -> bool:
        if not self._is_same_origin(request):
            raise FeedbackRejectedError(
                403, "Forbidden", "Feedback is taken from our own pages only."
            )
        if len(key) > KEY_LENGTH or not key.isascii():
            raise FeedbackRejectedError(
                400, "Bad Request", f"Idempotency-Key has at most {KEY_LENGTH} ASCII characters."
            )
        feedback = msgspec.structs.replace(
            feedback, text=_clean(feedback.text), section=_clean(feedback.section)
        )
        if not feedback.text and feedback.clear is None:
            raise FeedbackRejectedError(
                400, "Bad Request", "Say whether it was clear, or write what is missing or wrong."
            )
        if len(feedback.text.encode()) > TEXT_BYTES:
            raise FeedbackRejectedError(
                413, "Content Too Large", f"The text is longer than {TEXT_BYTES} bytes."
            )
        if wait := self.buckets.take(self._client_address(request)):
            raise FeedbackRejectedError(
                429,
                "Too Many Requests",
                "Many are writing just now. Try again later.",
                math.ceil(wait),
            )
        try:
            return await self.store.add(
                feedback, key or feedback.default_key(datetime.now(UTC).date().isoformat())
            )
        except StoreUnavailableError as error:
            detail = "Feedback cannot be stored just now. Reading goes on. Try again later."
            raise FeedbackRejectedError(
                503, "Service Unavailable", detail, RETRY_SECONDS
            ) from error

    def _is_same_origin(self, request: Request) -> bool:
        """Browsers say where a post comes from; Safari before 16.4 by Origin only."""
        site = request.headers.get("Sec-Fetch-Site")
        if site is not None:
            return site == "same-origin"
        scheme = "https" if self.https else request.scheme
        origin = read_origin(request.headers.get("Origin", ""))
        return origin is not None and origin == read_origin(f"{scheme}://{request.host}")

    def _client_address(self, request: Request) -> str:
        """Who writes: what our own outermost proxy saw. The leftmost names are whatever the sender likes."""
        every = ",".join(
            request.headers.getlist("X-Forwarded-For")
        )  # some proxies add a line of their own
        seen = [part.strip() for part in every.split(",") if part.strip()]
        if self.proxies and len(seen) >= self.proxies:
            return seen[-self.proxies] if is_address(seen[-self.proxies]) else ""
        peer: str = (request.scope.get("client") or ("",))[0]
        return peer if self.proxies else peer or "a Unix socket"


def take_feedback(app: Quart, releases: Releases, posting: FeedbackEndpoint) -> None:
    """Give the app the two addresses that take feedback."""

    @app.post(API, strict_slashes=False)
    async def feedback_json() -> Response:
        try:
            new = await posting.store_json(request)
        except FeedbackRejectedError as error:
            body = problem_body(error.status, error.title, str(error))
            return Response(body, error.status, _retry(error), content_type=PROBLEM)
        return Response(b'{"stored":true}', 201 if new else 200, content_type="application/json")

    @app.post(FORM, strict_slashes=False)
    async def feedback_form() -> Response:
        try:
            await posting.store_form(request)
        except FeedbackRejectedError as error:
            return _page(releases, REFUSED_PAGE, error.status, _retry(error))
        return _page(releases, STORED_PAGE, 200, {})


def _page(releases: Releases, path: str, status: int, headers: dict[str, str]) -> Response:
    body = releases.current.addresses[path].representations["identity"].body
    return Response(body, status, headers, content_type="text/html; charset=utf-8")


def _retry(error: FeedbackRejectedError) -> dict[str, str]:
    return {"retry-after": str(error.wait)} if error.wait else {}


async def _body(request: Request) -> bytes:
    body: bytes = await request.get_data(as_text=False)  # type: ignore[assignment]
    return body


def _fields(body: bytes) -> dict[str, Any]:
    try:
        return {
            name: values[0]
            for name, values in parse_qs(body.decode(), max_num_fields=10, errors="strict").items()
        }
    except ValueError as error:
        raise FeedbackRejectedError(400, "Bad Request", "The form cannot be read.") from error


def _page_of(referer: str) -> str:
    """Without script the form cannot name the page it was opened from, but its own address does."""
    return parse_qs(urlsplit(referer).query).get("page", [""])[0] or FORM


def _clean(text: str) -> str:
    """Without what would move an editor's cursor or ring a bell; line ends as one."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        char for char in lines if char in "\n\t" or unicodedata.category(char) != "Cc"
    ).strip()
