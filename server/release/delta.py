"""Deltas between releases: a phone that has the older release builds the newer one with them."""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

import msgspec

from server.release.model import Release

TEXT = ("text/", "application/json", "application/manifest+json", "image/svg+xml")
# Text is compared in pieces that end after an ASCII character, so that no letter is cut in two.
PIECE = re.compile(rb"[^>,\n]*[>,\n]?")

Edit = tuple[int, int, str]  # bytes to keep, bytes to drop, and the text to insert there


def make_delta(older: Mapping[str, bytes], newer: Release) -> bytes:
    """The edits of every changed text that phones keep, by path, as JSON.

    `older` are the bodies of the older release by path.
    """
    changed = {
        file.path: diff(older[file.path], newer.bodies[file.sha256])
        for file in newer.files
        if file.tier
        and file.type.startswith(TEXT)
        and older.get(file.path, newer.bodies[file.sha256]) != newer.bodies[file.sha256]
    }
    return msgspec.json.encode(changed)


def diff(old: bytes, new: bytes) -> list[Edit]:
    """The edits that turn one UTF-8 text into another, in order."""
    old_pieces, new_pieces = PIECE.findall(old), PIECE.findall(new)
    edits: list[Edit] = []
    kept = 0
    matcher = SequenceMatcher(None, old_pieces, new_pieces)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        length = sum(map(len, old_pieces[start:end]))
        if kind == "equal":
            kept = length
        else:
            edits.append((kept, length, b"".join(new_pieces[new_start:new_end]).decode()))
            kept = 0
    return [*edits, (kept, 0, "")]
