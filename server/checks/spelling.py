"""Spelling: a list of known misspellings, or a dictionary, as the language says."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from server.authored.language import Spelling
from server.authored.model import Content


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


@cache
def _codespell() -> Mapping[str, str]:
    lines = files("codespell_lib").joinpath("data/dictionary.txt").read_text("utf-8").splitlines()
    return dict(line.split("->", 1) for line in lines)
