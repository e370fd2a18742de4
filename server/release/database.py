"""The SQLite file of one release: how it is written, read and verified."""

import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import aiosqlite
import msgspec
from msgspec import Struct

from server.addresses import MANIFEST
from server.digest import digest
from server.media_types import BINARY
from server.release.compression import BEST_QUALITY, Encoded, encode
from server.release.model import File, ReleaseIndex, in_manifest_order, release_id
from server.sqlite import read_only

# Schema version, stored as `PRAGMA user_version`. Version 0 had each body uncompressed too,
# no `quality`, and the worker as text in `meta`; it is still served and rolled back to.
SCHEMA_VERSION = 1
SCHEMA = f"""
PRAGMA user_version = {SCHEMA_VERSION};
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE bodies (sha256 TEXT PRIMARY KEY, identity BLOB, br BLOB, gzip BLOB,
                     quality INTEGER NOT NULL);
CREATE TABLE files (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL REFERENCES bodies,
                    bytes INTEGER NOT NULL, type TEXT NOT NULL, tier INTEGER NOT NULL);
CREATE TABLE packs (tier INTEGER PRIMARY KEY, sha256 TEXT NOT NULL REFERENCES bodies);
CREATE TABLE stamped (name TEXT PRIMARY KEY, identity BLOB, br BLOB, gzip BLOB);
"""
ENCODING_COLUMNS = "CASE WHEN gzip IS NULL THEN identity END, br, gzip"
# What reading a damaged database raises.
UNREADABLE = (sqlite3.Error, zlib.error, msgspec.DecodeError, KeyError, TypeError, ValueError)
ROWS_AT_ONCE = 32  # rows in a chunk; between two chunks a running server answers requests
CORES = 2  # threads that verify bodies


class DamagedReleaseError(Exception):
    """A content database cannot be read, or a hash in it is wrong."""


class StoredIndex(Struct, frozen=True):
    """The metadata in a release's database, without the bodies.

    `deltas` are hashes of bodies, by the id of the older release that they start from.
    """

    release: ReleaseIndex
    published: str
    policy: str
    inputs: str
    deltas: dict[str, str]

    @property
    def types(self) -> dict[str, str]:
        """The media type of each body that the release names, by its hash."""
        packs = dict.fromkeys(self.release.packs.values(), BINARY)
        return {file.sha256: file.type for file in self.release.files} | packs


class StoredRelease(StoredIndex, frozen=True):
    """A release with all that its database holds.

    `worker` and `listing` name the release, so they cannot be among its files: the service worker
    as it is sent, and the JSON of `/api/v1/release`.
    """

    bodies: dict[str, Encoded]
    worker: Encoded
    listing: Encoded


def listing_of(release: ReleaseIndex, published: str) -> bytes:
    """The JSON of `/api/v1/release`."""
    files = [msgspec.structs.asdict(file) for file in release.files]
    return msgspec.json.encode({"id": release.id, "published": published, "files": files})


async def insert(database: aiosqlite.Connection, stored: StoredRelease) -> None:
    """Fill an empty database with a release. Raises sqlite3.Error."""
    meta = {"id": stored.release.id, "published": stored.published, "policy": stored.policy}
    meta |= {"inputs": stored.inputs, "stamp": _stamp(stored, stored.worker)}
    meta |= {"changes": msgspec.json.encode(stored.deltas).decode()}
    await database.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
    bodies = (
        (sha, body.plain, body.br, body.gzip, body.quality)
        for sha, body in sorted(stored.bodies.items())
    )
    await database.executemany("INSERT INTO bodies VALUES (?, ?, ?, ?, ?)", bodies)
    files = (msgspec.structs.astuple(file) for file in stored.release.files)
    await database.executemany("INSERT INTO files VALUES (?, ?, ?, ?, ?)", files)
    await database.executemany("INSERT INTO packs VALUES (?, ?)", stored.release.packs.items())
    stamped = (
        (name, body.plain, body.br, body.gzip)
        for name, body in (("worker", stored.worker), ("listing", stored.listing))
    )
    await database.executemany("INSERT INTO stamped VALUES (?, ?, ?, ?)", stamped)


async def select_index(database: aiosqlite.Connection) -> StoredIndex:
    """Read the metadata of a release from its database; raises DamagedReleaseError."""
    await _schema_version(database)
    return _index(await _meta(database), *await _rows(database))


async def select(database: aiosqlite.Connection, known: Mapping[str, Encoded]) -> StoredRelease:
    """Read a release and recompute every hash; raises DamagedReleaseError.

    A body in `known` is used instead of an equal one, so that it is only once in memory.
    """
    version = await _schema_version(database)
    meta = await _meta(database)
    index = _index(meta, *await _rows(database))
    bodies = await _all_bodies(database, _quality_column(version), known)
    _require({*index.types, *index.deltas.values()} == bodies.keys())
    listing = listing_of(index.release, index.published)
    if version:
        stamped = await _stamped(database)
    else:
        script = meta["worker"].encode()
        stamped = {"worker": encode(script, BEST_QUALITY), "listing": encode(listing)}
    worker = stamped["worker"]
    _require(worker.is_intact(digest(worker.identity)))
    _require(stamped["listing"].is_intact(digest(listing)))
    _require(_stamp(index, worker) == meta["stamp"])
    return StoredRelease(
        **msgspec.structs.asdict(index), bodies=bodies, worker=worker, listing=stamped["listing"]
    )


