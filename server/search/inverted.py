"""The phrases of a search index by term, and the weight of each."""

import re
from functools import reduce
from math import sqrt
from operator import add
from typing import NamedTuple, TypeVar

from server.search.model import SearchIndex, section_of
from server.search.parameters import IDF_ENTRIES, LEARNED_ZERO, LOW_WEIGHT, MAX_IDF
from server.search.terms import append

Key = TypeVar("Key", int, str)
_LEARNED = re.compile(r"([a-zA-Z])(\d+)")


class Phrase(NamedTuple):
    """A phrase of the entry with this id, its index among the entries."""

    entry: int
    terms: list[str]


class InvertedIndex:
    """The phrases of an index by term, and the weight of each."""

    def __init__(self, index: SearchIndex) -> None:
        self.entries = index.entries
        self.phrases = [
            Phrase(id_, phrase.split(" "))
            for id_, entry in enumerate(index.entries)
            for phrase in entry.phrases.split(",")
        ]
        self.postings: dict[str, list[int]] = {}  # ids of phrases
        for id_, phrase in enumerate(self.phrases):
            for term in phrase.terms:
                append(self.postings, term, id_)
        self.rare_words = [
            (id_, entry.rare_words.split()) for id_, entry in enumerate(index.entries)
        ]
        self.common_terms = {*index.common_terms.split(" "), *index.situations}
        self.idf = {term: self._idf(term) for term in self.postings}
        self.learned = {
            term: [
                (id_, int(steps, 36) - LEARNED_ZERO)
                for steps, first in _LEARNED.findall(weights)
                for id_ in self._meant(steps, int(first))
            ]
            for term, weights in zip(*[iter(index.learned.split())] * 2, strict=True)
        }
        # Not `sum`, which corrects rounding errors from Python 3.12 on.
        self.phrase_weights = [
            reduce(add, (self.idf[term] for term in phrase.terms)) for phrase in self.phrases
        ]

    def _meant(self, steps: str, first: int) -> list[int]:
        """The entries that a learned weight is for: one, or by a capital letter its section."""
        section = section_of(self.entries[first].url)
        if steps.islower():
            return [first]
        return [id_ for id_, entry in enumerate(self.entries) if section_of(entry.url) == section]

    def _idf(self, term: str) -> float:
        """The inverse document frequency of a term, by a square root instead of a logarithm."""
        if term in self.common_terms:
            return LOW_WEIGHT
        entries = {self.phrases[id_].entry for id_ in self.postings[term]}
        return min(MAX_IDF, sqrt(IDF_ENTRIES / len(entries)))


def keep_largest(largest: dict[Key, float], key: Key, value: float) -> None:
    """Raise the value of a key, unless it is larger already."""
    largest[key] = max(largest.get(key, 0.0), value)
