"""Errors as data (RFC 9457), the same from every layer."""

from msgspec import json

PROBLEM = "application/problem+json"


def problem_body(status: int, title: str, detail: str) -> bytes:
    """The body of one `application/problem+json` answer."""
    return json.encode({"type": "about:blank", "title": title, "status": status, "detail": detail})
