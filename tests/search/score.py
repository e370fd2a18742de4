"""Scores a look-up on the table of queries: `python -m tests.search.score [queries.yaml]` lists what it gets wrong."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec
from ruamel.yaml import YAML

from server.paths import CONTENT
from server.publish.build import checked_content
from server.search.index import lookup_table
from server.search.ranking import Lookup

QUERIES = Path(__file__).with_name("queries.yaml")
FRESH = Path(__file__).with_name("fresh.yaml")
OTHERS = Path(__file__).with_name("others.yaml")


class Query(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody types, and every page that is right as the first answer."""

    query: str
    kind: Literal["emergency", "amount", "calm"]
    first: list[str]


class Score(NamedTuple):
    """Shares of queries: right page first for emergencies, right page among the first three for all."""

    first: float
    among_three: float
    wrong: list[tuple[Query, list[str]]]


def queries(path: Path = QUERIES) -> list[Query]:
    return msgspec.convert(YAML(typ="safe", pure=True).load(path.read_text("utf-8")), list[Query])


def score(asked: Iterable[Query], find: Callable[[str], list[str]]) -> Score:
    """Ask a look-up, which answers addresses, best first."""
    answers = [(query, find(query.query)) for query in asked]
    # Whoever asks for an amount may be about to take it.
    urgent = [
        query.first.__contains__(found[0] if found else "")
        for query, found in answers
        if query.kind != "calm"
    ]
    three = [not set(query.first).isdisjoint(found[:3]) for query, found in answers]
    wrong = [(query, found) for query, found in answers if not found or found[0] not in query.first]
    return Score(sum(urgent) / len(urgent), sum(three) / len(three), wrong)


def own_lookup() -> Lookup:
    """Our look-up on the real content."""
    return Lookup(lookup_table(checked_content(CONTENT, "en")))


def main() -> None:
    lookup = own_lookup()
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else QUERIES
    result = score(queries(path), lambda query: [found.url for found in lookup.find(query)])
    for query, found in result.wrong:
        print(
            f"{query.kind:9} {query.query!r}: {', '.join(found[:3]) or 'nothing'}; right: {', '.join(query.first)}"
        )
    print(f"first {result.first:.1%} of emergencies, among three {result.among_three:.1%} of all")


if __name__ == "__main__":
    main()
