"""Notices that authored files were saved, for `check --watch` and `serve --reload`."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

LOOK_SECONDS = 0.5


async def saves(*folders: Path) -> AsyncIterator[None]:
    """Yield once at the start and then after every save below the folders."""
    seen: dict[Path, int] | None = None
    while True:
        now = {path: path.stat().st_mtime_ns for folder in folders for path in folder.rglob("*") if path.is_file()}
        if now != seen:
            seen = now
            yield
        await asyncio.sleep(LOOK_SECONDS)
