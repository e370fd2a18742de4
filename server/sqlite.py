"""Opens SQLite files for reading, and checks them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
LOCK_SECONDS = 5.0  # the default of Python's sqlite3


@contextmanager
def read_only(path: Path, timeout: float = LOCK_SECONDS) -> Iterator[sqlite3.Connection]:
    """Open an existing database for reading only, and close it. Raises sqlite3.Error.

    `timeout` is in seconds.
    """
    with closing(sqlite3.connect(read_only_uri(path), uri=True, timeout=timeout)) as database:
        yield database


def read_only_uri(path: Path) -> str:
    """The URI that opens an existing database for reading only."""
    return f"{path.absolute().as_uri()}?mode=ro"


def damage(database: sqlite3.Connection) -> str | None:
    """The first fault that SQLite's `quick_check` finds, or None. Raises sqlite3.Error."""
    [(found,), *_] = database.execute("PRAGMA quick_check(1)")
    return None if found == "ok" else str(found)


def error_code(error: Exception) -> int:
    """SQLite's primary result code of an error; 0 if the error has none."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
