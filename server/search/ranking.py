"""The ranking: `pwa/search/ranking.js` has the same functions in the same order.

Both read the search index and agree to the last bit (tests/search/test_parity.py). They only add,
multiply, divide and take square roots, which IEEE 754 rounds alike everywhere, in the same order.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import reduce
from math import sqrt
from operator import add
from typing import NamedTuple, TypeVar

from server.search.model import SearchEntry, SearchIndex
from server.search.parameters import (
    ALL_MATCHES_WEIGHT,
    CHARS_PER_TYPO,
    DANGER_BOOST,
    DANGER_MATCH_THRESHOLD,
    DANGER_URGENCIES,
    IDF_ENTRIES,
    IN_COMPANY_WEIGHT,
    LEARNED_STEP,
    LOW_WEIGHT,
    MAX_IDF,
    MAX_QUERY_CHARS,
    MAX_RESULTS,
    MAX_SYNONYM_WORDS,
    MAX_TYPOS,
    MIN_HEAD_CHARS,
    MIN_PREFIX_CHARS,
    MIN_RELATIVE_SCORE,
    MIN_STEM_CHARS,
    MIN_TAIL_CHARS,
    MISSING_SITUATION_FACTOR,
    NO_STEPS,
    NON_SIGN_FACTOR,
    PREFIX_WEIGHT,
    SIGN_PREFIX,
    TYPO_WEIGHTS,
    UNASKED_SITUATION_FACTOR,
    URGENCY_BOOST,
    VARIANT_FACTOR,
    VITAL_BOOST,
)
from server.search.text import (
    WordReader,
    canonicalise,
    expand_synonyms,
    invert_synonyms,
    osa_distance,
)

Item = TypeVar("Item")
Key = TypeVar("Key", int, str)
_LEARNED = re.compile(r"([a-z])(\d+)")
Weighted = tuple[str, float]  # a word or term with its weight


class Phrase(NamedTuple):
    """A phrase of the entry with this id, its index among the entries."""

    entry: int
    terms: list[str]


class ParsedQuery(NamedTuple):
    """The weighted terms of a query, and the terms that its unfinished last word may become."""

    terms: dict[str, float]
    candidates: set[str]


class Matches(NamedTuple):
    """How well entries match a query, each by its id."""

    best: dict[int, float]  # score of its best phrase
    coverage: dict[int, float]  # largest share of one phrase that the query names
    total: dict[int, float]  # weight of every term found in any phrase


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
        self.common_terms = {*index.common_terms.split(" "), *index.situations}
        self.idf = {term: self._idf(term) for term in self.postings}
        self.learned = {
            term: [(int(id_), ord(steps) - NO_STEPS) for steps, id_ in _LEARNED.findall(weights)]
            for term, weights in zip(*[iter(index.learned.split())] * 2, strict=True)
        }
        # Not `sum`, which corrects rounding errors from Python 3.12 on.
        self.phrase_weights = [
            reduce(add, (self.idf[term] for term in phrase.terms)) for phrase in self.phrases
        ]

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
        in_synonyms = (word for phrase in self.synonyms for word in phrase.split(" "))
        self.vocabulary = {*self.idf, *in_synonyms, *self.stopwords, *self.common_terms}
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
            return ParsedQuery({}, set())
        candidates, left = self._complete(self._normalise(tokens[:-1]), tokens[-1])
        spelled = left if candidates else self._normalise(tokens)
        terms: dict[str, float] = {}
        for last, term in expand_synonyms([word for word, _ in spelled], self.synonyms):
            if term in self.idf:
                keep_largest(terms, term, spelled[last][1])
        return ParsedQuery(terms, candidates)

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
        known = self.vocabulary
        if word in known:
            return [(word, 1.0)]
        for end in range(MIN_HEAD_CHARS, len(word) - MIN_TAIL_CHARS + 1):
            if word[:end] in known and word[end:] in known:
                return [(word[:end], 1.0), (word[end:], 1.0)]
        return [self._nearest(word)]

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


class SearchEngine:
    """Ranks the entries of an index; the same query always gives the same result."""

    def __init__(self, index: SearchIndex) -> None:
        self.index = index
        self.inverted = InvertedIndex(index)
        self.parser = QueryParser(index, self.inverted)

    def search(self, query: str) -> list[SearchEntry]:
        """The entries that answer a query, best first; of those with one title, the first."""
        entries = self.index.entries
        found = [entries[id_] for id_ in self.rank(self.parser.parse_query(query))]
        titles: dict[str, SearchEntry] = {}
        return [entry for entry in found if titles.setdefault(entry.title, entry) is entry]

    def rank(self, query: ParsedQuery) -> list[int]:
        """The places of the entries that match a query, best first."""
        scores = self.relative_scores(query)
        steps = self._learned_steps(query)
        # A learned weight never puts another page before a vital one.
        if any(score == 1 and self.index.entries[id_].vital for id_, score in scores.items()):
            steps.update(
                (id_, min(0, steps[id_])) for id_ in scores if not self.index.entries[id_].vital
            )
        final = {id_: score + LEARNED_STEP * steps[id_] for id_, score in scores.items()}
        return sorted(final, key=lambda id_: (-final[id_], id_))[:MAX_RESULTS]

    def _learned_steps(self, query: ParsedQuery) -> defaultdict[int, int]:
        steps: defaultdict[int, int] = defaultdict(int)
        for term in query.terms:
            for id_, learned in self.inverted.learned.get(term, ()):
                steps[id_] += learned
        return steps

    def relative_scores(self, query: ParsedQuery) -> dict[int, float]:
        """The scores of the entries that match a query, as shares of the best."""
        matches = self._match(query)
        self._lend_to_variants(matches, query)
        scores = {id_: self._score(id_, matches, query) for id_ in matches.best}
        best = max(scores.values(), default=0.0)
        threshold = MIN_RELATIVE_SCORE * best
        return {id_: score / best for id_, score in scores.items() if score >= threshold}

    def _match(self, query: ParsedQuery) -> Matches:
        """The entries with a phrase that holds a term of the query."""
        named: defaultdict[int, float] = defaultdict(float)  # weight by phrase
        earned: defaultdict[int, float] = defaultdict(float)  # by phrase
        matches = Matches({}, {}, defaultdict(float))
        phrases = self.inverted.phrases
        for weights, value in self._hits(query):
            for id_, weight in weights.items():
                named[id_] += weight
                earned[id_] += value
            for entry in {phrases[id_].entry for id_ in weights}:
                matches.total[entry] += value
        for id_, value in earned.items():
            share = named[id_] / self.inverted.phrase_weights[id_]
            keep_largest(matches.best, phrases[id_].entry, value * share)
            keep_largest(matches.coverage, phrases[id_].entry, share)
        return matches

    def _hits(self, query: ParsedQuery) -> Iterator[tuple[dict[int, float], float]]:
        """For each term the phrases with it, its weight in each, and the score it adds."""
        for term, weight in query.terms.items():
            value = self.inverted.idf[term] * weight
            yield dict.fromkeys(self.inverted.postings[term], value), value
        heaviest: dict[int, float] = {}
        for term in query.candidates:
            for id_ in self.inverted.postings[term]:
                keep_largest(heaviest, id_, self.inverted.idf[term])
        yield heaviest, PREFIX_WEIGHT

    def _lend_to_variants(self, matches: Matches, query: ParsedQuery) -> None:
        """Give the matches of a sign to its variants in a situation that the query names."""
        best, coverage, total = matches
        for id_, entry in enumerate(self.index.entries):
            if query.terms.keys().isdisjoint(entry.situations):
                continue
            for other in entry.variant_of:
                keep_largest(best, id_, VARIANT_FACTOR * best.get(other, 0.0))
                keep_largest(coverage, id_, coverage.get(other, 0.0))
                keep_largest(total, id_, VARIANT_FACTOR * total.get(other, 0.0))

    def _score(self, id_: int, matches: Matches, query: ParsedQuery) -> float:
        """The score of an entry, for its match, urgency and situation."""
        entry = self.index.entries[id_]
        is_sign = entry.url.startswith(SIGN_PREFIX)
        score = matches.best[id_] + ALL_MATCHES_WEIGHT * matches.total[id_]
        score *= URGENCY_BOOST.get(entry.urgency, 1.0)
        for situation in self.index.situations:
            if situation in entry.situations and situation not in query.terms:
                score *= UNASKED_SITUATION_FACTOR
            if is_sign and situation in query.terms and situation not in entry.situations:
                score *= MISSING_SITUATION_FACTOR
        if not is_sign:
            score *= NON_SIGN_FACTOR
        is_danger = entry.urgency in DANGER_URGENCIES
        if is_danger and matches.coverage[id_] >= DANGER_MATCH_THRESHOLD:
            score *= VITAL_BOOST if entry.vital else DANGER_BOOST
        return score
