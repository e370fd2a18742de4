"""What authors write becomes the words that count; a saying that would find the wrong pages is refused."""

import pytest

from server.search.index import lookup_table
from server.search.ranking import Lookup, distance, sound, split

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
        (
            "quite scared, fitted, status, red, being",
            ["quite", "scared", "fitt", "status", "red", "being"],
        ),
        ("😀\0 -- *", []),
    ],
)
def test_words_are_split(text, words):
    assert split(text) == words


def test_a_phrase_is_kept_in_the_words_that_stand_for_it(sample_content):
    """Once each; without what the page's situation says."""
    rows = {row.url: row.phrases.split(",") for row in lookup_table(sample_content).rows}

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
def test_a_small_content_is_found(sample_content, query, first):
    """The ranking knows no medicine and no language: both come with the table."""
    assert Lookup(lookup_table(sample_content)).find(query)[0].url == first


@pytest.mark.parametrize(
    ("saying", "fault"),
    [
        ("on it", "'on it' is only words that are passed over, or weigh little"),
        ("the tablet", "'the tablet' is only words that are passed over, or weigh little"),
        ("beep", "'beep' means 'unconscious' too"),
        ("is it a pump", "'is it a pump' means 'pump' too"),
    ],
)
def test_a_saying_that_finds_what_it_does_not_mean_is_refused(draft, saying, fault):
    draft.change(SAYINGS, UNCONSCIOUS, f"{UNCONSCIOUS}, {saying}")
    [finding] = draft.findings()

    assert finding.startswith("content/en/sayings.yaml: ")
    assert finding.endswith(fault)


def test_a_variant_is_found_by_the_other_sign_s_words_in_its_situation(content):
    """Not without the situation; its own phrases do not say "eyes rolling back"."""
    lookup = Lookup(lookup_table(content))

    assert lookup.find("eyes rolling back")[0].url == "/signs/fit"
    assert (
        lookup.find("eyes rolling back no baclofen since friday")[0].url
        == "/signs/fit-after-stopping"
    )
    assert lookup.find("has a pump and eyes rolling back")[0].url == "/signs/pump-fit"


def test_a_variant_that_is_no_sign_is_refused(draft):
    draft.change(SAYINGS, "situations:", "variants: {beep: [asleepp]}\nsituations:")
    [finding] = draft.findings()

    assert finding == "content/en/sayings.yaml: variants.beep: there is no sign 'asleepp'"


def test_who_does_not_wake_or_breathe_comes_before_what_else_is_said(content):
    """In either order, though both dangers are said in full."""
    lookup = Lookup(lookup_table(content))

    for query in ("very confused and won't wake up", "can't wake him, he was very confused"):
        assert lookup.find(query)[0].url == "/signs/wont-wake"
    for query in ("floppy and not breathing", "she is not breathing, all floppy"):
        assert lookup.find(query)[0].url == "/signs/breathing-badly"


def test_a_vital_page_that_is_none_is_refused(draft):
    draft.change(SAYINGS, "situations:", "vital: [/signs/asleepp]\nsituations:")
    [finding] = draft.findings()

    assert finding == "content/en/sayings.yaml: vital: there is no page '/signs/asleepp'"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("siezur", "seizur"),
        ("flopy", "floppy"),
        ("baklofin", "baclofen"),
        ("konfus", "confus"),
        ("dizy", "dizzy"),
    ],
)
def test_what_is_misspelled_sounds_alike(written, meant):
    assert distance(sound(written), sound(meant), 2) <= 1
