"""Feedback over HTTP: JSON for the app, a form for pages without script.

Posts are accepted from our own pages only, and not too often.
"""

import logging
import math
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import msgspec
from quart import Blueprint, Request, Response, request

from server.addresses import (
    FEEDBACK_API,
    FEEDBACK_PAGE,
    FEEDBACK_REFUSED_PAGE,
    FEEDBACK_STORED_PAGE,
)
from server.feedback.rate_limit import RateLimiter, is_address
from server.feedback.store import (
    KEY_CHARS,
    TEXT_BYTES,
    Feedback,
    FeedbackStore,
    StoreUnavailableError,
)
from server.media_types import FORM, HTML, JSON, PROBLEM
from server.problem import problem_body
from server.web.current import Releases
from server.web.hosts import read_origin
from server.web.static import requested_releases

RETRY_AFTER_SECONDS = 60
UNIX_SOCKET = "a Unix socket"  # in place of the address of a client that has none

log = logging.getLogger(__name__)


class FeedbackRejectedError(Exception):
    """Why feedback is not stored; `wait` is in seconds, 0 if trying again does not help."""

    def __init__(self, status: int, detail: str, wait: int = 0) -> None:
        super().__init__(detail)
        self.status = status
        self.wait = wait


def _bad_request(detail: str) -> FeedbackRejectedError:
    return FeedbackRejectedError(400, detail)


class FeedbackEndpoint:
    """Checks and stores posts; `proxies` is the number of trusted reverse proxies."""

    def __init__(
        self, store: FeedbackStore, limiter: RateLimiter, *, https: bool, proxies: int
    ) -> None:
        self.store = store
        self.limiter = limiter
        self.https = https
        self.proxies = proxies
        self._warned = False

    async def store_json(self, request: Request) -> bool:
        """Store a JSON post; returns whether it is new. Raises FeedbackRejectedError."""
        _check_type(request, JSON)
        body = await _body(request)
        try:
            feedback = msgspec.json.decode(body, type=Feedback)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise _bad_request(str(error)) from error
        return await self._store(request, feedback, request.headers.get("Idempotency-Key", ""))

    async def store_form(self, request: Request) -> bool:
        """Store a form of a page without script; returns whether it is new.

        Raises FeedbackRejectedError.
        """
        _check_type(request, FORM)
        fields = _fields(await _body(request))
        clear = {"yes": True, "no": False}.get(fields.get("clear", ""))
        values: dict[str, object] = {
            name: fields[name] for name in ("section", "text") if name in fields
        }
        values["page"] = fields.get("page") or _page_of(request.headers.get("Referer", ""))
        try:
            feedback = msgspec.convert(values | {"clear": clear}, Feedback)
        except msgspec.ValidationError as error:
            raise _bad_request(str(error)) from error
        return await self._store(request, feedback, "")

    async def _store(self, request: Request, feedback: Feedback, key: str) -> bool:
        if not self._is_same_origin(request):
            detail = "Feedback is accepted from pages of this site only."
            raise FeedbackRejectedError(403, detail)
        if len(key) > KEY_CHARS or not key.isascii():
            raise _bad_request(f"Idempotency-Key: at most {KEY_CHARS} ASCII characters.")
        feedback = _checked(feedback)
        if wait := self.limiter.take(self._client_address(request)):
            detail = "Too many requests. Try again later."
            raise FeedbackRejectedError(429, detail, math.ceil(wait))
        key = key or feedback.default_key(datetime.now(UTC).date().isoformat())
        try:
            return await self.store.add(feedback, key)
        except StoreUnavailableError as error:
            detail = "Feedback cannot be stored at the moment. Try again later."
            raise FeedbackRejectedError(503, detail, RETRY_AFTER_SECONDS) from error

    def _is_same_origin(self, request: Request) -> bool:
        """Browsers send Sec-Fetch-Site; Safari before 16.4 sends Origin only."""
        site = request.headers.get("Sec-Fetch-Site")
        if site is not None:
            return site == "same-origin"
        scheme = "https" if self.https else request.scheme
        origin = read_origin(request.headers.get("Origin", ""))
        return origin is not None and origin == read_origin(f"{scheme}://{request.host}")

    def _client_address(self, request: Request) -> str:
        """The address that our outermost proxy saw; those to the left of it may be forged."""
        lines = request.headers.getlist("X-Forwarded-For")  # some proxies add a second header
        addresses = [entry.strip() for entry in ",".join(lines).split(",") if entry.strip()]
        self._warn_of_proxies(len(addresses))
        if self.proxies and len(addresses) >= self.proxies:
            address = addresses[-self.proxies]
            return address if is_address(address) else ""
        peer: str = (request.scope.get("client") or ("",))[0]
        return peer if self.proxies else peer or UNIX_SOCKET

    def _warn_of_proxies(self, count: int) -> None:
        """Log once if X-Forwarded-For, with this number of addresses, contradicts --proxies."""
        is_wrong = count < self.proxies if self.proxies else count > 0
        if is_wrong and not self._warned:
            self._warned = True
            log.warning(
                "--proxies is %d, but X-Forwarded-For of a feedback post has %d %s: all readers"
                " share one reader's rate limit; if the post came by way of your"
                " proxies, set --proxies (SOS_PROXIES) to the number of proxies",
                self.proxies,
                count,
                "address" if count == 1 else "addresses",
            )


