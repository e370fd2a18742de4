"""Parts of a body: a player of sounds on iOS asks for `bytes=0-1` first, and plays nothing that is answered whole."""

import re
from typing import NamedTuple

from server.headers import Headers
from server.web.responses import Representation

RANGE = re.compile(rb"bytes=(\d{0,19})-(\d{0,19})", re.ASCII)  # more digits, and int() refuses


class PartialResponse(NamedTuple):
    """One answer to a `Range`: 206 with the part, or 416 where the body has no such part."""

    status: int
    headers: Headers
    body: bytes


def partial_response(
    plain: Representation, wanted: bytes, only_of: bytes
) -> PartialResponse | None:
    """The part that `Range` asks for of a body as it is; None where the whole is the answer.

    `only_of` is the `If-Range` tag. More than one range in a request may be answered whole (RFC 9110, 14.2).
    """
    asked = RANGE.fullmatch(wanted.replace(b" ", b""))
    if asked is None or asked[1] == asked[2] == b"" or only_of not in (b"", plain.etag):
        return None
    length = len(plain.body)
    start = int(asked[1]) if asked[1] else max(0, length - int(asked[2]))
    end = min(int(asked[2]), length - 1) if asked[1] and asked[2] else length - 1
    if start > end:
        # A range that ends before it begins is no range; one behind the end is of a body that is not this one.
        return _part(416, plain, b"", f"*/{length}") if start >= length else None
    return _part(206, plain, plain.body[start : end + 1], f"{start}-{end}/{length}")


def _part(status: int, plain: Representation, body: bytes, place: str) -> PartialResponse:
    others = [(name, value) for name, value in plain.headers if name != b"content-length"]
    own = [
        (b"content-length", str(len(body)).encode()),
        (b"content-range", f"bytes {place}".encode()),
    ]
    return PartialResponse(status, [*own, *others], body)
