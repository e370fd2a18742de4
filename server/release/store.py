"""Releases on disk: one read-only SQLite file each, and a pointer to the current one."""

import os
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import aiosqlite
import msgspec
from msgspec import Struct

from server.digest import digest
from server.release.compression import Encoded
from server.release.model import File, ReleaseIndex, release_id
from server.sqlite import read_only_uri

KEPT = 5  # releases served under /c/, for phones that loaded a page of an older one

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE bodies (sha256 TEXT PRIMARY KEY, identity BLOB NOT NULL, br BLOB, gzip BLOB);
CREATE TABLE files (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL REFERENCES bodies,
                    bytes INTEGER NOT NULL, type TEXT NOT NULL, tier INTEGER NOT NULL);
CREATE TABLE packs (tier INTEGER PRIMARY KEY, sha256 TEXT NOT NULL REFERENCES bodies);
CREATE VIRTUAL TABLE article_text
    USING fts5 (id UNINDEXED, title, body, tokenize = 'unicode61 remove_diacritics 2');
"""


class DamagedReleaseError(Exception):
    """A content database cannot be read, or a hash in it is wrong."""


class ArticleText(Struct, frozen=True):
    """The text of one article for full-text search."""

    id: str
    title: str
    body: str


class StoredRelease(Struct, frozen=True):
    """A release with all that its database holds.

    `deltas` are hashes of bodies, by the id of the older release that they start from.
    """

    release: ReleaseIndex
    bodies: dict[str, Encoded]
    published: str
    policy: str
    worker: bytes
    inputs: str
    deltas: dict[str, str]


class Pointer(Struct, frozen=True):
    """The current release, and all kept ones in order of publication."""

    current: str
    history: tuple[str, ...]

    @property
    def rollback_candidates(self) -> tuple[str, ...]:
        """The releases that were current before this one, oldest first."""
        return self.history[: self.history.index(self.current)]


class Store:
    """The data folder's content databases and their pointer; every change is one atomic rename."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pointer_path = folder / "current.json"

    def translation(self, lang: str) -> "Store":
        """The releases of a translation, in a folder of their own."""
        return Store(self.folder / lang)

    def translations(self) -> dict[str, "Store"]:
        """The translations that were published here, by language."""
        found = sorted(self.folder.glob(f"*/{self.pointer_path.name}"))
        return {path.parent.name: Store(path.parent) for path in found}

    def database(self, id_: str) -> Path:
        """The path of a release's database, whether it exists or not."""
        return self.folder / f"content-{id_}.db"

    def pointer(self) -> Pointer | None:
        """The pointer; None if nothing was published or the file is damaged.

        Raises OSError.
        """
        try:
            pointer = msgspec.json.decode(self.pointer_path.read_bytes(), type=Pointer)
        except (FileNotFoundError, msgspec.DecodeError):
            return None
        return pointer if pointer.current in pointer.history else None

    def point(self, current: str, history: Iterable[str]) -> None:
        """Move the pointer in one atomic rename. Raises OSError."""
        temporary = self.pointer_path.with_suffix(f".tmp-{os.getpid()}")
        temporary.write_bytes(msgspec.json.encode(Pointer(current, tuple(history))))
        _move(temporary, self.pointer_path)

    async def write(self, stored: StoredRelease, texts: Iterable[ArticleText]) -> None:
        """Write a release's database under a temporary name, flush it and rename it.

        Raises sqlite3.Error and OSError.
        """
        temporary = self.folder / f"content-{stored.release.id}.tmp-{os.getpid()}"
        temporary.unlink(missing_ok=True)
        async with aiosqlite.connect(temporary) as database:
            await database.executescript(
                f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN; {SCHEMA}"
            )
            await _insert(database, stored, texts)
            await database.commit()
        _move(temporary, self.database(stored.release.id))

    async def read(self, id_: str) -> StoredRelease:
        """Read a release and recompute every hash; raises DamagedReleaseError."""
        try:
            async with self.open(id_) as database:
                stored, stamp = await _select(database)
        except (sqlite3.Error, msgspec.DecodeError, KeyError, TypeError) as error:
            raise DamagedReleaseError(f"{self.database(id_).name}: {error}") from error
        if stored.release.id != id_ or stamp != _stamp(stored) or not _is_intact(stored):
            raise DamagedReleaseError(f"{self.database(id_).name}: a hash does not match its bytes")
        return stored

    async def read_kept(self, id_: str) -> dict[str, bytes]:
        """Read only the files that phones keep: bodies by path. Raises DamagedReleaseError."""
        try:
            async with self.open(id_) as database:
                rows = await database.execute_fetchall(
                    "SELECT path, identity FROM files JOIN bodies USING (sha256) WHERE tier > 0"
                )
        except sqlite3.Error as error:
            raise DamagedReleaseError(f"{self.database(id_).name}: {error}") from error
        return dict(map(tuple, rows))

    @asynccontextmanager
    async def open(self, id_: str) -> AsyncIterator[aiosqlite.Connection]:
        """Open a release's database for reading only. Raises sqlite3.Error."""
        uri = read_only_uri(self.database(id_))
        async with aiosqlite.connect(uri, uri=True) as database:
            yield database

    def tidy(self) -> None:
        """Delete databases that the pointer does not name, and files of killed publishes."""
        pointer = self.pointer()
        kept = {self.database(id_) for id_ in pointer.history} if pointer else set()
        for path in self.folder.glob("*.tmp-*"):
            path.unlink(missing_ok=True)
        for path in self.folder.glob("content-*.db"):
            if pointer and path not in kept:
                path.unlink(missing_ok=True)


