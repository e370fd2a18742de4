"""What authors write becomes the words that count; a saying that would find the wrong pages is refused."""

import pytest

from server.lookup import Lookup, split
from server.lookup_table import lookup_table

SAYINGS = "en/sayings.yaml"
UNCONSCIOUS = "unconscious: wont wake, passed out, out cold, no despierta"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Can\u2019t WAKE him!", ["cant", "wake", "him"]),
        ("está inconsciente", ["esta", "inconscient"]),
        ("took 2 or 30", ["took", "0", "or", "0"]),
        ("mg/kg", ["mg", "kg"]),
        ("ﬁt", ["fit"]),
        ("breathe breathes breathed breathing", ["breath"] * 4),
        ("stopped stopping stops", ["stop"] * 3),
        ("quite scared, fitted, status, red, being", ["quite", "scared", "fitt", "status", "red", "being"]),
        ("😀\0 -- *", []),
    ],
)
def test_words_are_split(text, words):
    assert split(text) == words


def test_a_phrase_is_kept_in_the_words_that_stand_for_it(world):
    """Once each; without what the page's situation says."""
    rows = {row.url: row.phrases.split(",") for row in lookup_table(world).rows}

    assert rows["/signs/asleep"] == ["unconscious up", "unconscious", "coma"]
    assert rows["/signs/beep"] == ["alarm", "nois"]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("passed out", "/signs/asleep"),
        ("pased out", "/signs/asleep"),
        ("no desp", "/signs/asleep"),
        ("beeping", "/signs/beep"),
        ("what is examplin", "/articles/what-it-is"),
        ("hearing voices", "/signs/visions"),
    ],
)
def test_a_small_content_is_found(world, query, first):
    """The ranking knows no medicine and no language: both come with the table."""
    assert Lookup(lookup_table(world)).find(query)[0].url == first


@pytest.mark.parametrize(
    ("saying", "fault"),
    [
        ("on it", "'on it' is only words that are passed over, or weigh little"),
        ("the tablet", "'the tablet' is only words that are passed over, or weigh little"),
        ("beep", "'beep' means 'unconscious' too"),
    ],
)
def test_a_saying_that_finds_what_it_does_not_mean_is_refused(draft, saying, fault):
    draft.change(SAYINGS, UNCONSCIOUS, f"{UNCONSCIOUS}, {saying}")
    [finding] = draft.findings()

    assert finding.startswith("content/en/sayings.yaml: ")
    assert finding.endswith(fault)
