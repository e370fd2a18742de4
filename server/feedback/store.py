"""What readers write to the editors: one SQLite file, written in turns, acknowledged only when it is on disk."""

import asyncio
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import aiosqlite
import msgspec
from msgspec import Meta, Struct, structs

from server.digest import digest
from server.locks import locked
from server.private_api import require
from server.sqlite import damage

require(
    "aiosqlite",
    aiosqlite.Connection(lambda: sqlite3.connect(":memory:"), 1),
    "_conn",
    "_connection",
    "stop",
)

MIGRATIONS = Path(__file__).with_name("migrations")
DATABASE_NAME = "app.db"
TEXT_BYTES = 4_096
LOCKED_MS = 2_000  # SQLite's own wait for another process
TURN_SECONDS = 5.0  # the longest that a reader waits for those before
FORGET_SECONDS = 3600.0
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

log = logging.getLogger(__name__)


class StoreUnavailableError(Exception):
    """Feedback cannot be stored or read now; nothing that was acknowledged is lost."""


class Feedback(Struct, frozen=True, forbid_unknown_fields=True):
    """What a reader sends about one page; `clear` is None where it was not said."""

    page: Annotated[str, Meta(pattern=r"^/[A-Za-z0-9/_.-]*\Z", max_length=200)]
    section: Annotated[str, Meta(max_length=200)] = ""
    clear: bool | None = None
    text: Annotated[str, Meta(extra_json_schema={"maxLength": TEXT_BYTES})] = (
        ""  # held as bytes where it is taken in
    )

    def default_key(self, day: str) -> str:
        """What names a post that its sender did not name: the same words about the same page are one post a day."""
        return digest(
            "\0".join([self.page, self.section, str(self.clear), self.text, day]).encode()
        )


class StoredFeedback(Struct, frozen=True, array_like=True):
    """One stored feedback; `received` is UTC."""

    id: int
    received: str
    page: str
    section: str
    clear: bool | None
    text: str


