"""The commonest English words: none is taken for a danger that it does not mean."""

import pytest
from wordfreq import top_n_list

from server.search.index import search_index
from server.search.parameters import DANGER_MATCH_THRESHOLD, DANGER_URGENCIES
from server.search.ranking import SearchEngine

COMMON = top_n_list("en", 3_000)
MEANT = {"worry", "violence"}  # "worried" and "violent" are signs
# Words that alone name a danger, or what somebody says of one.
AGREED = set(
    """
    fit help stop ill heart dead hot blue wild die seeing sleep cold worse sick wake weak suicide
    drunk tight breath
    helped helping helps emergency stopped i'll terrible beat died alive cook temperature burn
    burning amount largest highest max maximum crazy violence mad angry swear voice sleeping extra
    twice accident mistake error worst dying dangerous filled fill signal sight engaged recognize
    recognized baby shit s u.s alone biggest kill killed killing noise
    """.split()
)


@pytest.fixture(scope="module")
def engine(content):
    return SearchEngine(search_index(content))


def test_no_common_word_is_corrected_into_a_danger(engine):
    """A common word that the index lacks is not read as a misspelling of a sign."""
    parser = engine.parser
    corrected = {}
    for word in filter(str.isalpha, COMMON):
        [stem] = parser.reader.split_words(word)
        meant = [known for known, weight in parser._correct(stem) if weight]
        unknown = len(stem) > 1 and stem not in parser.vocabulary and meant
        if unknown and not parser.parse_query(word).candidates:
            dangers = [
                entry for entry in engine.search(word)[:5] if entry.urgency in DANGER_URGENCIES
            ]
            corrected |= {word: meant} if dangers else {}

    assert {word: meant for word, meant in corrected.items() if word not in MEANT} == {}, (
        "add them to search.stop_words in content/en/language.yaml"
    )


def test_no_common_word_alone_brings_a_danger_to_the_top(engine):
    """A common word alone brings a danger to the top only if it is in `AGREED`."""
    entries = engine.index.entries
    boosted = set()
    for word in COMMON:
        query = engine.parser.parse_query(word)
        first = next(iter(engine.search(word)), None)
        if query.candidates or first is None or first.urgency not in DANGER_URGENCIES:
            continue
        if [*query.terms] == ["not"]:
            continue  # "never" is the sheet of what never to do
        coverage = engine._match(query).coverage
        if any(
            share >= DANGER_MATCH_THRESHOLD and entries[id_].urgency in DANGER_URGENCIES
            for id_, share in coverage.items()
        ):
            boosted.add(word)

    assert boosted - AGREED == set(), "add them to in_company in content/en/sayings.yaml"
