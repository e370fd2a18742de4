"""Each query of questions.yaml and wordings.yaml finds the page that answers it first."""

import pytest
from ruamel.yaml import YAML

from server.search.index import search_index
from server.search.ranking import SearchEngine
from tests.search.score import QUERIES, own_search

YAML_READER = YAML(typ="safe", pure=True)
QUESTIONS = YAML_READER.load(QUERIES.with_name("questions.yaml").read_text("utf-8"))
WORDINGS = YAML_READER.load(QUERIES.with_name("wordings.yaml").read_text("utf-8"))


def test_a_question_opens_the_page_that_answers_it(content):
    """The first result of each question is the page that answers it."""
    engine = SearchEngine(search_index(content))
    found = {row["query"]: engine.search(row["query"])[0].url for row in QUESTIONS}

    assert found == {row["query"]: row["opens"] for row in QUESTIONS}


def test_the_questions_are_sorted_by_page():
    """The questions are sorted by page, and none is there twice."""
    for rows in (QUESTIONS, *WORDINGS.values()):
        pages = [row["opens"] for row in rows]

        assert pages == sorted(pages)
        assert len({row["query"] for row in rows}) == len(rows)


@pytest.mark.parametrize("lang", WORDINGS)
def test_a_plain_wording_opens_the_page_that_answers_it(lang):
    """The first result of each plain wording, from which nothing is learned, is its page."""
    engine = own_search(lang)
    found = {row["query"]: engine.search(row["query"])[:1] for row in WORDINGS[lang]}

    assert {query: [entry.url for entry in entries] for query, entries in found.items()} == {
        row["query"]: [row["opens"]] for row in WORDINGS[lang]
    }
