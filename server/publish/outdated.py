"""Whether a publish would make another release than the one that is served."""

import asyncio
import logging
from contextlib import suppress
from pathlib import Path

from server.publish.fingerprint import inputs_fingerprint
from server.release.database import DamagedReleaseError
from server.release.store import Store

log = logging.getLogger(__name__)


async def warn_if_outdated(store: Store, content: Path, lang: str) -> None:
    """Log each language whose content, or the app, has changed since its release was published.

    It compares `lang`, and the published translations that the content has.
    """
    with suppress(OSError):  # of either folder; the served release is in memory
        # Reading which language is the original would import all that reads content.
        translations = store.translations()
        if lang not in translations:
            await _warn(store, content, lang, "publish")
        for code, translation in translations.items():
            if (content / code).is_dir():
                await _warn(translation, content, code, f"publish --lang {code}")


async def _warn(store: Store, content: Path, lang: str, command: str) -> None:
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
            "the content in %s or the app has changed since release %s (%s) was published;"
            " run `%s` to release it",
            content,
            pointer.current,
            lang,
            command,
        )
