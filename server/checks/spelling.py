"""Spelling: a list of known misspellings, or a dictionary, as the language says."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Protocol
from warnings import catch_warnings

from server.authored.findings import Finding
from server.authored.language import Spelling
from server.authored.model import Content
from server.authored.pages import Page
from server.checks.readability import WORD, plain

DICTIONARIES = Path("/usr/share/hunspell")  # Debian's hunspell-es and its like
MAX_SHOWN_WORDS = 12
CODE_SPAN = re.compile(r"`[^`]*`")
IN_BRACES = re.compile(r"\{[^}]*\}")  # filled in, or a citation
NAME_LIKE = re.compile(r"\d|[^\W\d_a-z][A-Z]")  # with a figure, or more than one capital
ACUTE_ACCENT = re.compile("\u0301")


class Dictionary(Protocol):
    """What knows the words of a language."""

    def lookup(self, word: str) -> bool:
        """Whether a word is right."""


class Speller:
    """Says what to write instead of a word."""

    def __init__(self, spelling: Spelling) -> None:
        self.own = spelling.own
        self.misspellings = _codespell() if spelling.misspellings else {}

    def remedy(self, word: str) -> str:
        """What to write instead of a word in lower case, or nothing if it is right."""
        right = self.own.get(word) or self.misspellings.get(word, "").strip(", ")
        return f"write {right}" if right else ""


def speller_of(content: Content) -> Speller:
    """The speller of the language of some content."""
    return Speller(content.language.spelling)


def unknown_words(content: Content, folder: Path = DICTIONARIES) -> Iterator[Finding]:
    """Warn of words that the dictionary of the language does not know, page by page.

    A warning: no dictionary knows every word, and not every machine has one.
    """
    if not content.language.spelling.dictionary:
        return
    try:
        dictionary = _hunspell(content.lang, folder)
    except (ImportError, FileNotFoundError) as error:
        yield Finding(
            content.file("language.yaml"),
            "spelling.dictionary",
            f"the spelling was not checked: {error}",
            "warning",
        )
        return
    for page in content.translated_pages():
        if unknown := _unknown(page, content, dictionary):
            yield Finding(content.file_of(page), "text", _message(unknown), "warning")


def _unknown(page: Page, content: Content, dictionary: Dictionary) -> list[str]:
    """The words of a page that are in no dictionary, are not listed and do not look like names."""
    texts = (IN_BRACES.sub("", plain(CODE_SPAN.sub("", block))) for block in page.read_aloud())
    words = {word for text in texts for word in WORD.findall(text)}
    known = content.style.uncounted
    return sorted(
        word
        for word in words
        if word.lower() not in known
        and not NAME_LIKE.search(word)
        and not _knows(dictionary, word, content.language.spelling.joined)
    )


def _message(unknown: list[str]) -> str:
    left = len(unknown) - MAX_SHOWN_WORDS
    more = f" and {left} more" if left > 0 else ""
    return (
        f"not in the dictionary: {', '.join(unknown[:MAX_SHOWN_WORDS])}{more}:"
        " correct them, or add them to `names` in style.yaml"
    )


def _knows(dictionary: Dictionary, word: str, joined: list[str]) -> bool:
    """Whether a word is right, also with one or two endings joined to it and then an accent."""
    if dictionary.lookup(word) or dictionary.lookup(word.lower()):
        return True
    stems = [word.lower()]
    for _ in range(2):
        stems = [
            stem.removesuffix(ending)
            for stem in stems
            for ending in joined
            if stem.endswith(ending)
        ]
        if any(dictionary.lookup(form) for stem in stems for form in (stem, _plain(stem))):
            return True
    return False


def _plain(word: str) -> str:
    """A word without its acute accents."""
    return unicodedata.normalize("NFC", ACUTE_ACCENT.sub("", unicodedata.normalize("NFD", word)))


@cache
def _hunspell(lang: str, folder: Path) -> Dictionary:
    """Raises ImportError and FileNotFoundError, with what to install."""
    try:
        spylls = import_module("spylls.hunspell")
    except ImportError:
        raise ImportError("install spylls (pip)") from None
    found = sorted(folder.glob(f"{lang}*.dic"), key=lambda path: len(path.name))
    if not found:
        raise FileNotFoundError(f"no {lang}*.dic in {folder}: install hunspell-{lang}")
    with catch_warnings(action="ignore", category=ResourceWarning):  # spylls closes no file
        dictionary: Dictionary = spylls.Dictionary.from_files(str(found[0].with_suffix("")))
    return dictionary


@cache
def _codespell() -> Mapping[str, str]:
    lines = files("codespell_lib").joinpath("data/dictionary.txt").read_text("utf-8").splitlines()
    return dict(line.split("->", 1) for line in lines)
