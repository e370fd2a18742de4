"""The phone's script and the server rank alike."""

import re
from collections.abc import Callable, Iterator
from itertools import product

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.paths import PWA
from server.search.index import search_index
from server.search.model import SearchIndex
from server.search.ranking import SearchEngine
from server.search.script import CONSTANTS, MODULES
from server.search.spelling import osa_distance
from server.search.terms import WordReader
from tests.search.score import FRESH, OTHERS, QUERIES, queries
from tests.support.node_search import HARD, LONG, NodeSearch

SCRIPTS = list((PWA / "ranking").glob("*.js"))
TYPES = PWA / "types/ranking.d.ts"
DIGITS = [
    "took \u0663\u0660 tablets",
    "took \uff13\uff10 tablets",
    "\u0967\u0966 mg",
    "took 30 tablets",
]
# Python and Node may know different versions of Unicode: a newer letter is a letter only to one.
CHARACTERS = st.characters(exclude_categories=["Cs", "Cn", "Co"], max_codepoint=0x1FFF)
ENDINGS = st.sampled_from(["", "s", "ing", "ed", "e", "ting", "pping"])
WORDS = st.builds(str.__add__, st.text("abcdefghikmnopqrstuwyz", max_size=6), ENDINGS)
EXAMPLES = settings(max_examples=400, database=None, derandomize=True, deadline=None)
Search = Callable[[list[str]], list[list[str]]]


@pytest.fixture(scope="module")
def index(content) -> SearchIndex:
    return search_index(content)


@pytest.fixture(scope="module")
def word_reader(index) -> WordReader:
    return WordReader(index.rules)


@pytest.fixture(scope="module")
def ranked_by_server(index) -> Search:
    engine = SearchEngine(index)
    return lambda asked: [[entry.url for entry in engine.search(query)] for query in asked]


@pytest.fixture(scope="module")
def node(index) -> Iterator[NodeSearch]:
    node = NodeSearch(index)
    yield node
    node.close()


@pytest.fixture(scope="module")
def ranked_by_script(node) -> Search:
    return node.search


def test_every_listed_query_is_ranked_alike(ranked_by_server, ranked_by_script):
    """Phone and server find the same pages in the same order for every listed query."""
    asked = [query.query for path in (QUERIES, FRESH, OTHERS) for query in queries(path)]

    assert ranked_by_script(asked) == ranked_by_server(asked)


def test_many_learned_weights_add_up_alike(draft):
    """The sum for a page has no limit, also if each of a hundred words adds to it."""
    sample = search_index(draft.content())
    places = {entry.url: id_ for id_, entry in enumerate(sample.entries)}
    asked = "alarm, hearing voices"
    few, many = (
        f"p{places[url]}" * count for url, count in (("/signs/visions", 100), ("/signs/beep", 200))
    )
    learned = msgspec.structs.replace(sample, learned=f"alarm {few}{many}")
    node = NodeSearch(learned)
    found = node.search([asked])
    node.close()

    assert found == [[entry.url for entry in SearchEngine(learned).search(asked)]]
    assert found == [["/signs/beep", "/signs/visions"]]


def test_digits_of_any_script_are_numbers(ranked_by_server, ranked_by_script):
    """Arabic, full-width and Devanagari digits find what 0 to 9 find."""
    found = ranked_by_server(DIGITS)

    assert ranked_by_script(DIGITS) == found
    assert found[0] == found[1] == found[3] != []


@pytest.mark.slow
def test_every_key_press_is_ranked_alike(ranked_by_server, ranked_by_script):
    """The results while a query is typed, letter by letter, are the same."""
    asked = [query.query[:end] for query in queries()[::7] for end in range(1, len(query.query))]

    assert ranked_by_script(asked) == ranked_by_server(asked)


def test_unusual_text_is_ranked_alike(ranked_by_server, ranked_by_script):
    """Unusual characters and very long queries find the same."""
    assert ranked_by_script([*HARD, *LONG]) == ranked_by_server([*HARD, *LONG])


def test_generated_queries_are_ranked_alike(index, ranked_by_server, ranked_by_script):
    """Index terms, misspelled and mixed with any text, find the same."""
    known = sorted({word for entry in index.entries for word in re.split("[ ,]", entry.phrases)})
    word = st.sampled_from(known)
    text = st.text(CHARACTERS, max_size=6)
    misspelled = st.builds(
        lambda known, at, more: known[: at % len(known)] + more + known[at % len(known) + 1 :],
        word,
        st.integers(0, 20),
        text,
    )

    @EXAMPLES
    @given(st.lists(st.one_of(word, misspelled, text), max_size=6))
    def ranks_alike(words):
        asked = [" ".join(words)]
        assert ranked_by_script(asked) == ranked_by_server(asked)

    ranks_alike()


def test_text_is_split_alike(node, word_reader):
    """Script and server split a text into the same words and stem them alike."""

    @EXAMPLES
    @given(st.one_of(WORDS, st.text(CHARACTERS)))
    def splits_alike(text):
        assert node.call("splitWords", [[text]]) == [word_reader.split_words(text)]

    splits_alike()


def test_phonetic_keys_are_alike(node, word_reader):
    """Script and server give a word the same phonetic key."""

    @EXAMPLES
    @given(WORDS)
    def sounds_alike(word):
        assert node.call("phoneticKey", [[word]]) == [word_reader.phonetic_key(word)]

    sounds_alike()


def test_distances_are_alike(node):
    """Script and server count the same edits between any two words of up to three letters."""
    words = ["".join(letters) for size in range(4) for letters in product("abc", repeat=size)]
    calls = [[one, other, limit] for one in words for other in words for limit in range(4)]

    assert node.call("osaDistance", calls) == [osa_distance(*given) for given in calls]


def test_every_module_is_in_the_script():
    """The script is made of all modules in `pwa/ranking/`."""
    assert {path.stem for path in SCRIPTS} == set(MODULES)


def test_every_constant_is_used_in_the_script():
    """The script uses each constant instead of a value, and TypeScript knows its name."""
    code = "".join(path.read_text("utf-8") for path in SCRIPTS)
    declared = re.findall(r"^declare const (\w+):", TYPES.read_text("utf-8"), re.MULTILINE)

    assert [name for name in CONSTANTS if not re.search(rf"\b{name}\b", code)] == []
    assert declared == list(CONSTANTS)
