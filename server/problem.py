"""Errors as JSON (RFC 9457), the same from every layer and in the API's description."""

from http import HTTPStatus

from msgspec import Struct, json

from server.headers import Headers, raw_headers, security_headers
from server.media_types import PROBLEM

RENAMED = {413: "Content Too Large"}  # by RFC 9110; Python has its old name before 3.13
FAILED = "Internal server error; it has been logged."


class Problem(Struct):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str = ""


def title_of(status: int) -> str:
    """The name of a status (RFC 9110)."""
    return RENAMED.get(status) or HTTPStatus(status).phrase


def problem_body(status: int, detail: str) -> bytes:
    """The body of an `application/problem+json` response."""
    return json.encode(Problem("about:blank", title_of(status), status, detail))


def problem_response(status: int, detail: str, policy: str) -> tuple[Headers, bytes]:
    """Headers and body of an error that is answered before, or in place of, the app."""
    body = problem_body(status, detail)
    headers = {
        "content-type": PROBLEM,
        "content-length": str(len(body)),
        "cache-control": "no-store",
    }
    return raw_headers(headers | security_headers(policy)), body
