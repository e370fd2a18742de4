"""Errors of the operating system and SQLite as one line for an operator."""

import os
import sqlite3
from errno import ENOSPC
from pathlib import Path

from server.ownership import chown_hint, read_hint
from server.sqlite import error_code


def reason_of(error: Exception) -> str:
    """The reason of an error, without its number and file."""
    return getattr(error, "strerror", None) or str(error)


def describe_error(error: OSError | sqlite3.Error, data: Path) -> str:
    """The file and the reason in one line; the data folder if the error names no file."""
    if isinstance(error, PermissionError):
        path = Path(os.fsdecode(error.filename)) if error.filename else data
        is_content = data != path and data not in path.parents and path not in data.parents
        hint = read_hint(path) if is_content else chown_hint(data)
        return f"cannot use {path}: {reason_of(error)}; {hint}"
    if _is_full(error):
        return f"the disk of the data folder {data} is full; free some space"
    if isinstance(error, IsADirectoryError) and error.filename is not None:
        name = os.fsdecode(error.filename2 or error.filename)
        return f"cannot use {name}: it is a folder; move it away"
    if isinstance(error, OSError) and error.filename is not None:
        path = Path(os.fsdecode(error.filename))
        if data not in (path, *path.parents):
            return f"cannot use {path}: {reason_of(error)}"
    return f"cannot write to the data folder {data}: {reason_of(error)}; choose another with --data"


def _is_full(error: OSError | sqlite3.Error) -> bool:
    if isinstance(error, OSError):
        return error.errno == ENOSPC
    return error_code(error) == sqlite3.SQLITE_FULL
