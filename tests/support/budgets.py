"""Byte budgets of the app's own content, and how the bytes are counted; tests and bench use both.

A budget is changed only in a commit of its own that says why.
"""

from collections.abc import Iterable

from server.release.database import StoredRelease
from server.web.responses import make_responses

FIRST_PAGE = 14_000  # bytes on the wire, headers included
TIER_1_PACK = 54_800
WHOLE_APP = 222_400
READING_SCRIPT = 6_450
ALL_SCRIPT = 38_550
ALL_STYLE = 8_000
SEARCH_INDEX = 24_000
WORKER_CODE = 4_000
WORKER_SENT = 14_000
ONE_WORD = 22_000  # what an installed phone downloads for a correction


def first_page_bytes(stored: StoredRelease) -> int:
    """The bytes of the response to `/`: status line, headers and body."""
    response = make_responses(stored).addresses["/"].select(b"br")
    headers = sum(len(name) + len(value) + len(": \r\n") for name, value in response.headers)
    return len("HTTP/1.1 200 \r\n\r\n") + headers + len(response.body)


def pack_bytes(stored: StoredRelease, tiers: Iterable[int]) -> int:
    """The bytes of the packs of some tiers together."""
    return sum(stored.bodies[stored.release.packs[tier]].sent for tier in tiers)


def script_bytes(stored: StoredRelease) -> dict[str, int]:
    """The bytes of each script, by its path."""
    return {
        file.path: stored.bodies[file.sha256].sent
        for file in stored.release.files
        if file.path.endswith(".js")
    }


def page_bytes(stored: StoredRelease) -> dict[str, int]:
    """The bytes of each page that a phone saves, by its path."""
    return {
        file.path: stored.bodies[file.sha256].sent
        for file in stored.release.files
        if file.tier and file.type.startswith("text/html")
    }
