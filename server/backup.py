"""A copy of the feedback while it is in use, and the way back; releases are made anew from the content."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from server.feedback import make_sound


class NoBackup(Exception):
    """A file that is no whole backup of ours."""


def back_up(database: Path, file: Path) -> int:
    """Copy a database that may be in use; returns how many rows the copy holds. Raises sqlite3.Error and OSError."""
    temporary = file.with_name(f"{file.name}.tmp")
    temporary.unlink(missing_ok=True)
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as source:
        _copy(source, temporary)
    with closing(sqlite3.connect(temporary)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
    temporary.replace(file)
    return _rows(file)


def restore(file: Path, database: Path) -> tuple[int, Path | None]:
    """Put a backup in the place of what is there, even under a running server; returns its rows and what was kept.

    What was there is first copied beside it. Raises NoBackup, sqlite3.Error and OSError.
    """
    rows = _rows(file)
    kept = None
    database.parent.mkdir(parents=True, exist_ok=True)
    if database.exists():
        make_sound(database)
        kept = database.with_name(f"{database.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%S}")
        back_up(database, kept)
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as source:
        _copy(source, database)  # page by page under SQLite's own locks: a running server sees the old or the new
    make_sound(database)
    return rows, kept


def _copy(source: sqlite3.Connection, to: Path) -> None:
    with closing(sqlite3.connect(to)) as target:
        source.backup(target)


def _rows(file: Path) -> int:
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
            [(found,), *_] = database.execute("PRAGMA quick_check(1)")
            if found != "ok":
                raise NoBackup(f"{file} is damaged: {found}")
            [(count,)] = database.execute("SELECT count(*) FROM feedback")
            return int(count)
    except sqlite3.Error as error:
        raise NoBackup(f"{file} is no backup of the feedback: {error}") from error
