"""A release: an immutable set of files whose id is the hash of its rows, the same on every machine."""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec
from msgspec import Struct

from server.digest import digest

PACKED_TIERS = (1, 2)


class Document(NamedTuple):
    """One answer before it is hashed; `tier` 1 is the first minute, 2 the rest of a phone, 0 stays on the server."""

    path: str
    type: str
    tier: int
    body: bytes


class File(Struct, frozen=True, order=True):
    """One row of the release; `bytes` is the length of the identity body."""

    path: str
    sha256: str
    bytes: int
    type: str
    tier: int


class Release(Struct, frozen=True):
    """The files, the bodies by hash (packs included) and the hash of each tier's pack."""

    id: str
    files: tuple[File, ...]
    bodies: dict[str, bytes]
    packs: dict[int, str]


def make_release(documents: Iterable[Document]) -> Release:
    """Freeze documents into a release, in whatever order they come; raises ValueError if two share a path."""
    documents = sorted(documents)
    files = tuple(_file(document) for document in documents)
    if len({file.path for file in files}) != len(files):
        raise ValueError("two documents of the release have the same path")
    bodies = {file.sha256: document.body for file, document in zip(files, documents, strict=True)}
    packs = {}
    for tier in PACKED_TIERS:
        pack = b"".join(bodies[file.sha256] for file in files if file.tier == tier)
        packs[tier] = digest(pack)
        bodies[packs[tier]] = pack
    return Release(release_id(files), files, bodies, packs)


def release_id(files: Iterable[File]) -> str:
    """Hash the sorted (path, sha256, type, tier) rows, as hex."""
    rows = [(file.path, file.sha256, file.type, file.tier) for file in sorted(files)]
    return digest(msgspec.json.encode(rows))


def _file(document: Document) -> File:
    return File(
        document.path, digest(document.body), len(document.body), document.type, document.tier
    )
