"""Watches authored files for `check --watch` and `serve --reload`.

It polls: the library `watchfiles` would bring a compiled dependency and two more packages to every
server, for two commands that editors run on a few hundred files.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

POLL_SECONDS = 0.5


async def watch_saves(*folders: Path) -> AsyncIterator[None]:
    """Yield once at the start and then after every change of a file in the folders."""
    seen: dict[Path, int] | None = None
    while True:
        now = dict(
            saved for folder in folders for path in folder.rglob("*") if (saved := _saved(path))
        )
        if now != seen:
            seen = now
            yield
        await asyncio.sleep(POLL_SECONDS)


def _saved(path: Path) -> tuple[Path, int] | None:
    """A file and its time of change in nanoseconds; None if it is a folder or was deleted."""
    try:
        return (path, path.stat().st_mtime_ns) if path.is_file() else None
    except FileNotFoundError:
        return None
