"""Each question of questions.yaml finds the page that answers it first."""

from ruamel.yaml import YAML

from server.search.index import search_index
from server.search.ranking import SearchEngine
from tests.search.score import QUERIES

QUESTIONS = YAML(typ="safe", pure=True).load(QUERIES.with_name("questions.yaml").read_text("utf-8"))


def test_a_question_opens_the_page_that_answers_it(content):
    """The first result of each question is the page that answers it."""
    engine = SearchEngine(search_index(content))
    found = {row["query"]: engine.search(row["query"])[0].url for row in QUESTIONS}

    assert found == {row["query"]: row["opens"] for row in QUESTIONS}


def test_the_questions_are_sorted_by_page():
    """The questions are sorted by page, and none is there twice."""
    pages = [row["opens"] for row in QUESTIONS]

    assert pages == sorted(pages)
    assert len({row["query"] for row in QUESTIONS}) == len(QUESTIONS)
