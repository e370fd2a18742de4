"""Errors as JSON (RFC 9457), the same from every layer and in the API's description."""

from msgspec import Struct, json


class Problem(Struct):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str = ""


def problem_body(status: int, title: str, detail: str) -> bytes:
    """The body of an `application/problem+json` response."""
    return json.encode(Problem("about:blank", title, status, detail))
