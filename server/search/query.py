"""Reads queries in the terms of an index: spelling, synonyms, and an unfinished last word."""

from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

from server.search.inverted import InvertedIndex, keep_largest
from server.search.model import SearchIndex
from server.search.parameters import (
    IN_COMPANY_WEIGHT,
    MAX_IN_TEXT,
    MAX_QUERY_CHARS,
    MAX_SYNONYM_WORDS,
    MIN_PREFIX_CHARS,
    MIN_RARE_PREFIX,
)
from server.search.spelling import Corrector, Weighted
from server.search.terms import (
    WordReader,
    by_first_letter,
    canonicalise,
    expand_synonyms,
    invert_synonyms,
)


class ParsedQuery(NamedTuple):
    """The weighted terms of a query, and the terms that its unfinished last word may become.

    `in_text` are the ids of entries whose text has a rare word of the query.
    """

    terms: dict[str, float]
    candidates: set[str]
    in_text: list[int]


class QueryParser:
    """Reads queries in the terms of an index."""

    def __init__(self, index: SearchIndex, inverted: InvertedIndex) -> None:
        self.reader = WordReader(index.rules)
        self.idf = inverted.idf
        self.synonyms = invert_synonyms(index.synonyms)
        self.stopwords = set(index.stopwords.split(" "))
        self.in_company = set(index.in_company.split(" "))
        self.rare_words = inverted.rare_words
        complete_words = {*self.idf, *self.stopwords, *inverted.common_terms}
        vocabulary = {*index.words()}
        rare = (word for _, words in self.rare_words for word in words)
        self.corrector = Corrector(vocabulary, rare, self.reader)
        self.completer = Completer(self.synonyms, vocabulary, complete_words, self.idf)

    def parse_query(self, query: str) -> ParsedQuery:
        """The terms of a query, the unfinished last word apart."""
        tokens = self.reader.split_words(query[:MAX_QUERY_CHARS])
        if not tokens:
            return ParsedQuery({}, set(), [])
        candidates, left = self.completer.complete(self._normalise(tokens[:-1]), tokens[-1])
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
            for word, weight in self.corrector.correct(typed)
            for term in [canonicalise(word, self.synonyms)]
            if word not in self.stopwords
        ]


class Completer:
    """Finds the terms that an unfinished last word may become, alone or after others."""

    def __init__(
        self,
        synonyms: Mapping[str, str],
        vocabulary: set[str],
        complete_words: set[str],
        idf: Mapping[str, float],
    ) -> None:
        self.synonyms = synonyms
        self.complete_words = complete_words
        self.idf = idf
        self.completions = by_first_letter(
            (*synonyms.items(), *((word, word) for word in vocabulary))
        )

    def complete(self, tokens: list[Weighted], last: str) -> tuple[set[str], list[Weighted]]:
        """The terms that the last word may become, and the words left before it."""
        for size in range(min(MAX_SYNONYM_WORDS - 1, len(tokens)), -1, -1):
            left = tokens[: len(tokens) - size]
            prefix = " ".join([*(word for word, _ in tokens[len(left) :]), last])
            if prefix in self.synonyms or (not size and last in self.complete_words):
                break
            if len(prefix) >= MIN_PREFIX_CHARS and (candidates := self._candidates(prefix)):
                return candidates, left
        return set(), tokens

    def _candidates(self, prefix: str) -> set[str]:
        """The terms of all words and phrases with a prefix."""
        return {
            term
            for phrase, terms in self.completions.get(prefix[0], ())
            if phrase.startswith(prefix)
            for term in terms.split(" ")
            if term in self.idf
        }
