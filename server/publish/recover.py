"""What `serve` does about a data folder before it answers: rebuild a damaged release, else serve an older whole one."""

import logging
import sqlite3
from datetime import date
from pathlib import Path

from server import paths
from server.authored.findings import ContentError
from server.checks.ageing import warnings
from server.os_errors import refusal_of
from server.publish.build import build, checked_content
from server.publish.publish import is_intact, publish
from server.release.store import Pointer, Store

log = logging.getLogger(__name__)


async def recover(store: Store, content: Path, lang: str) -> str | None:
    """Make sure that the pointer names a whole release; returns why that cannot be, for the operator."""
    pointer = store.pointer()
    if pointer is not None and await is_intact(store, pointer.current):
        return None
    if pointer is not None:
        log.error("the database of release %s is damaged or gone; rebuilding it", pointer.current)
    try:
        checked = checked_content(content, lang)
        built = build(checked, paths.PWA)
        if old := warnings(checked, date.today()):
            log.warning("the content has %d warnings; see `check`", len(old))
        # The content at hand may be a draft: an older whole release goes before it.
        if (
            pointer is None
            or built.release.id == pointer.current
            or not await _older(store, pointer)
        ):
            await publish(store, built)
        return None
    except ContentError as error:
        log.error("the content has %d mistakes; see `check`", len(error.findings))
    except (OSError, sqlite3.Error) as error:
        log.error("%s", refusal_of(error, store.folder))
    if pointer is not None and await _older(store, pointer):
        return None
    return f"nothing to serve: there is no whole release in {store.folder} and none could be made; see the lines above"


async def _older(store: Store, pointer: Pointer) -> bool:
    for id_ in reversed(pointer.before):
        if await is_intact(store, id_):
            log.error(
                "release %s could not be rebuilt; serving %s, the one before", pointer.current, id_
            )
            store.point(id_, pointer.history)
            return True
    return False
