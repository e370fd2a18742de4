"""A second language for the sample content: some of its pages, written as a translator would."""

import re
import shutil
from pathlib import Path

from ruamel.yaml import YAML

from server.authored.loader import default_words

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
