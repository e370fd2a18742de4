"""Feedback in one SQLite file: one writer at a time, acknowledged only once it is on disk."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Self

import aiosqlite
import msgspec
from msgspec import Meta, Struct, structs

from server.digest import digest
from server.feedback.copies import PURGE, oldest_kept, purge_copies
from server.feedback.migrate import LOCKED_MS, migrate_database
from server.feedback.words import clean
from server.private_api import require
from server.sqlite import connect

require(
    "aiosqlite",
    aiosqlite.Connection(lambda: sqlite3.connect(":memory:"), 1),
    "_conn",
    "_connection",
    "stop",
)

DATABASE_NAME = "app.db"
TEXT_BYTES = 4_096
KEY_CHARS = 64  # of the Idempotency-Key of a post
TURN_SECONDS = 5.0  # the longest wait for other writers in this process
PURGE_SECONDS = 3600.0
INSERT = (
    "INSERT INTO feedback (key, received, page, section, clear, text) "
    "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING"
)

log = logging.getLogger(__name__)


class StoreUnavailableError(Exception):
    """Feedback cannot be stored or read at the moment; nothing acknowledged is lost."""


class Feedback(Struct, frozen=True, forbid_unknown_fields=True):
    """What a reader sends about one page; `clear` is None if the question was not answered."""

    page: Annotated[str, Meta(pattern=r"^/[A-Za-z0-9/_.-]*\Z", max_length=200)]
    section: Annotated[str, Meta(max_length=200)] = ""
    clear: bool | None = None
    text: Annotated[str, Meta(extra_json_schema={"maxLength": TEXT_BYTES})] = ""  # checked in bytes

    def cleaned(self) -> Self:
        """The same post without control characters."""
        return structs.replace(self, text=clean(self.text), section=clean(self.section))

    @property
    def is_empty(self) -> bool:
        """Whether it has neither an answer nor words."""
        return not self.text and self.clear is None

    @property
    def is_too_long(self) -> bool:
        """Whether its text has more than `TEXT_BYTES`."""
        return len(self.text.encode()) > TEXT_BYTES

    def default_key(self, day: str) -> str:
        """The key of a post without one: equal posts on one `day` (ISO 8601) are stored once."""
        return digest(
            "\0".join([self.page, self.section, str(self.clear), self.text, day]).encode()
        )


class StoredFeedback(Struct, frozen=True, array_like=True):
    """A stored post; `received` is UTC in ISO 8601."""

    id: int
    received: str
    page: str
    section: str
    clear: bool | None
    text: str
    key: str  # the same on every node that a reader sent it to


class ExportedFeedback(Feedback, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """A post of an export, from this node or another; the number that it had there is ignored."""

    key: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
    received: Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00\Z")]


class FeedbackStore:
    """The feedback of a data folder; if it cannot be opened, the next write tries again."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / DATABASE_NAME
        self._turn = asyncio.Lock()
        self._opened: tuple[aiosqlite.Connection, int] | None = None
        self._abandoned: list[sqlite3.Connection] = []

    @property
    def state(self) -> str:
        """`open`, or `unavailable` while the database cannot be used."""
        return "open" if self._opened else "unavailable"

    @asynccontextmanager
    async def open(self, keep_days: int | None = None) -> AsyncIterator[None]:
        """Open for reading and writing if possible; while open, delete posts after `keep_days`."""
        try:
            async with self._transaction():
                pass
        except StoreUnavailableError as error:
            log.error("%s; will retry on the next write", error)
        async with self.closed_after(keep_days):
            yield

    @asynccontextmanager
    async def closed_after(self, keep_days: int | None = None) -> AsyncIterator[None]:
        """Open at the first use; while open, delete posts after `keep_days`."""
        purging = asyncio.create_task(self._purge_hourly(keep_days)) if keep_days else None
        try:
            yield
        finally:
            if purging:
                purging.cancel()
                await asyncio.wait({purging})
            await self._close()

    async def add(self, feedback: Feedback, key: str) -> bool:
        """Store a post, on disk before this returns; returns whether it is new.

        Raises StoreUnavailableError.
        """
        values = (digest(key.encode()), _now(), *structs.astuple(feedback))
        async with self._transaction() as database:
            return (await database.execute(INSERT, values)).rowcount == 1

    async def merge(self, posts: Iterable[ExportedFeedback]) -> int:
        """Store those posts of exports that are not here yet; returns how many.

        Raises StoreUnavailableError.
        """
        values = [
            (post.key, post.received, post.page, post.section, post.clear, post.text)
            for post in sorted(posts, key=lambda post: post.received)
        ]
        async with self._transaction() as database:
            return (await database.executemany(INSERT, values)).rowcount

    async def rows(self) -> list[StoredFeedback]:
        """All stored posts, oldest first. Raises StoreUnavailableError."""
        async with self._transaction() as database:
            found = await database.execute_fetchall(
                "SELECT id, received, page, section, clear, text, key FROM feedback ORDER BY id"
            )
        return [msgspec.convert(tuple(row), StoredFeedback, strict=False) for row in found]

    async def delete(self, ids: Iterable[int]) -> int:
        """Delete posts; returns how many existed. Raises StoreUnavailableError."""
        async with self._transaction() as database:
            deleted = await database.executemany(
                "DELETE FROM feedback WHERE id = ?", [(id_,) for id_ in ids]
            )
        await self._empty_log(deleted.rowcount)
        return deleted.rowcount

    async def purge(self, days: int) -> int:
        """Delete posts older than `days`, in copies beside the database too; returns how many.

        Copies are not counted. Raises StoreUnavailableError.
        """
        now = datetime.now(UTC)
        async with self._transaction() as database:
            deleted = await database.execute(PURGE, [oldest_kept(now, days)])
        await self._empty_log(deleted.rowcount)
        try:
            await asyncio.to_thread(purge_copies, self.path, now, days)
        except OSError as error:
            raise StoreUnavailableError(f"older copies were not deleted: {error}") from error
        return deleted.rowcount

    async def _empty_log(self, deleted: int) -> None:
        """Empty the -wal file, which otherwise holds deleted rows until it is reused."""
        if not deleted:
            return
        async with self._turn:
            if self._opened:  # the task before may have closed it
                with suppress(sqlite3.Error):
                    await self._opened[0].execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    async def _purge_hourly(self, days: int) -> None:
        while True:
            try:
                if count := await self.purge(days):
                    log.info("deleted %d feedback posts older than %d days", count, days)
            except StoreUnavailableError as error:
                log.error("old feedback was not deleted: %s", error)
            except Exception:  # otherwise readers' words would stay until the next start
                log.exception("old feedback was not deleted")
            await asyncio.sleep(PURGE_SECONDS)

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """A transaction, one task at a time: a rollback would undo rows of other tasks too."""
        try:
            async with asyncio.timeout(TURN_SECONDS):
                await self._turn.acquire()
        except TimeoutError as error:
            raise StoreUnavailableError("too many writers are waiting to store feedback") from error
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
        # Rows written to a file that was deleted or replaced would be lost.
        if self._opened and (inode := _inode(self.path)) != self._opened[1]:
            await (self._abandon() if inode else self._close())
        if self._opened:
            return self._opened[0]
        await asyncio.to_thread(migrate_database, self.path)
        database = await connect(self.path, isolation_level=None)
        self._opened = (database, _inode(self.path))
        await database.execute(f"PRAGMA busy_timeout = {LOCKED_MS}")
        await database.execute("PRAGMA synchronous = FULL")  # so that rows survive a power cut
        await database.execute(
            "PRAGMA secure_delete = ON"
        )  # overwrite deleted rows; off in some builds
        return database

    async def _abandon(self) -> None:
        """End the thread, but keep the old file open: closing it deletes the new file's -wal."""
        if self._opened:
            database, self._opened = self._opened[0], None
            self._abandoned.append(database._conn)
            database._connection = None
            await database.stop()  # type: ignore[misc]

    async def _close(self) -> None:
        if self._opened:
            database, self._opened = self._opened[0], None
            await database.close()


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return 0


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
