"""What changed since an older release, as edits of its files: a phone that has the one makes the other of it."""

import re
from difflib import SequenceMatcher

import msgspec

from server.release.model import Release

TEXT = ("text/", "application/json", "application/manifest+json", "image/svg+xml")
PIECE = re.compile(
    rb"[^>,\n]*[>,\n]?"
)  # ends after an ASCII sign, so that no letter is ever cut in two

Edit = tuple[int, int, str]  # bytes that stay, bytes that go, and what comes in their place


def changes(older: Release, newer: Release) -> bytes:
    """The edits of every text that phones keep and that changed, by path, as JSON."""
    before = {file.path: file.sha256 for file in older.files}
    return msgspec.json.encode(
        {
            file.path: edits(older.bodies[before[file.path]], newer.bodies[file.sha256])
            for file in newer.files
            if file.tier
            and file.type.startswith(TEXT)
            and before.get(file.path, file.sha256) != file.sha256
        }
    )


def edits(old: bytes, new: bytes) -> list[Edit]:
    """The way from one UTF-8 text to another, from its beginning to its end."""
    gone, come = PIECE.findall(old), PIECE.findall(new)
    made: list[Edit] = []
    kept = 0
    for kind, start, end, first, last in SequenceMatcher(None, gone, come).get_opcodes():
        length = sum(map(len, gone[start:end]))
        if kind == "equal":
            kept = length
        else:
            made.append((kept, length, b"".join(come[first:last]).decode()))
            kept = 0
    return [*made, (kept, 0, "")]