async def _all_bodies(
    database: aiosqlite.Connection, quality: str, known: Mapping[str, Encoded]
) -> dict[str, Encoded]:
    """Every body by its hash, which is recomputed; raises DamagedReleaseError."""
    bodies: dict[str, Encoded] = {}
    query = f"SELECT sha256, {ENCODING_COLUMNS}, {quality} FROM bodies"  # noqa: S608  our columns
    async with database.execute(query) as cursor:
        with ThreadPoolExecutor(CORES) as pool:  # hashing and decompression release the GIL
            while rows := list(await cursor.fetchmany(ROWS_AT_ONCE)):
                read = {sha: Encoded(*encodings) for sha, *encodings in rows}
                _require(all(pool.map(_are_intact, _shares(read))))
                bodies |= {sha: known.get(sha, body) for sha, body in read.items()}
    return bodies


async def _stamped(database: aiosqlite.Connection) -> dict[str, Encoded]:
    """The bodies that name the release, by the field of `StoredRelease`."""
    found = await database.execute_fetchall(f"SELECT name, {ENCODING_COLUMNS} FROM stamped")  # noqa: S608
    return {name: Encoded(*encodings) for name, *encodings in found}


def _quality_column(version: int) -> str:
    return "quality" if version else "0"


def _shares(bodies: dict[str, Encoded]) -> list[list[tuple[str, Encoded]]]:
    """The bodies in as many parts as there are cores."""
    rows = list(bodies.items())
    return [rows[start::CORES] for start in range(CORES)]


def _are_intact(bodies: Iterable[tuple[str, Encoded]]) -> bool:
    return all(body.is_intact(sha) for sha, body in bodies)


async def select_bodies(
    database: aiosqlite.Connection, hashes: Iterable[str]
) -> dict[str, Encoded]:
    """Those of these bodies that the database has intact, by hash. Raises sqlite3.Error."""
    quality = _quality_column(await _schema_version(database))
    bodies = {}
    query = f"SELECT {ENCODING_COLUMNS}, {quality} FROM bodies WHERE sha256 = ?"  # noqa: S608
    for sha in hashes:
        for encodings in await database.execute_fetchall(query, (sha,)):
            body = Encoded(*encodings)
            if body.is_intact(sha):
                bodies[sha] = body
    return bodies


async def select_plain(database: aiosqlite.Connection, hashes: Iterable[str]) -> dict[str, bytes]:
    """Those of these bodies that the database has intact, uncompressed. Raises sqlite3.Error."""
    await _schema_version(database)
    bodies = {}
    for sha in hashes:
        query = "SELECT CASE WHEN gzip IS NULL THEN identity END, gzip FROM bodies WHERE sha256 = ?"
        for plain, zipped in await database.execute_fetchall(query, (sha,)):
            with suppress(zlib.error, TypeError):
                body = Encoded(plain, None, zipped).identity
                if digest(body) == sha:
                    bodies[sha] = body
    return bodies


@lru_cache(maxsize=64)
def language_of(path: Path) -> str:
    """The language of a release's database, which never changes. Raises an error of UNREADABLE."""
    query = f"SELECT {ENCODING_COLUMNS} FROM files JOIN bodies USING (sha256) WHERE path = ?"  # noqa: S608
    with read_only(path) as database:
        [encodings] = database.execute(query, (MANIFEST,))
    return str(msgspec.json.decode(Encoded(*encodings).identity)["lang"])


async def _schema_version(database: aiosqlite.Connection) -> int:
    [(version,)] = await database.execute_fetchall("PRAGMA user_version")
    if version > SCHEMA_VERSION:
        raise DamagedReleaseError("it was made by a newer version of the app; install that version")
    return int(version)


async def _meta(database: aiosqlite.Connection) -> dict[str, str]:
    return dict(map(tuple, await database.execute_fetchall("SELECT key, value FROM meta")))


async def _rows(database: aiosqlite.Connection) -> tuple[tuple[File, ...], dict[int, str]]:
    files = await database.execute_fetchall("SELECT path, sha256, bytes, type, tier FROM files")
    packs = await database.execute_fetchall("SELECT tier, sha256 FROM packs")
    return in_manifest_order(File(*row) for row in files), dict(map(tuple, packs))


def _index(meta: Mapping[str, str], files: tuple[File, ...], packs: dict[int, str]) -> StoredIndex:
    _require(release_id(files) == meta["id"])
    # A release that was published before there were deltas is still served and rolled back to.
    deltas = msgspec.json.decode(meta.get("changes", "{}"), type=dict[str, str])
    return StoredIndex(
        release=ReleaseIndex(meta["id"], files, packs),
        published=meta["published"],
        policy=meta["policy"],
        inputs=meta["inputs"],
        deltas=deltas,
    )


def _require(is_intact: bool) -> None:
    if not is_intact:
        raise DamagedReleaseError("a hash does not match its bytes")


def _stamp(index: StoredIndex, worker: Encoded) -> str:
    """The hash of all that no file's hash covers: worker, policy, time and deltas."""
    deltas = (f"{id_} {sha}" for id_, sha in sorted(index.deltas.items()))
    lines = (index.policy, index.published, *deltas)
    return digest(b"\n".join([worker.identity, *(line.encode() for line in lines)]))