def feedback_blueprint(releases: Releases, endpoint: FeedbackEndpoint) -> Blueprint:
    """Make the two routes that accept feedback."""
    feedback = Blueprint("feedback", __name__)

    @feedback.post(FEEDBACK_API, strict_slashes=False)
    async def feedback_json() -> Response:
        try:
            is_new = await endpoint.store_json(request)
        except FeedbackRejectedError as error:
            body = problem_body(error.status, str(error))
            return Response(body, error.status, _retry_after(error), content_type=PROBLEM)
        return Response(b'{"stored":true}', 201 if is_new else 200, content_type=JSON)

    @feedback.post(FEEDBACK_PAGE, strict_slashes=False)
    async def feedback_form() -> Response:
        try:
            await endpoint.store_form(request)
        except FeedbackRejectedError as error:
            page = requested_releases(releases).current.page(FEEDBACK_REFUSED_PAGE)
            return Response(page, error.status, _retry_after(error), content_type=HTML)
        page = requested_releases(releases).current.page(FEEDBACK_STORED_PAGE)
        return Response(page, 200, content_type=HTML)

    return feedback


def _retry_after(error: FeedbackRejectedError) -> dict[str, str]:
    return {"retry-after": str(error.wait)} if error.wait else {}


def _check_type(request: Request, type_: str) -> None:
    if request.mimetype != type_:
        raise FeedbackRejectedError(415, f"Send {type_}.")


async def _body(request: Request) -> bytes:
    body: bytes = await request.get_data(as_text=False)  # type: ignore[assignment]
    return body


def _fields(body: bytes) -> dict[str, str]:
    try:
        fields = parse_qs(body.decode(), max_num_fields=10, errors="strict")
    except ValueError as error:
        raise _bad_request("The form cannot be parsed.") from error
    return {name: values[0] for name, values in fields.items()}


def _page_of(referer: str) -> str:
    """The page that a form was opened from: its own address names it, as no script can."""
    try:
        page = parse_qs(urlsplit(referer).query)["page"][0]
        return msgspec.convert({"page": page}, Feedback).page
    except (ValueError, KeyError):  # other programs send any text: the words matter more
        return FEEDBACK_PAGE


def _checked(feedback: Feedback) -> Feedback:
    cleaned = feedback.cleaned()
    if cleaned.is_empty:
        raise _bad_request("Give `clear`, `text` or both.")
    if cleaned.is_too_long:
        detail = f"The text is longer than {TEXT_BYTES} bytes."
        raise FeedbackRejectedError(413, detail)
    return cleaned
