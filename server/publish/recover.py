"""Repairs the data folder at the start of `serve`: rebuilds a damaged release or rolls back.

It deletes nothing.
"""

import logging
import sqlite3
from datetime import date
from pathlib import Path

from server import paths
from server.authored.findings import ContentError
from server.checks.ageing import warnings
from server.child import ChildError
from server.os_errors import describe_error, reason_of
from server.publish.build import Build, build_folder
from server.publish.fingerprint import inputs_fingerprint
from server.publish.publish import languages_of, newest_intact, publish
from server.release.database import DamagedReleaseError
from server.release.store import Pointer, Store

log = logging.getLogger(__name__)


async def recover_all(store: Store, content: Path, lang: str) -> str | None:
    """Recover the default language and each translation that is published, offered, or `lang`.

    Returns why the default language cannot be served, or None. A translation that cannot be
    recovered is only logged: it harms no other language.
    """
    default, *translations = languages_of(store, content, lang)
    reason = await recover(store, content, default)
    for translation in translations:
        if failed := await recover(store.translation(translation), content, translation):
            log.error("%s: %s", translation, failed)
    return reason


async def recover(store: Store, content: Path, lang: str) -> str | None:
    """Make sure that the pointer names an intact release; returns why that failed, or None."""
    pointer = None
    try:
        pointer = await _pointer(store)
        if pointer is not None and await _check_intact(store, pointer.current):
            return None
        inputs = inputs_fingerprint(content, lang)
        await _rebuild(store, pointer, _build(content, lang), inputs)
        return None
    except ContentError as error:
        found = error.findings
        log.error("the content has problems, %d in all; see `check`: %s", len(found), found[0])
    except ChildError as error:
        log.error("the content could not be checked: %s", error)
    except (OSError, sqlite3.Error) as error:
        log.error("%s", describe_error(error, store.folder))
    if pointer is not None and await _roll_back(store, pointer):
        return None
    return (
        f"nothing to serve: {store.folder} holds no intact release and building one failed;"
        " see the lines above"
    )


async def _pointer(store: Store) -> Pointer | None:
    """The pointer; if it is lost, the newest intact release in the folder becomes current."""
    try:
        pointer = store.pointer()
        lost = "damaged" if store.pointer_path.exists() else "gone"
    except OSError as error:
        pointer, lost = None, f"unreadable ({reason_of(error)})"
    found = None if pointer else await store.reconstruct_pointer()
    if found is None:
        return pointer
    if id_ := await newest_intact(store, found.history):
        found = Pointer(id_, found.history)
    log.error(
        "%s is %s: serving %s, the newest of the %d releases in the folder; `rollback` goes back",
        store.pointer_path,
        lost,
        found.current,
        len(found.history),
    )
    store.set_pointer(found.current, found.history)
    return found


async def _check_intact(store: Store, id_: str) -> bool:
    """Whether a release is intact; logs what is wrong with it."""
    try:
        await store.read(id_)
    except DamagedReleaseError as error:
        log.error("the database of release %s is damaged or gone; rebuilding it: %s", id_, error)
        return False
    return True


def _build(folder: Path, lang: str) -> Build:
    built = build_folder(folder, lang, paths.PWA)
    if found := warnings(built.content, date.today()):
        log.warning("the content has %d warnings; see `check`", len(found))
    return built


async def _rebuild(store: Store, pointer: Pointer | None, built: Build, inputs: str) -> None:
    # The content may be a draft by now: then an older intact release is better than a new one.
    is_new = pointer is not None and built.release.id != pointer.current
    if pointer is not None and is_new and await _roll_back(store, pointer):
        return
    await publish(store, built, inputs)
    if pointer is not None and is_new:
        log.error(
            "release %s could not be rebuilt, as the content or the app has changed; serving %s,"
            " built from the current content",
            pointer.current,
            built.release.id,
        )


async def _roll_back(store: Store, pointer: Pointer) -> bool:
    id_ = await newest_intact(store, pointer.rollback_candidates)
    if id_ is None:
        return False
    log.error("release %s could not be rebuilt; serving the earlier %s", pointer.current, id_)
    store.set_pointer(id_, pointer.history)
    return True
