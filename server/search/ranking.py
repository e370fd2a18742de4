"""The ranking of the server; `pwa/ranking/` is the same ranking for phones.

Modules and functions have the same names there. Both read the same index and constants, and find
the same pages in the same order for every query of tests/search/test_parity.py, listed or
generated. They only add, multiply, divide and take square roots, in the same order, because
IEEE 754 rounds these alike everywhere.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from server.search.inverted import InvertedIndex, keep_largest
from server.search.model import SearchEntry, SearchIndex
from server.search.parameters import (
    ALL_MATCHES_WEIGHT,
    DANGER_BOOST,
    DANGER_MATCH_THRESHOLD,
    DANGER_URGENCIES,
    LEARNED_STEP,
    MAX_RESULTS,
    MIN_RELATIVE_SCORE,
    MISSING_SITUATION_FACTOR,
    NON_SIGN_FACTOR,
    PREFIX_WEIGHT,
    SIGN_PREFIX,
    UNASKED_SITUATION_FACTOR,
    URGENCY_BOOST,
    VARIANT_FACTOR,
    VITAL_BOOST,
)
from server.search.query import ParsedQuery, QueryParser


class Matches(NamedTuple):
    """How well entries match a query, each by its id."""

    best: dict[int, float]  # score of its best phrase
    coverage: dict[int, float]  # largest share of one phrase that the query names
    total: dict[int, float]  # weight of every term found in any phrase


class SearchEngine:
    """Ranks the entries of an index; the same query always gives the same result."""

    def __init__(self, index: SearchIndex) -> None:
        self.index = index
        self.inverted = InvertedIndex(index)
        self.parser = QueryParser(index, self.inverted)

    def search(self, query: str) -> list[SearchEntry]:
        """The entries that answer a query, best first; of those with one title, the first.

        Those that only contain its words come last.
        """
        entries = self.index.entries
        parsed = self.parser.parse_query(query)
        ranked = self.rank(parsed)
        in_text = [id_ for id_ in parsed.in_text if id_ not in ranked]
        ids = [*ranked[: MAX_RESULTS - len(in_text)], *in_text]
        found = [entries[id_] for id_ in ids]
        titles: dict[str, SearchEntry] = {}
        return [entry for entry in found if titles.setdefault(entry.title, entry) is entry]

    def rank(self, query: ParsedQuery) -> list[int]:
        """The ids of the entries that match a query, best first."""
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
