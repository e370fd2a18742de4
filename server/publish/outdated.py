"""Whether a publish would make another release than the one that is served."""

import asyncio
import logging
from pathlib import Path

from server.publish.fingerprint import inputs_fingerprint
from server.release.database import DamagedReleaseError
from server.release.store import Store

log = logging.getLogger(__name__)


async def warn_if_outdated(store: Store, content: Path, lang: str) -> None:
    """Log a line if the content or the app has changed since the current release was published."""
    try:
        pointer = store.pointer()
        if pointer is None:
            return
        inputs = (await store.read_index(pointer.current)).inputs
        changed = inputs != await asyncio.to_thread(inputs_fingerprint, content, lang)
    except (DamagedReleaseError, OSError):
        return  # the served release is in memory
    if changed:
        log.warning(
            "the content in %s or the app has changed since release %s was published;"
            " `publish` makes a release of it",
            content,
            pointer.current,
        )
