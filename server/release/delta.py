"""Deltas between releases: a phone that has the older release builds the newer one with them."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from difflib import SequenceMatcher

import msgspec

from server.media_types import JSON, MANIFEST, SVG
from server.release.model import Release

TEXT_TYPES = ("text/", JSON, MANIFEST, SVG)
# Text is compared in pieces that end after an ASCII character, so that no letter is cut in two.
PIECE = re.compile(rb"[^>,\n]*[>,\n]?")
PIECE_ENDS = (b">", b",", b"\n")

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
        if file.tier and file.type.startswith(TEXT_TYPES) and old is not None and old != new:
            key = (old, file.sha256)
            changed[file.path] = known[key] = known.get(key) or diff(old, new)
    return msgspec.json.encode(changed)


def diff(old: bytes, new: bytes) -> list[Edit]:
    """The edits that turn one UTF-8 text into another, in order."""
    # Most changes are one word: only the part between the same beginning and the same end is
    # cut into pieces, and the matcher takes far longer than that.
    first = _common_start(old, new)
    last = _common_end(old[first:], new[first:])
    old_pieces = PIECE.findall(old[first : len(old) - last])
    new_pieces = PIECE.findall(new[first : len(new) - last])
    edits: list[Edit] = []
    kept = first
    for kind, start, end, new_start, new_end in SequenceMatcher(
        None, old_pieces, new_pieces
    ).get_opcodes():
        length = _length(old_pieces[start:end])
        if kind == "equal":
            kept += length
        else:
            edits.append((kept, length, b"".join(new_pieces[new_start:new_end]).decode()))
            kept = 0
    return [*edits, (kept + last, 0, "")]


def _common_start(old: bytes, new: bytes) -> int:
    """The length of the pieces that both begin with."""
    same = _most(min(len(old), len(new)), lambda size: old.startswith(new[:size]))
    return max(old.rfind(end, 0, same) for end in PIECE_ENDS) + 1


def _common_end(old: bytes, new: bytes) -> int:
    """The length of the pieces that both end with."""
    same = _most(min(len(old), len(new)), lambda size: old.endswith(new[len(new) - size :]))
    begins = [old.find(end, len(old) - same) for end in PIECE_ENDS]
    return max((len(old) - begin - 1 for begin in begins if begin >= 0), default=0)


def _most(size: int, holds: Callable[[int], bool]) -> int:
    """The largest number up to `size` for which it holds, as it does for all below."""
    return bisect_left(range(1, size + 1), True, key=lambda number: not holds(number))


def _length(pieces: Iterable[bytes]) -> int:
    return sum(map(len, pieces))
