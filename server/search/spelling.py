"""The known words that misspelled ones mean: the nearest in sound, or two typed without a space."""

from collections.abc import Container, Iterable

from server.search.parameters import (
    CHARS_PER_TYPO,
    MAX_TYPOS,
    MIN_HEAD_CHARS,
    MIN_STEM_CHARS,
    MIN_TAIL_CHARS,
    TYPO_WEIGHTS,
)
from server.search.terms import WordReader, by_first_letter

Weighted = tuple[str, float]  # a word or term with its weight


class Corrector:
    """Corrects words to known ones; those that are rare need no correction."""

    def __init__(self, vocabulary: set[str], rare_words: Iterable[str], reader: WordReader) -> None:
        self.reader = reader
        self.vocabulary = vocabulary
        self.correct_words = vocabulary.union(rare_words)
        self.phonetic_keys = by_first_letter(
            (reader.phonetic_key(word), word) for word in sorted(vocabulary)
        )

    def correct(self, word: str) -> list[Weighted]:
        """A known word, two known words typed without a space, or the word nearest in sound."""
        if word in self.correct_words:
            return [(word, 1.0)]
        parts = two_words(word, self.vocabulary)
        return [(part, 1.0) for part in parts] or [self._nearest(word)]

    def _nearest(self, word: str) -> Weighted:
        """The known word nearest in sound, or the word itself, of no weight."""
        key = self.reader.phonetic_key(word)
        limit = min(MAX_TYPOS, int(len(key) / CHARS_PER_TYPO))
        nearest, edits = word, limit + 1
        for other, known in self.phonetic_keys.get(key[:1], ()):
            wrong = _distance(key, other, edits)
            if wrong < edits:
                nearest, edits = known, wrong
        return nearest, TYPO_WEIGHTS[edits] if edits <= limit else 0.0


def two_words(word: str, known: Container[str]) -> list[str]:
    """Two known words that are typed without a space, or nothing."""
    for end in range(MIN_HEAD_CHARS, len(word) - MIN_TAIL_CHARS + 1):
        if word[:end] in known and word[end:] in known:
            return [word[:end], word[end:]]
    return []


def _distance(key: str, other: str, limit: int) -> int:
    """The edits between two phonetic keys, below a limit; any ending is one edit."""
    longer = abs(len(other) - len(key))
    if min(len(other), len(key)) >= MIN_STEM_CHARS and (
        other.startswith(key) or key.startswith(other)
    ):
        return min(1, longer)
    return osa_distance(key, other, limit - 1) if longer < limit else limit


def osa_distance(one: str, other: str, limit: int) -> int:
    """The optimal string alignment distance, or a number above the limit if it is larger."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one):
        row = [i + 1]
        for j, wanted in enumerate(other):
            cost = min(above[j + 1] + 1, row[j] + 1, above[j] + (letter != wanted))
            if i and j and letter == other[j - 1] and one[i - 1] == wanted:
                cost = min(cost, before[j - 1] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, above = above, row
    return above[-1]
