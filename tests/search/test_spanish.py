"""The search in Spanish: the right pages for real questions, on phone and server alike."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from server.paths import CONTENT
from server.search.index import search_index
from server.search.ranking import SearchEngine
from tests.search.score import Query, Score, queries, score
from tests.support.checked import checked_content
from tests.support.node_search import HARD, LONG, NodeSearch

TUNED = Path(__file__).with_name("spanish.yaml")
SEALED = Path(__file__).with_name("spanish-sealed.yaml")  # byte for byte as its hash was noted
STRANGERS = Path(__file__).with_name("spanish-strangers.yaml")
AMOUNTS = Path(__file__).with_name("spanish-amounts.yaml")
WITH_CRISIS_LINES = 70  # of eighty; the others are read as a report of what was taken

TUNED_FIRST = 0.95
TUNED_AMONG_THREE = 0.90
SEALED_FIRST = 0.83
SEALED_AMONG_THREE = 0.90
STRANGERS_FIRST = 0.9
STRANGERS_AMONG_THREE = 0.92


@pytest.fixture(scope="module")
def spanish():
    return checked_content(CONTENT, "es")


@pytest.fixture(scope="module")
def engine(spanish):
    return SearchEngine(search_index(spanish))


@pytest.mark.parametrize(
    ("path", "first", "among_three"),
    [
        (TUNED, TUNED_FIRST, TUNED_AMONG_THREE),
        (SEALED, SEALED_FIRST, SEALED_AMONG_THREE),
        (STRANGERS, STRANGERS_FIRST, STRANGERS_AMONG_THREE),
    ],
)
def test_the_right_page_is_found(engine, spanish, path, first, among_three):
    """In Spanish the right page is first for emergencies and among three for all questions."""
    asked = queries(path)

    assert {url for query in asked for url in query.first} <= spanish.addresses()
    assert _scored(engine, [query for query in asked if query.kind == "emergency"]).first >= first
    assert _scored(engine, asked).among_three >= among_three


def test_an_amount_is_answered_with_the_call_and_the_crisis_line(engine):
    """A Spanish question about an amount shows the call and the crisis lines, and no number."""
    found = [engine.search(query.query)[0] for query in queries(AMOUNTS)]
    with_lines = [entry for entry in found if entry.lines == "crisis"]

    assert len(found) == 80
    assert len(with_lines) >= WITH_CRISIS_LINES
    assert {(entry.urgency, entry.act) for entry in with_lines} == {("now", "call")}
    assert {entry.urgency for entry in found} <= {"now", "poison", ""}
    assert not [entry.url for entry in found if re.search(r"\d", entry.summary)]


def test_the_suggestions_have_answers(engine, spanish):
    """Each suggestion on the Spanish search page finds the page that it is about first."""
    found = {say: engine.search(say)[0].url for say in spanish.sayings.suggestions}

    assert found == {
        "No despierta": "/signs/wont-wake",
        "La bomba pita": "/signs/pump-two-tone",
        "Doble dosis": "/signs/took-extra-feels-fine",
        "Se acabó": "/steps/missed",
        "Alcohol": "/articles/alcohol",
    }


def test_phone_and_server_rank_alike(engine):
    """Phone and server rank alike in Spanish, for whole, half-typed and unusual queries."""
    asked = [query.query for path in (TUNED, SEALED, STRANGERS, AMOUNTS) for query in queries(path)]
    asked += [query[:end] for query in asked[::20] for end in range(1, len(query))]
    asked += [*HARD, *LONG]
    node = NodeSearch(engine.index)
    try:
        ranked = node.search(asked)
    finally:
        node.close()

    assert ranked == [[entry.url for entry in engine.search(query)] for query in asked]


def _scored(engine: SearchEngine, asked: Iterable[Query]) -> Score:
    return score(asked, lambda query: [entry.url for entry in engine.search(query)])
