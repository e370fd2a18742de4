"""Backup and restore of the feedback while it is in use; releases are rebuilt from the content."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from server.feedback.copies import copy_path
from server.feedback.migrate import MIGRATIONS, migrate_database
from server.feedback.store import StoredFeedback
from server.os_errors import reason_of
from server.ownership import access_problem, give_to_owner, make_private, private_file_beside
from server.sqlite import DAMAGED, LOCK_SECONDS, LOCKED, damage, error_code, read_only

COLUMNS = ", ".join(StoredFeedback.__struct_fields__)
NEWER = "was made by a newer version of the app; install that first"


class InvalidBackupError(Exception):
    """The file is not an intact backup of the feedback."""


class NewerBackupError(InvalidBackupError):
    """The file was made by a newer version of the app."""


class BackupError(Exception):
    """The feedback cannot be read, or the copy cannot be written."""


def back_up(database: Path, file: Path) -> int:
    """Copy a database that may be in use; returns the number of rows. Raises BackupError."""
    if not database.exists():
        raise BackupError(f"no feedback to back up: {database} does not exist; set --data")
    if file.resolve() == database.resolve():
        raise BackupError(f"{file} is the feedback itself; name another file")
    if file.exists() and not file.is_file():
        raise BackupError(f"{file} is not a file; name another")
    try:
        with private_file_beside(file) as temporary:
            with _readable(database) as source:
                _copy(source, temporary, live=database)
            with closing(sqlite3.connect(temporary)) as copy:
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, without -wal and -shm
            rows = _rows(temporary)
            temporary.replace(file)
    except NewerBackupError as error:
        raise BackupError(f"{database} {NEWER}; nothing was written") from error
    except InvalidBackupError as error:
        raise BackupError(f"the feedback {database} is damaged; nothing was written") from error
    except (OSError, sqlite3.Error) as error:
        if error_code(error) in DAMAGED:
            raise BackupError(f"the feedback {database} is damaged; nothing was written") from error
        raise BackupError(f"cannot write {file}: {reason_of(error)}") from error
    return rows


@contextmanager
def _readable(database: Path) -> Iterator[sqlite3.Connection]:
    with ExitStack() as opened:
        try:
            source = opened.enter_context(read_only(database))
            source.execute("SELECT count(*) FROM sqlite_master")  # the first read of the file
        except sqlite3.Error as error:
            reason = access_problem(database) or error
            raise BackupError(f"cannot read the feedback {database}: {reason}") from error
        yield source


def restore(file: Path, database: Path) -> tuple[int, Path | None]:
    """Replace the feedback with a backup, even while a server is running.

    Returns the number of rows, and the copy of the replaced feedback that is kept beside it.
    Raises InvalidBackupError, BackupError, sqlite3.Error and OSError.
    """
    rows = _rows(file)
    if file.resolve() == database.resolve():
        raise InvalidBackupError(f"{file} is the feedback itself; name a copy of it")
    kept = None
    database.parent.mkdir(parents=True, exist_ok=True)
    if database.exists():
        migrate_database(database)
        kept = copy_path(database, "before")
        back_up(database, kept)
        give_to_owner(kept, 0o600)
    make_private(database)
    try:
        with read_only(file) as source:
            # In one transaction: a running server sees the old or the new.
            _copy(source, database, live=database)
    except sqlite3.OperationalError as error:
        if kept:
            kept.unlink(missing_ok=True)
        raise BackupError(f"nothing was restored: {error}") from error
    migrate_database(database)
    return rows, kept


def _copy(source: sqlite3.Connection, to: Path, live: Path) -> None:
    """Copy a database; of the two files only `live`, the feedback, can be locked by others."""
    began = time.monotonic()

    def give_up(status: int, _: int, __: int) -> None:
        # Without this, Python waits for ever for another program's lock.
        if status in LOCKED and time.monotonic() - began > LOCK_SECONDS:
            raise sqlite3.OperationalError(f"{live} is locked by another program; try again")

    with closing(sqlite3.connect(to)) as target:
        source.backup(target, progress=give_up)


def _rows(file: Path) -> int:
    try:
        with read_only(file) as database:
            if (found := damage(database)) is not None:
                raise InvalidBackupError(f"{file} is damaged: {found}")
            [(version,)] = database.execute("PRAGMA user_version")
            newest = len(list(MIGRATIONS.glob("*.sql")))
            if version > newest:
                raise NewerBackupError(f"{file} {NEWER}")
            if not version:  # another program's: ours has the number of its last migration
                raise InvalidBackupError(f"{file} is not a backup of the feedback")
            if version == newest:  # an older one gets its new columns when it is migrated
                database.execute(f"SELECT {COLUMNS} FROM feedback LIMIT 0")  # noqa: S608  ours
            [(count,)] = database.execute("SELECT count(*) FROM feedback")
            return int(count)
    except sqlite3.Error as error:
        raise InvalidBackupError(f"{file} is not a backup of the feedback: {error}") from error
