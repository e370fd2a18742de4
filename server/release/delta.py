"""Deltas between releases: a phone that has the older release builds the newer one with them."""

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from itertools import takewhile

import msgspec

from server.release.model import Release

TEXT = ("text/", "application/json", "application/manifest+json", "image/svg+xml")
# Text is compared in pieces that end after an ASCII character, so that no letter is cut in two.
PIECE = re.compile(rb"[^>,\n]*[>,\n]?")

Edit = tuple[int, int, str]  # bytes to keep, bytes to drop, and the text to insert there
Diffs = dict[tuple[bytes, str], list[Edit]]  # by the older body and the hash of the newer


def make_delta(older: Mapping[str, bytes], newer: Release, known: Diffs | None = None) -> bytes:
    """The edits of every changed text that phones keep, by path, as JSON.

    `older` are the bodies of the older release by path; those that did not change may be left out.
    What is computed is put into `known`: the next older release often has the same page.
    """
    known = {} if known is None else known
    changed = {}
    for file in newer.files:
        old, new = older.get(file.path), newer.bodies[file.sha256]
        if file.tier and file.type.startswith(TEXT) and old is not None and old != new:
            key = (old, file.sha256)
            changed[file.path] = known[key] = known.get(key) or diff(old, new)
    return msgspec.json.encode(changed)


def diff(old: bytes, new: bytes) -> list[Edit]:
    """The edits that turn one UTF-8 text into another, in order."""
    old_pieces, new_pieces = PIECE.findall(old), PIECE.findall(new)
    # Most changes are one word, and the matcher takes far longer than these.
    start = _common(old_pieces, new_pieces)
    old_pieces, new_pieces, first = old_pieces[start:], new_pieces[start:], old_pieces[:start]
    end = _common(reversed(old_pieces), reversed(new_pieces))
    last = old_pieces[len(old_pieces) - end :]
    del old_pieces[len(old_pieces) - end :], new_pieces[len(new_pieces) - end :]
    edits: list[Edit] = []
    kept = _length(first)
    for kind, start, end, new_start, new_end in SequenceMatcher(
        None, old_pieces, new_pieces
    ).get_opcodes():
        length = _length(old_pieces[start:end])
        if kind == "equal":
            kept += length
        else:
            edits.append((kept, length, b"".join(new_pieces[new_start:new_end]).decode()))
            kept = 0
    return [*edits, (kept + _length(last), 0, "")]


def _common(old: Iterable[bytes], new: Iterable[bytes]) -> int:
    """How many pieces are the same at the start."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _length(pieces: Iterable[bytes]) -> int:
    return sum(map(len, pieces))
