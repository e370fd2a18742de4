"""An editor's preview: publishes after each save, and shows problems until they are fixed."""

import logging
import sqlite3
from contextlib import suppress
from datetime import date
from pathlib import Path

from server import paths
from server.authored.findings import ContentError
from server.checks.report import lines
from server.os_errors import describe_error
from server.process.file_watch import watch_saves
from server.publish.publish import languages_of, publish_content
from server.release.store import Store
from server.web.live_reload import Preview

log = logging.getLogger(__name__)


async def publish_on_save(store: Store, content: Path, lang: str, preview: Preview) -> None:
    """Publish at the start and after every save, for ever; `preview` shows why it failed."""
    async for _ in watch_saves(content, paths.DEFAULTS, paths.PWA):
        found: list[str] = []
        for language in _languages(store, content, lang):
            found += await _publish_saved(store, content, language)
        preview.findings = list(dict.fromkeys(found))


def _languages(store: Store, content: Path, lang: str) -> list[str]:
    try:
        return languages_of(store, content, lang)
    except OSError:  # what the folder lacks is named when it is published
        return [lang]


async def _publish_saved(store: Store, content: Path, lang: str) -> list[str]:
    """Publish one language; returns why that was not possible."""
    try:
        done = await publish_content(store, content, lang, date.today(), replace=True)
        report = (
            f"published {done.id} ({lang}, {done.changes})"
            if done.changes
            else f"unchanged ({lang})"
        )
        _print_lines([*lines(done.warnings), report])
        return []
    except ContentError as error:
        found = [str(finding) for finding in error.findings]
    except (OSError, sqlite3.Error) as error:  # a full disk must not stop the server
        gone = f"{content}: the folder does not exist; restore it, or name another with --content"
        found = [describe_error(error, store.folder) if content.is_dir() else gone]
    except Exception as error:  # nor may a bug in the app
        log.exception("not published")
        found = [f"internal error ({error!r}); see the terminal"]
    _print_lines([f"not published ({lang}):", *found])
    return found


def _print_lines(printed: list[str]) -> None:
    """Print lines; a terminal that was closed, or cannot show a file's name, stops nothing."""
    text = "\n".join(printed).encode("utf-8", "backslashreplace").decode()
    with suppress(OSError, ValueError):
        print(text, flush=True)
