"""Migrates the feedback database to the latest schema; sets a damaged one aside."""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

from server.feedback.copies import copy_path
from server.locks import locked
from server.ownership import make_private
from server.sqlite import DAMAGED, damage, error_code

MIGRATIONS = Path(__file__).with_name("migrations")
LOCKED_MS = 2_000  # SQLite's wait for a lock of another process

log = logging.getLogger(__name__)


def migrate_database(path: Path) -> None:
    """Migrate the database to the latest schema; a damaged one is renamed and replaced.

    Raises sqlite3.Error and OSError if the disk refuses, or if the schema is newer than this app.
    """
    with locked(path.with_suffix(".lock"), 0o600):
        make_private(path)
        try:
            _migrate(path)
        except sqlite3.DatabaseError as error:
            if error_code(error) not in DAMAGED:
                raise
            log.error(
                "the feedback database is damaged (%s); it was renamed to %s",
                error,
                _rename_damaged(path),
            )
            make_private(path)
            _migrate(path)


def _migrate(path: Path) -> None:
    steps = sorted(MIGRATIONS.glob("*.sql"))
    with closing(sqlite3.connect(path, timeout=LOCKED_MS / 1000, isolation_level=None)) as database:
        [(version,)] = database.execute("PRAGMA user_version")
        if version > len(steps):
            raise sqlite3.OperationalError(
                f"it was made by a newer version of the app (schema version {version})"
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


def _rename_damaged(path: Path) -> str:
    name = copy_path(path, "damaged").name
    for suffix in ("", "-wal", "-shm"):
        file = path.with_name(path.name + suffix)
        if file.exists():
            file.rename(path.with_name(name + suffix))
    return name
