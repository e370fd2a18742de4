"""Translated files: they hold words only, and everything else comes from the original.

`of` in a translated file is the stamp of the original that it was made from.
"""

from collections.abc import Iterator

import msgspec

from server.authored.citations import CitedText
from server.authored.yaml_files import Fields, YamlValue
from server.digest import digest

STAMP_FIELD = "of"
# What all languages share, wherever it is in a file.
NEUTRAL_FIELDS = frozenset(
    [
        "id",
        "group",
        "seen",
        "urgency",
        "act",
        "picture",
        "facts",
        "related",
        "order",
        "go",
        "kind",
        "largest",
        "voids",
        "many",
        "asks",
        "emergency",
        "sheets",
        "icon",
        "until",
        "on",
        "checked",
        "page",
        "countries",
        "verdict",
        "was",
    ]
)
NEUTRAL_TEXTS = frozenset({"steps", "lines", "form"})  # ids if a text, else words
WORDS_BY_NAME = "words"  # what a tool says, by names of its own
SEARCH_FIELDS = frozenset({"phrases", "clinical"})  # each language has its own
NOT_TRANSLATED = frozenset({"reviewed"})  # a review of one language says nothing about another
PAGE_LETTERS, LINE_LETTERS = 12, 6  # of the hashes in a stamp


def is_neutral(name: str, value: YamlValue) -> bool:
    """Whether a field holds nothing that is translated."""
    return name in NEUTRAL_FIELDS or (name in NEUTRAL_TEXTS and isinstance(value, str))


def words_only(value: YamlValue) -> YamlValue:
    """An authored value without what all languages share; None if nothing is left."""
    if isinstance(value, dict):
        kept: Fields = {
            name: words
            for name, inner in value.items()
            if not is_neutral(name, inner)
            and (words := inner if name == WORDS_BY_NAME else words_only(inner)) is not None
        }
        if kept.keys() == {"say"} and "picture" in value:
            return kept["say"]
        return kept or None
    if isinstance(value, list):
        return [words_only(inner) for inner in value]
    return value


def merged(original: YamlValue, translated: YamlValue) -> YamlValue:
    """The words of a translated value in the structure of its original."""
    if isinstance(original, dict) and isinstance(translated, str) and "say" in original:
        return {**original, "say": translated}
    if isinstance(original, dict) and isinstance(translated, dict):
        inherited = {
            name: inner
            for name, inner in original.items()
            if name not in translated and is_neutral(name, inner)
        }
        own = {
            name: merged(original[name], inner)
            if name in original and name != WORDS_BY_NAME
            else inner
            for name, inner in translated.items()
        }
        return {**inherited, **own}
    if isinstance(original, list) and isinstance(translated, list):
        known = [*original, *[None] * len(translated)]
        return [merged(known[index], inner) for index, inner in enumerate(translated)]
    return translated


def foreign_fields(original: YamlValue, translated: YamlValue, path: str = "") -> Iterator[str]:
    """The fields of a translated value that differ where only the original may decide."""
    if isinstance(original, dict) and isinstance(translated, dict):
        for name, inner in translated.items():
            field = f"{path}.{name}".removeprefix(".")
            if is_neutral(name, inner) and name in original and original[name] != inner:
                yield field
            elif name in original and name != WORDS_BY_NAME:
                yield from foreign_fields(original[name], inner, field)
    if isinstance(original, list) and isinstance(translated, list):
        for index, pair in enumerate(zip(original, translated, strict=False)):
            yield from foreign_fields(*pair, f"{path}[{index}]")


def stamp_of(original: Fields) -> str:
    """The stamp of an original: a hash of its words, then one of each line that cites facts.

    Words that only the search reads do not count.
    """
    ignored = SEARCH_FIELDS | NOT_TRANSLATED
    words = words_only({name: value for name, value in original.items() if name not in ignored})
    page_hash = digest(msgspec.json.encode(words, order="sorted"))
    return " ".join([page_hash[:PAGE_LETTERS], *map(line_hash, _lines(words))])


def line_hash(line: str) -> str:
    """The hash of one line in a stamp, its citation aside."""
    return digest(CitedText.from_authored(line).text.encode())[:LINE_LETTERS]


def newer_lines(original: Fields, stamp: str) -> tuple[str, ...] | None:
    """The lines of an original that were not in it when a page was stamped; None if it is the same.

    A page without a stamp has not been finished yet.
    """
    if not stamp or stamp.split()[0] == stamp_of(original).split()[0]:
        return None
    known = stamp.split()[1:]
    lines = _lines(words_only(original))
    return tuple(
        CitedText.from_authored(line).text for line in lines if line_hash(line) not in known
    )


def _lines(value: YamlValue) -> Iterator[str]:
    if isinstance(value, str) and CitedText.from_authored(value).facts:
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name != "body":
                yield from _lines(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _lines(inner)
