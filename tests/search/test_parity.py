"""The phone and the server rank alike: the table of queries, what is typed on the way to them, and whatever else."""

import json
import subprocess
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from server.search.index import lookup_table
from server.search.ranking import Lookup
from tests.search.score import FRESH, OTHERS, QUERIES, queries
from tests.support.site import ROOT

HARD = YAML(typ="safe", pure=True).load(Path(__file__).with_name("hard.yaml").read_text("utf-8"))
LONG = ["x" * 10_000, "wont wake " * 1_000]
DIGITS = [
    "took \u0663\u0660 tablets",
    "took \uff13\uff10 tablets",
    "\u0967\u0966 mg",
    "took 30 tablets",
]


class Phone:
    """pwa/search/ranking.js, run by Node."""

    def __init__(self, table) -> None:
        self.table = msgspec.to_builtins(table)

    def find(self, asked: list[str]) -> list[list[str]]:
        given = json.dumps({"table": self.table, "queries": asked})
        command = ["node", str(ROOT / "tests/search/node.mjs")]
        return json.loads(
            subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout
        )


@pytest.fixture(scope="module")
def table(content):
    return lookup_table(content)


@pytest.fixture(scope="module")
def server(table):
    lookup = Lookup(table)
    return lambda asked: [[row.url for row in lookup.find(query)] for query in asked]


@pytest.fixture(scope="module")
def phone(table):
    return Phone(table).find


def test_both_rank_every_query_of_the_table_alike(server, phone):
    asked = [query.query for path in (QUERIES, FRESH, OTHERS) for query in queries(path)]

    assert phone(asked) == server(asked)


def test_a_number_is_one_in_any_digits(server, phone):
    """Arabic, full-width, Devanagari: as in 0 to 9."""
    found = server(DIGITS)

    assert phone(DIGITS) == found
    assert found[0] == found[1] == found[3] != []


@pytest.mark.slow
def test_both_rank_every_key_alike(server, phone):
    """What is found while the words are typed, letter by letter."""
    asked = [query.query[:end] for query in queries()[::7] for end in range(1, len(query.query))]

    assert phone(asked) == server(asked)


def test_both_rank_what_is_hard_to_read_alike(server, phone):
    assert phone([*HARD, *LONG]) == server([*HARD, *LONG])


def test_both_rank_generated_queries_alike(table, server, phone):
    """Words of the table, misspelled and mixed with any text at all."""
    known = sorted({word for row in table.rows for word in row.phrases.replace(",", " ").split()})
    word = st.sampled_from(known)
    # Letters that a newer Unicode has added are letters to one of the two only.
    text = st.text(
        st.characters(exclude_categories=["Cs", "Cn", "Co"], max_codepoint=0x1FFF), max_size=6
    )
    spoiled = st.builds(
        lambda one, at, more: one[: at % len(one)] + more + one[at % len(one) + 1 :],
        word,
        st.integers(0, 20),
        text,
    )
    asked: list[str] = []

    @settings(max_examples=400, database=None, derandomize=True)
    @given(st.lists(st.one_of(word, spoiled, text), max_size=6))
    def collect(words):
        asked.append(" ".join(words))

    collect()
    assert phone(asked) == server(asked)
