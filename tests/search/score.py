"""Scores the search.

`python -m tests.search.score [queries.yaml [language]]` lists the queries that it answers wrongly.
"""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec
from ruamel.yaml import YAML

from server.paths import CONTENT
from server.search.index import search_index
from server.search.ranking import SearchEngine
from tests.support.checked import checked_content

QUERIES = Path(__file__).with_name("queries.yaml")
FRESH = Path(__file__).with_name("fresh.yaml")
OTHERS = Path(__file__).with_name("others.yaml")


class Query(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A query, and every page that is right as the first result."""

    query: str
    kind: Literal["emergency", "amount", "pump", "missed", "calm", "everyday"]
    first: list[str]


class Score(NamedTuple):
    """Shares of emergencies with a right page first, of all with one among the first three."""

    first: float
    among_three: float
    wrong: list[tuple[Query, list[str]]]


def queries(path: Path = QUERIES) -> list[Query]:
    return msgspec.convert(YAML(typ="safe", pure=True).load(path.read_text("utf-8")), list[Query])


def score(asked: Iterable[Query], find: Callable[[str], list[str]]) -> Score:
    """Score a search that returns addresses, best first."""
    answers = [(query, find(query.query)) for query in asked]
    # Somebody who asks for an amount may be about to take it.
    urgent = [
        bool(found) and found[0] in query.first
        for query, found in answers
        if query.kind in ("emergency", "amount")
    ]
    three = [not set(query.first).isdisjoint(found[:3]) for query, found in answers]
    wrong = [(query, found) for query, found in answers if not found or found[0] not in query.first]
    return Score(sum(urgent) / len(urgent), sum(three) / len(three), wrong)


def own_search(lang: str = "en") -> SearchEngine:
    """The search of the real content."""
    return SearchEngine(search_index(checked_content(CONTENT, lang)))


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else QUERIES
    engine = own_search(sys.argv[2] if len(sys.argv) > 2 else "en")
    result = score(queries(path), lambda query: [entry.url for entry in engine.search(query)])
    for query, found in result.wrong:
        first = ", ".join(found[:3]) or "nothing"
        print(f"{query.kind:9} {query.query!r}: {first}; right: {', '.join(query.first)}")
    print(f"first {result.first:.1%} of emergencies, among three {result.among_three:.1%} of all")


if __name__ == "__main__":
    main()
