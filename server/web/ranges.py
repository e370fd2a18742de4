"""Range requests (RFC 9110, 14): a player on iOS asks for `bytes=0-1` first and needs a 206.

Not Werkzeug's: `range_for_length` returns None both for an unsatisfiable range (416) and for an
invalid one (200), and takes `bytes=-5000` of a shorter body for unsatisfiable.
"""

import re
from typing import NamedTuple

from server.headers import Headers
from server.web.responses import Representation

RANGE = re.compile(rb"bytes=(\d{0,19})-(\d{0,19})", re.ASCII)  # int() refuses thousands of digits


class PartialResponse(NamedTuple):
    """The response to a `Range` header: 206 with those bytes, or 416 if the body has none there."""

    status: int
    headers: Headers
    body: bytes


def partial_response(
    plain: Representation, range_header: bytes, if_range: bytes
) -> PartialResponse | None:
    """The requested bytes of an unencoded body; None if the whole body is the response.

    A request for several ranges gets the whole body, which RFC 9110, 14.2 allows.
    """
    found = RANGE.fullmatch(range_header.replace(b" ", b""))
    if found is None or found[1] == found[2] == b"" or if_range not in (b"", plain.etag):
        return None
    length = len(plain.body)
    start = int(found[1]) if found[1] else max(0, length - int(found[2]))
    end = min(int(found[2]), length - 1) if found[1] and found[2] else length - 1
    if start >= length:
        return _partial(416, plain, b"", f"*/{length}")
    if start > end:  # invalid, so it is ignored
        return None
    return _partial(206, plain, plain.body[start : end + 1], f"{start}-{end}/{length}")


def _partial(
    status: int, plain: Representation, body: bytes, content_range: str
) -> PartialResponse:
    others = [(name, value) for name, value in plain.headers if name != b"content-length"]
    own = [
        (b"content-length", str(len(body)).encode()),
        (b"content-range", f"bytes {content_range}".encode()),
    ]
    return PartialResponse(status, [*own, *others], body)