def _move(temporary: Path, path: Path) -> None:
    """Flush the file, rename it, and flush the folder that holds the new name."""
    _sync(temporary)
    temporary.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


async def _insert(
    database: aiosqlite.Connection, stored: StoredRelease, texts: Iterable[ArticleText]
) -> None:
    meta = {"id": stored.release.id, "published": stored.published, "policy": stored.policy}
    meta |= {"worker": stored.worker.decode(), "inputs": stored.inputs, "stamp": _stamp(stored)}
    meta |= {"changes": msgspec.json.encode(stored.deltas).decode()}
    await database.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
    bodies = (
        (sha, body.identity, body.br, body.gzip) for sha, body in sorted(stored.bodies.items())
    )
    await database.executemany("INSERT INTO bodies VALUES (?, ?, ?, ?)", bodies)
    files = (msgspec.structs.astuple(file) for file in stored.release.files)
    await database.executemany("INSERT INTO files VALUES (?, ?, ?, ?, ?)", files)
    await database.executemany("INSERT INTO packs VALUES (?, ?)", stored.release.packs.items())
    await database.executemany(
        "INSERT INTO article_text VALUES (?, ?, ?)", map(msgspec.structs.astuple, texts)
    )


async def _select(database: aiosqlite.Connection) -> tuple[StoredRelease, str]:
    meta = dict(map(tuple, await database.execute_fetchall("SELECT key, value FROM meta")))
    rows = await database.execute_fetchall("SELECT sha256, identity, br, gzip FROM bodies")
    bodies = {sha: Encoded(*encodings) for sha, *encodings in rows}
    files = await database.execute_fetchall(
        "SELECT path, sha256, bytes, type, tier FROM files ORDER BY path"
    )
    packs = map(tuple, await database.execute_fetchall("SELECT tier, sha256 FROM packs"))
    # A release that was published before there were deltas is still served and rolled back to.
    deltas = msgspec.json.decode(meta.get("changes", "{}"), type=dict[str, str])
    stored = StoredRelease(
        release=ReleaseIndex(meta["id"], tuple(File(*row) for row in files), dict(packs)),
        bodies=bodies,
        published=meta["published"],
        policy=meta["policy"],
        worker=meta["worker"].encode(),
        inputs=meta["inputs"],
        deltas=deltas,
    )
    return stored, meta["stamp"]


def _is_intact(stored: StoredRelease) -> bool:
    """Whether every hash matches, and the bodies are exactly those that the release names."""
    release = stored.release
    named = {file.sha256 for file in release.files}.union(
        release.packs.values(), stored.deltas.values()
    )
    intact = all(body.is_intact(sha) for sha, body in stored.bodies.items())
    return intact and named == stored.bodies.keys() and release_id(release.files) == release.id


def _stamp(stored: StoredRelease) -> str:
    """The hash of what no file's hash covers: worker, policy, time and deltas."""
    deltas = (f"{id_} {sha}" for id_, sha in sorted(stored.deltas.items()))
    lines = (stored.policy, stored.published, *deltas)
    return digest(b"\n".join([stored.worker, *(line.encode() for line in lines)]))
