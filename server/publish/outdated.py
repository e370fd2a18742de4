"""Whether a publish would make another release than the one that is served."""

import asyncio
import logging
from pathlib import Path

from server.ownership import is_folder
from server.publish.fingerprint import inputs_fingerprint
from server.release.database import DamagedReleaseError
from server.release.store import Store

log = logging.getLogger(__name__)


async def warn_if_outdated(store: Store, content: Path, lang: str) -> None:
    """Log each language whose content, or the app, has changed since its release was published.

    It compares `lang`, and the published translations that the content has. It raises nothing:
    the served release is in memory, whatever is wrong with either folder or with a library that
    only `publish` needs.
    """
    if not await asyncio.to_thread(is_folder, content):
        return  # `serve` has logged it
    try:
        # Reading which language is the original would import all that reads content.
        translations = store.translations()
        if lang not in translations:
            await _warn(store, content, lang, "publish")
        for code, translation in translations.items():
            if await asyncio.to_thread((content / code).is_dir):
                await _warn(translation, content, code, f"publish --lang {code}")
    except Exception:
        log.warning("cannot tell whether the content has changed", exc_info=True)


async def _warn(store: Store, content: Path, lang: str, command: str) -> None:
    try:
        pointer = store.pointer()
        if pointer is None:
            return
        inputs = (await store.read_index(pointer.current)).inputs
        changed = inputs != await asyncio.to_thread(inputs_fingerprint, content, lang)
    except (DamagedReleaseError, OSError):
        return  # of either folder; the server reports what readers would miss
    if changed:
        log.warning(
            "the content in %s or the app has changed since release %s (%s) was published;"
            " run `%s` to release it",
            content,
            pointer.current,
            lang,
            command,
        )
