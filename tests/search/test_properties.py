"""What holds for every question, however it is worded: generated ones, and wordings of amounts."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from server.paths import CONTENT
from server.publish.encode import encode_release
from server.search.index import search_index
from server.search.parameters import MAX_RESULTS
from server.search.ranking import SearchEngine
from server.web.responses import make_responses
from server.web.search import RESULTS_FOR_CALLS, SearchPage, release_search
from tests.search.score import QUERIES, queries
from tests.support.checked import checked_content

CRISIS = YAML(typ="safe").load(Path(__file__).with_name("crisis.yaml").read_text("utf-8"))
GENERATED = settings(max_examples=300, database=None, derandomize=True, deadline=None)
NUMBERS = st.one_of(st.integers(13, 9_999).map(str), st.integers(13, 999).map("{}mg".format))


@pytest.fixture(scope="module")
def engine(content) -> SearchEngine:
    return SearchEngine(search_index(content))


@pytest.fixture(scope="module")
def page(built) -> SearchPage:
    return release_search(make_responses(encode_release(built)), "").page


@pytest.fixture(scope="module")
def questions(engine) -> st.SearchStrategy[str]:
    """Words of real questions in any order, half of them misspelled, with numbers and any text."""
    asked = {
        word for query in queries(QUERIES.with_name("others.yaml")) for word in query.query.split()
    }
    word = st.sampled_from(sorted(asked))
    misspelled = st.builds(
        lambda known, at, letter: known[: at % len(known)] + letter + known[at % len(known) + 1 :],
        word,
        st.integers(0, 20),
        st.sampled_from("aeiou tsrn"),
    )
    return st.lists(st.one_of(word, misspelled, NUMBERS, st.text(max_size=4)), max_size=12).map(
        " ".join
    )


def test_the_call_stands_above_every_danger(engine, page, questions):
    """The call is above the results if one of the first five is a danger, or none is found."""

    @GENERATED
    @given(questions)
    def has_the_call(question):
        found = engine.search(question)
        shown = re.search(r'<p id="urgent" class="([^"]*)"', page.fill(question, found))[1]
        urgent = "now" in [entry.urgency for entry in found[:RESULTS_FOR_CALLS]]
        if urgent or (question.strip() and not found):
            assert "now" in shown.split()

    has_the_call()


def test_nothing_found_is_said(engine, page, questions):
    """A question has answers, or the sentence that nothing was found, and never an empty list."""

    @GENERATED
    @given(questions)
    def says_something(question):
        found = engine.search(question)
        rows = re.findall(
            "<li", re.search(r'<ul id="found".*?</ul>', page.fill(question, found), re.S)[0]
        )
        assert len(found) <= MAX_RESULTS
        assert len({entry.title for entry in found}) == len(found)
        assert bool(rows) == bool(question.strip())

    says_something()


def test_a_number_that_is_typed_is_in_no_answer(engine, questions):
    """An answer never repeats a number of the question, and no number changes what is found."""

    @GENERATED
    @given(questions, st.integers(13, 9_999))
    def shows_no_number(question, number):
        found = engine.search(f"{question} {number} mg")
        words = " ".join(f"{entry.title} {entry.summary}" for entry in found)
        assert str(number) not in re.findall(r"\d+", words)
        assert found == engine.search(f"{question} 30 mg")

    shows_no_number()


@pytest.mark.parametrize("lang", ["en", "es"])
def test_amounts_and_despair_find_the_call_and_the_crisis_lines(lang):
    """Any wording of an amount or of despair has call and crisis lines among the first three."""
    engine = SearchEngine(search_index(checked_content(CONTENT, lang)))
    without = []
    for asked in CRISIS[lang]:
        first = engine.search(asked)[:3]
        if not any(entry.lines == "crisis" and entry.urgency == "now" for entry in first):
            without.append(asked)

    assert without == []
