"""What the operating system or SQLite refused, in one line for an operator."""

import os
import sqlite3
from pathlib import Path


def reason_of(error: Exception) -> str:
    """Why the system refused, without the error's number and file."""
    return getattr(error, "strerror", None) or str(error)


def refusal_of(error: OSError | sqlite3.Error, data: Path) -> str:
    """Which file or folder the system refused, in one line; without a name in the error it is the data folder."""
    if isinstance(error, OSError) and error.filename is not None:
        path = Path(os.fsdecode(error.filename))
        if data not in (path, *path.parents):
            return f"cannot use {path}: {reason_of(error)}"
    return f"cannot write to the data folder {data}: {reason_of(error)}; choose another with --data"
