"""What `serve` does about a data folder at the start: rebuild a damaged release or roll back."""

import logging
import sqlite3
from datetime import date
from pathlib import Path

from server import paths
from server.authored.findings import ContentError
from server.authored.loader import read_languages
from server.checks.ageing import warnings
from server.os_errors import refusal_of
from server.publish.build import Build, build, checked_content
from server.publish.publish import is_intact, publish
from server.release.store import Pointer, Store

log = logging.getLogger(__name__)


async def recover_all(store: Store, content: Path, lang: str) -> str | None:
    """Recover the default language and each translation that was published, or is `lang`.

    Returns why the default language cannot be served, or None. A translation that cannot be
    recovered is only logged: it harms no other language.
    """
    languages = read_languages(content)
    own = languages[lang].translation if lang in languages else None
    reason = await recover(store, content, own.of if own else lang)
    for translation in sorted({*store.translations(), *([lang] if own else [])}):
        if failed := await recover(store.translation(translation), content, translation):
            log.error("%s: %s", translation, failed)
    return reason


async def recover(store: Store, content: Path, lang: str) -> str | None:
    """Make sure that the pointer names an intact release; returns why that failed, or None."""
    pointer = store.pointer()
    if pointer is not None:
        if await is_intact(store, pointer.current):
            return None
        log.error("the database of release %s is damaged or gone; rebuilding it", pointer.current)
    try:
        await _rebuild(store, pointer, _build(content, lang))
        return None
    except ContentError as error:
        log.error("the content has %d problems; see `check`", len(error.findings))
    except (OSError, sqlite3.Error) as error:
        log.error("%s", refusal_of(error, store.folder))
    if pointer is not None and await _roll_back(store, pointer):
        return None
    return (
        f"nothing to serve: {store.folder} holds no intact release and building one failed;"
        " see the lines above"
    )


def _build(folder: Path, lang: str) -> Build:
    content = checked_content(folder, lang)
    if found := warnings(content, date.today()):
        log.warning("the content has %d warnings; see `check`", len(found))
    return build(content, paths.PWA)


async def _rebuild(store: Store, pointer: Pointer | None, built: Build) -> None:
    # The content may be a draft by now: then an older intact release is better than a new one.
    if (
        pointer is None
        or built.release.id == pointer.current
        or not await _roll_back(store, pointer)
    ):
        await publish(store, built)


async def _roll_back(store: Store, pointer: Pointer) -> bool:
    for id_ in reversed(pointer.rollback_candidates):
        if await is_intact(store, id_):
            log.error(
                "release %s could not be rebuilt; serving the earlier %s", pointer.current, id_
            )
            store.point(id_, pointer.history)
            return True
    return False
