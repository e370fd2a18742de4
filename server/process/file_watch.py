"""Notices that authored files were saved, for `check --watch` and `serve --reload`."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

POLL_SECONDS = 0.5


async def watch_saves(*folders: Path) -> AsyncIterator[None]:
    """Yield once at the start and then after every save below the folders."""
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
    """When a file was last saved, in nanoseconds; nothing for folders and for what an editor has taken away."""
    try:
        return (path, path.stat().st_mtime_ns) if path.is_file() else None
    except FileNotFoundError:
        return None