class FeedbackStore:
    """The data folder's feedback; what cannot be opened now is tried again at the next write."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / DATABASE_NAME
        self._turn = asyncio.Lock()
        self._opened: tuple[aiosqlite.Connection, int] | None = None
        self._abandoned: list[sqlite3.Connection] = []

    @property
    def state(self) -> str:
        """`open`, or `unavailable` while the disk refuses it."""
        return "open" if self._opened else "unavailable"

    @asynccontextmanager
    async def open(self, keep_days: int | None = None) -> AsyncIterator[None]:
        """Open for reading and writing, if that can be; while open, delete what is older than so many days."""
        try:
            async with self._write():
                pass
        except StoreUnavailableError as error:
            log.error("%s; it is tried again with each feedback", error)
        forgetting = asyncio.create_task(self._forget(keep_days)) if keep_days else None
        try:
            yield
        finally:
            if forgetting:
                forgetting.cancel()
                await asyncio.wait({forgetting})
            await self._close()

    async def add(self, feedback: Feedback, key: str) -> bool:
        """Store it, on disk before this returns; returns whether it is new. Raises StoreUnavailableError."""
        values = (digest(key.encode()), _now(), *structs.astuple(feedback))
        insert = "INSERT INTO feedback (key, received, page, section, clear, text) VALUES (?, ?, ?, ?, ?, ?)"
        async with self._write() as database:
            return (
                await database.execute(f"{insert} ON CONFLICT (key) DO NOTHING", values)
            ).rowcount == 1

    async def rows(self) -> list[StoredFeedback]:
        """All that is stored, oldest first. Raises StoreUnavailableError."""
        async with self._write() as database:
            found = await database.execute_fetchall(
                "SELECT id, received, page, section, clear, text FROM feedback ORDER BY id"
            )
        return [msgspec.convert(tuple(row), StoredFeedback, strict=False) for row in found]

    async def delete(self, ids: Iterable[int]) -> int:
        """Delete some; returns how many there were. Raises StoreUnavailableError."""
        async with self._write() as database:
            return (
                await database.executemany(
                    "DELETE FROM feedback WHERE id = ?", [(id_,) for id_ in ids]
                )
            ).rowcount

    async def purge(self, days: int) -> int:
        """Delete what was received longer ago; returns how many. Raises StoreUnavailableError."""
        before = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
        async with self._write() as database:
            return (
                await database.execute("DELETE FROM feedback WHERE received <= ?", [before])
            ).rowcount

    async def _forget(self, days: int) -> None:
        while True:
            try:
                if count := await self.purge(days):
                    log.info("deleted %d feedback posts older than %d days", count, days)
            except StoreUnavailableError as error:
                log.error("old feedback stays for now: %s", error)
            await asyncio.sleep(FORGET_SECONDS)

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[aiosqlite.Connection]:
        """One turn: on a connection that two tasks share, the rollback of one takes the other's rows along."""
        try:
            async with asyncio.timeout(TURN_SECONDS):
                await self._turn.acquire()
        except TimeoutError as error:
            raise StoreUnavailableError("too many are waiting to store feedback") from error
        try:
            database = await self._database()
            try:
                await database.execute("BEGIN IMMEDIATE")
                yield database
                await database.commit()
            except BaseException:  # a cancelled request too: its BEGIN may already have run
                await database.rollback()
                raise
        except (sqlite3.Error, OSError) as error:
            await self._close()
            raise StoreUnavailableError(
                f"the feedback database {self.path} cannot be used: {error}"
            ) from error
        finally:
            self._turn.release()

    async def _database(self) -> aiosqlite.Connection:
        # A file that was deleted or replaced behind our back would go on taking rows that nobody ever finds.
        if self._opened and (inode := _inode(self.path)) != self._opened[1]:
            await (self._abandon() if inode else self._close())
        if self._opened:
            return self._opened[0]
        await asyncio.to_thread(migrate_database, self.path)
        database = await aiosqlite.connect(self.path, isolation_level=None)
        self._opened = (database, _inode(self.path))
        await database.execute(f"PRAGMA busy_timeout = {LOCKED_MS}")
        await database.execute(
            "PRAGMA synchronous = FULL"
        )  # acknowledged means: there after a power cut
        return database

    async def _abandon(self) -> None:
        """End the thread, but leave the old file open: closing it deletes the -wal of the one that has its name now."""
        if self._opened:
            database, self._opened = self._opened[0], None
            self._abandoned.append(database._conn)
            database._connection = None
            await database.stop()  # type: ignore[misc]

    async def _close(self) -> None:
        if self._opened:
            database, self._opened = self._opened[0], None
            await database.close()


def migrate_database(path: Path) -> None:
    """Bring the database to the newest form; a damaged one is set aside, named, and a new one begun.

    Raises sqlite3.Error and OSError where the disk refuses, or where a newer version of the app has made it.
    """
    with locked(path.with_suffix(".lock"), 0o600):
        os.close(
            os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        )  # SQLite gives its other files the same rights
        try:
            _migrate(path)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in DAMAGED:
                raise
            log.error(
                "the feedback database is damaged (%s); it was set aside as %s",
                error,
                _set_aside(path),
            )
            _migrate(path)


def _migrate(path: Path) -> None:
    steps = sorted(MIGRATIONS.glob("*.sql"))
    with closing(sqlite3.connect(path, timeout=LOCKED_MS / 1000, isolation_level=None)) as database:
        [(version,)] = database.execute("PRAGMA user_version")
        if version > len(steps):
            raise sqlite3.OperationalError(
                f"it was made by a newer version of the app (its form is {version})"
            )
        if (found := damage(database)) is not None:
            error = sqlite3.DatabaseError(found)
            error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise error
        database.execute("PRAGMA journal_mode = WAL")
        for number, step in enumerate(steps[version:], version + 1):
            script = step.read_text("utf-8")
            database.executescript(
                f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;"
            )


def _set_aside(path: Path) -> str:
    name = f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(path.with_name(name + suffix))
    return name


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return 0


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
