"""Copies beside the feedback database, which are deleted as soon as their posts would be.

`restore` keeps the replaced feedback as `app.db.before-<time>`, and a damaged database is set aside
as `app.db.damaged-<time>`.
"""

import logging
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from server.sqlite import DAMAGED, error_code

PURGE = "DELETE FROM feedback WHERE received <= ?"
AFTER_ALL = "a"  # no time begins with a letter
DAMAGED_DAYS = 30  # to repair it; nobody can tell how old the posts in it are
COPY_SUFFIX = re.compile(r"\.(before|damaged)-(\d{8}T\d{12})")
TIME_FORMAT = "%Y%m%dT%H%M%S%f"

log = logging.getLogger(__name__)


def copy_path(database: Path, kind: Literal["before", "damaged"]) -> Path:
    """The path of a copy that is made now."""
    return database.with_name(f"{database.name}.{kind}-{datetime.now(UTC):{TIME_FORMAT}}")


def oldest_kept(now: datetime, days: int) -> str:
    """The time up to which posts are deleted; for 0 days a text that sorts after all times."""
    if not days:
        return AFTER_ALL  # also after a post that came before the clock was set back
    return (now - timedelta(days=days)).isoformat(timespec="seconds")


def purge_copies(database: Path, now: datetime, days: int) -> None:
    """Delete posts older than `days` in older copies, and damaged files after `DAMAGED_DAYS`.

    An older copy without a post is deleted. A copy that cannot be purged (full disk, lock) is kept
    until its last post is older than `days`; every purge retries it. Raises OSError.
    """
    for path in sorted(database.parent.glob(f"{database.name}.*-*")):
        found = COPY_SUFFIX.match(path.name.removeprefix(database.name))
        if found is None or (made := _time_of(found[2])) is None:
            continue
        kept_days = min(days, DAMAGED_DAYS)
        if found[1] == "before":
            copy = database.with_name(database.name + found[0])
            if path != copy and copy.exists():
                continue  # SQLite's own file beside it
            if path == copy:
                kept_days = _purge(path, oldest_kept(now, days), days)
        if now - made >= timedelta(days=kept_days):
            path.unlink(missing_ok=True)
            log.info("deleted the copy of feedback %s", path.name)


def _time_of(name: str) -> datetime | None:
    try:
        return datetime.strptime(name, TIME_FORMAT).replace(tzinfo=UTC)
    except ValueError:  # not ours: the suffix is not a date
        return None


def _purge(path: Path, before: str, days: int) -> int:
    """Delete the old posts of a copy; returns after how many days the whole copy is deleted."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as copy:
            copy.execute("PRAGMA secure_delete = ON")
            with copy:
                copy.execute(PURGE, [before])
            [(count,)] = copy.execute("SELECT count(*) FROM feedback")
            return days if count else 0
    except sqlite3.Error as error:
        log.warning("old posts in the copy of feedback %s are not deleted: %s", path.name, error)
        return min(days, DAMAGED_DAYS) if error_code(error) in DAMAGED else days
