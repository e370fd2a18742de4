"""Locks between processes, held on files."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.ownership import give_to_owner


@contextmanager
def locked(path: Path, mode: int = 0o644) -> Iterator[None]:
    """Wait for the lock on a file, and hold it; a missing file is created with `mode`.

    The system releases it when the process ends. Raises OSError.
    """
    handle = _open(path, mode)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _open(path: Path, mode: int) -> int:
    try:
        return os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        handle = os.open(path, os.O_CREAT | os.O_RDONLY, mode)
        give_to_owner(path, mode)
        return handle
