"""Watches authored files for `check --watch` and `serve --reload`.

It polls: the library `watchfiles` would bring a compiled dependency and two more packages to every
server, for two commands that editors run on a few hundred files.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

POLL_SECONDS = 0.5


async def watch_saves(*folders: Path) -> AsyncIterator[None]:
    """Yield once at the start and then after every change of a file in the folders."""
    seen: dict[Path, int] | None = None
    while True:
        now = _saved_files(folders)
        if now is not None and now != seen:
            seen = now
            yield
        await asyncio.sleep(POLL_SECONDS)


def _saved_files(folders: Iterable[Path]) -> dict[Path, int] | None:
    """All files and folders with times of change; None while a folder cannot be listed."""
    try:
        return dict(
            saved for folder in folders for path in folder.rglob("*") if (saved := _saved(path))
        )
    except OSError:  # a folder was renamed or deleted while it was listed
        return None


def _saved(path: Path) -> tuple[Path, int] | None:
    """A file, folder or link, with its time of change in nanoseconds (0 for a folder), or None."""
    try:
        status = path.stat() if path.exists() else path.lstat()
        return path, 0 if path.is_dir() else status.st_mtime_ns
    except OSError:
        return None
