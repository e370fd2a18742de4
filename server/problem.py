"""Errors as JSON (RFC 9457), the same from every layer."""

from msgspec import json


def problem_body(status: int, title: str, detail: str) -> bytes:
    """The body of an `application/problem+json` response."""
    return json.encode({"type": "about:blank", "title": title, "status": status, "detail": detail})
