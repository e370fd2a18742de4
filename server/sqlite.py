"""SQLite files, opened and examined in the one way that this app does it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

SECONDS = 5.0  # to wait for a lock, which is SQLite's own default in Python


@contextmanager
def read_only(path: Path, timeout: float = SECONDS) -> Iterator[sqlite3.Connection]:
    """Open a database that must exist, without the right to change it, and close it. Raises sqlite3.Error."""
    with closing(
        sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=timeout)
    ) as database:
        yield database


def damage(database: sqlite3.Connection) -> str | None:
    """What SQLite's own quick check finds wrong with a database, or None."""
    [(found,), *_] = database.execute("PRAGMA quick_check(1)")
    return None if found == "ok" else str(found)
