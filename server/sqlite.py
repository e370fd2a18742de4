"""Opens SQLite files, and checks them."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

import aiosqlite

from server.private_api import require

require("aiosqlite", aiosqlite.Connection(lambda: sqlite3.connect(":memory:"), 1), "_thread")

DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
LOCK_SECONDS = 5.0  # the default of Python's sqlite3


@contextmanager
def read_only(path: Path, timeout: float = LOCK_SECONDS) -> Iterator[sqlite3.Connection]:
    """Open an existing database for reading only, and close it. Raises sqlite3.Error.

    `timeout` is in seconds.
    """
    with closing(sqlite3.connect(read_only_uri(path), uri=True, timeout=timeout)) as database:
        yield database


async def connect(database: Path | str, **options: Any) -> aiosqlite.Connection:
    """Open a database; if that fails, no thread is left. Raises sqlite3.Error.

    aiosqlite's thread would report its end to a loop that is closed when a command has failed.
    """
    connection = aiosqlite.connect(database, **options)
    try:
        return await connection
    except sqlite3.Error:
        connection._thread.join()  # it is told to end, and waits for nothing
        raise


@asynccontextmanager
async def connected(database: Path | str, **options: Any) -> AsyncIterator[aiosqlite.Connection]:
    """Open a database as `connect` does, and close it."""
    connection = await connect(database, **options)
    try:
        yield connection
    finally:
        await connection.close()


def read_only_uri(path: Path) -> str:
    """The URI that opens an existing database for reading only."""
    return f"{path.absolute().as_uri()}?mode=ro"


def damage(database: sqlite3.Connection) -> str | None:
    """The first fault that SQLite's `quick_check` finds, or None. Raises sqlite3.Error."""
    [(found,), *_] = database.execute("PRAGMA quick_check(1)")
    return None if found == "ok" else " ".join(str(found).split())


def error_code(error: Exception) -> int:
    """SQLite's primary result code of an error; 0 if the error has none."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
