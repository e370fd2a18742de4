"""A second language for the sample content: some of its pages, written as a translator would."""

import asyncio
import re
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from ruamel.yaml import YAML

from server.authored.loader import default_words
from server.publish.publish import publish_content
from server.release.store import Store
from tests.support.draft import Draft

RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}


def add_language(content: Path, lang: str = "es", *, offered: bool = True) -> Path:
    """Add a language with an interface, a home and one sign of the sample; returns its folder."""
    folder, original = content / lang, content / "en"
    (folder / "signs").mkdir(parents=True)
    yaml = YAML()
    yaml.preserve_quotes = True
    fields = yaml.load((original / "language.yaml").read_text("utf-8"))
    fields |= {
        "name": f"Language {lang}",
        "offer": f"Read this in {lang}",
        "not_stored": f"Not stored in {lang}.",
        "direction": "rtl" if lang in RIGHT_TO_LEFT else "ltr",
        "date": "{day} de {month} de {year}",
        "translation": {
            "of": "en",
            "offered": offered,
            "notice": f"This is a translation into {lang}.",
            "behind": "The original is newer.",
            "untranslated": f"Not yet in {lang}.",
        },
    }
    with (folder / "language.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(fields, file)
    shutil.copy(original / "home.yaml", folder / "home.yaml")
    words = default_words("en") | yaml.load((original / "interface.yaml").read_text("utf-8"))
    with (folder / "interface.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(words, file)
    sign = (original / "signs/asleep.md").read_text("utf-8")
    sign = re.sub(r"^title: .*$", f"title: Asleep in {lang}", sign, count=1, flags=re.MULTILINE)
    (folder / "signs/asleep.md").write_text(sign, "utf-8")
    return folder


def publish_languages(draft: Draft, langs: Iterable[str]) -> None:
    """Publish a draft into the folder `data` beside it."""
    store = Store(draft.folder.with_name("data"))
    for lang in langs:
        asyncio.run(publish_content(store, draft.folder, lang, date(2026, 11, 28)))


def take(published: Path, draft: Draft) -> Store:
    """Copy a published draft over another one, and its data beside it, which is returned."""
    shutil.copytree(published, draft.folder.parent, dirs_exist_ok=True)
    return Store(draft.folder.with_name("data"))
