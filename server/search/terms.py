"""Text as the search compares it: stemmed words, phonetic keys and synonyms."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from server.authored.language import WordRules, compiled
from server.search.parameters import (
    ACCENTS,
    APOSTROPHES,
    MAX_SYNONYM_WORDS,
    UNITS,
)

Item = TypeVar("Item")
Pair = tuple[str, str]


class WordReader:
    """Splits texts into words and compares them by the rules of a language."""

    def __init__(self, rules: WordRules) -> None:
        self._whole = set(rules.whole.split())
        self._endings = compiled(rules.endings)
        self._sounds = compiled(rules.sounds)

    def split_words(self, text: str) -> list[str]:
        """Split a text into stemmed words in lower case, without accents and apostrophes.

        Numbers become 0, so that results do not depend on the amount taken.
        """
        return ["0" if word.isdecimal() else self.stem(word) for word in self.plain_words(text)]

    def plain_words(self, text: str) -> list[str]:
        """The words of a text in lower case, without accents and apostrophes."""
        plain = ACCENTS.sub("", unicodedata.normalize("NFKD", APOSTROPHES.sub("", text))).lower()
        return re.findall(r"[^\W_]+", UNITS.sub(r"\1 ", plain))

    def stem(self, word: str) -> str:
        """A word without its ending: breathe, breathes, breathed and breathing are one word."""
        return word if word in self._whole else _replace(self._endings, word)

    def phonetic_key(self, word: str) -> str:
        """Roughly how a word sounds: `flopy` and `floppy` have the same key."""
        return _replace(self._sounds, word)

    def stem_words(self, words: str) -> str:
        """Words without their endings."""
        return " ".join(map(self.stem, words.split()))

    def unique_words(self, text: str) -> str:
        """The words of a text, each once."""
        return " ".join(dict.fromkeys(self.split_words(text)))


class ContentReader(WordReader):
    """Remembers the words of each text and stem: a content is read by the index and by each check.

    Queries are read by a `WordReader`, which remembers nothing.
    """

    def __init__(self, rules: WordRules) -> None:
        super().__init__(rules)
        self._words: dict[str, list[str]] = {}
        self._stems: dict[str, str] = {}

    def split_words(self, text: str) -> list[str]:
        """Split a text into stemmed words."""
        if text not in self._words:
            self._words[text] = super().split_words(text)
        return [*self._words[text]]

    def stem(self, word: str) -> str:
        """A word without its ending."""
        if word not in self._stems:
            self._stems[word] = super().stem(word)
        return self._stems[word]


def _replace(rules: Iterable[tuple[re.Pattern[str], str]], word: str) -> str:
    for pattern, replacement in rules:
        word = pattern.sub(replacement, word)
    return word


def invert_synonyms(synonyms: Mapping[str, str]) -> dict[str, str]:
    """The terms that each phrase means, from the phrases listed for each meaning."""
    return {phrase: terms for terms, phrases in synonyms.items() for phrase in phrases.split(",")}


def canonicalise(word: str, synonyms: Mapping[str, str]) -> str:
    """The one term that a word means, or the word itself if it means none or several."""
    term = synonyms.get(word, word)
    return word if " " in term else term


def expand_synonyms(
    tokens: Sequence[str], synonyms: Mapping[str, str]
) -> Iterator[tuple[int, str]]:
    """The terms that words mean, each with the index of its last word; longest phrases first."""
    start = 0
    while start < len(tokens):
        end = min(start + MAX_SYNONYM_WORDS, len(tokens))
        while end > start + 1 and " ".join(tokens[start:end]) not in synonyms:
            end -= 1
        phrase = " ".join(tokens[start:end])
        yield from ((end - 1, term) for term in synonyms.get(phrase, phrase).split(" "))
        start = end


def append(lists: dict[str, list[Item]], key: str, item: Item) -> None:
    """Add an item to the list of a key."""
    lists.setdefault(key, []).append(item)


def by_first_letter(pairs: Iterable[Pair]) -> dict[str, list[Pair]]:
    """Pairs by the first letter of the first of each."""
    lists: dict[str, list[Pair]] = {}
    for pair in pairs:
        append(lists, pair[0][:1], pair)
    return lists
