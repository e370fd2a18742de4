"""Reads queries in the terms of an index: spelling, synonyms, and an unfinished last word."""

import re
from functools import reduce
from itertools import islice
from math import sqrt
from operator import add
from typing import NamedTuple, TypeVar

from server.search.model import SearchIndex, section_of
from server.search.parameters import (
    CHARS_PER_TYPO,
    IDF_ENTRIES,
    IN_COMPANY_WEIGHT,
    LOW_WEIGHT,
    MAX_IDF,
    MAX_IN_TEXT,
    MAX_QUERY_CHARS,
    MAX_SYNONYM_WORDS,
    MAX_TYPOS,
    MIN_PREFIX_CHARS,
    MIN_RARE_PREFIX,
    MIN_STEM_CHARS,
    NO_STEPS,
    TYPO_WEIGHTS,
)
from server.search.text import (
    WordReader,
    canonicalise,
    expand_synonyms,
    invert_synonyms,
    osa_distance,
    two_words,
)

Item = TypeVar("Item")
Key = TypeVar("Key", int, str)
_LEARNED = re.compile(r"([a-zA-Z])(\d+)")
Weighted = tuple[str, float]  # a word or term with its weight


class Phrase(NamedTuple):
    """A phrase of the entry with this id, its index among the entries."""

    entry: int
    terms: list[str]


class ParsedQuery(NamedTuple):
    """The weighted terms of a query, and the terms that its unfinished last word may become.

    `in_text` are the ids of entries whose text has a rare word of the query.
    """

    terms: dict[str, float]
    candidates: set[str]
    in_text: list[int]


def append(lists: dict[str, list[Item]], key: str, item: Item) -> None:
    """Add an item to the list of a key."""
    lists.setdefault(key, []).append(item)


def keep_largest(largest: dict[Key, float], key: Key, value: float) -> None:
    """Raise the value of a key, unless it is larger already."""
    largest[key] = max(largest.get(key, 0.0), value)


class InvertedIndex:
    """The phrases of an index by term, and the weight of each."""

    def __init__(self, index: SearchIndex) -> None:
        self.entries = index.entries
        self.phrases = [
            Phrase(id_, phrase.split(" "))
            for id_, entry in enumerate(index.entries)
            for phrase in entry.phrases.split(",")
        ]
        self.postings: dict[str, list[int]] = {}  # the places of phrases
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
                (id_, int(steps, 36) - NO_STEPS)
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


class QueryParser:
    """Reads queries in the terms of an index."""

    def __init__(self, index: SearchIndex, inverted: InvertedIndex) -> None:
        self.reader = WordReader(index.rules)
        self.idf = inverted.idf
        self.common_terms = inverted.common_terms
        self.synonyms = invert_synonyms(index.synonyms)
        self.stopwords = set(index.stopwords.split(" "))
        self.in_company = set(index.in_company.split(" "))
        self.vocabulary = {*index.words()}
        self.rare_words = inverted.rare_words
        self.correct_words = self.vocabulary.union(*(words for _, words in self.rare_words))
        # Both by first letter: phrases with what they mean, and phonetic keys with their words.
        self.completions: dict[str, list[tuple[str, str]]] = {}
        self.phonetic_keys: dict[str, list[tuple[str, str]]] = {}
        known = sorted(self.vocabulary)
        for phrase in (*self.synonyms.items(), *((word, word) for word in known)):
            append(self.completions, phrase[0][:1], phrase)
        for key in ((self.reader.phonetic_key(word), word) for word in known):
            append(self.phonetic_keys, key[0][:1], key)

    def parse_query(self, query: str) -> ParsedQuery:
        """The terms of a query, the unfinished last word apart."""
        tokens = self.reader.split_words(query[:MAX_QUERY_CHARS])
        if not tokens:
            return ParsedQuery({}, set(), [])
        candidates, left = self._complete(self._normalise(tokens[:-1]), tokens[-1])
        spelled = left if candidates else self._normalise(tokens)
        terms: dict[str, float] = {}
        for last, term in expand_synonyms([word for word, _ in spelled], self.synonyms):
            if term in self.idf:
                keep_largest(terms, term, spelled[last][1])
        return ParsedQuery(terms, candidates, self._in_text(tokens))

    def _in_text(self, tokens: list[str]) -> list[int]:
        """The entries whose text has a rare word that is typed, or that the last one begins."""
        last = tokens[-1]
        begun = len(last) >= MIN_RARE_PREFIX
        found = (
            id_
            for id_, words in self.rare_words
            if any(word in tokens or (begun and word.startswith(last)) for word in words)
        )
        return list(islice(found, MAX_IN_TEXT))

    def _normalise(self, tokens: list[str]) -> list[Weighted]:
        """Each word that is not a stopword, its spelling corrected, as its canonical term."""
        return [
            (term, IN_COMPANY_WEIGHT if {word, term} & self.in_company else weight)
            for typed in tokens
            for word, weight in self._correct(typed)
            for term in [canonicalise(word, self.synonyms)]
            if word not in self.stopwords
        ]

    def _correct(self, word: str) -> list[Weighted]:
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
            distance = self._distance(key, other, edits)
            if distance < edits:
                nearest, edits = known, distance
        return nearest, TYPO_WEIGHTS[edits] if edits <= limit else 0.0

    def _distance(self, key: str, other: str, limit: int) -> int:
        """The edits between two phonetic keys, below a limit; any ending is one edit."""
        longer = abs(len(other) - len(key))
        if min(len(other), len(key)) >= MIN_STEM_CHARS and (
            other.startswith(key) or key.startswith(other)
        ):
            return min(1, longer)
        return osa_distance(key, other, limit - 1) if longer < limit else limit

    def _complete(self, tokens: list[Weighted], last: str) -> tuple[set[str], list[Weighted]]:
        """The terms that an unfinished last word may become, alone or after others.

        The second value is the words left before it.
        """
        for size in range(min(MAX_SYNONYM_WORDS - 1, len(tokens)), -1, -1):
            left = tokens[: len(tokens) - size]
            prefix = " ".join([*(word for word, _ in tokens[len(left) :]), last])
            if prefix in self.synonyms or (not size and self._is_complete(last)):
                break
            if len(prefix) >= MIN_PREFIX_CHARS and (candidates := self._candidates(prefix)):
                return candidates, left
        return set(), tokens

    def _is_complete(self, word: str) -> bool:
        return word in self.idf or word in self.stopwords or word in self.common_terms

    def _candidates(self, prefix: str) -> set[str]:
        """The terms of all words and phrases with a prefix."""
        return {
            term
            for phrase, terms in self.completions.get(prefix[0], ())
            if phrase.startswith(prefix)
            for term in terms.split(" ")
            if term in self.idf
        }
