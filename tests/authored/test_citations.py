"""A citation such as `{O1 W2}` at the end of a sentence."""

import pytest

from server.authored.citations import said


@pytest.mark.parametrize(
    ("marked", "text", "facts"),
    [
        ("Call now. {B3}", "Call now.", ("B3",)),
        ("Call now. {B3 C4 AW12}", "Call now.", ("B3", "C4", "AW12")),
        ("Call now. {B3}  \n", "Call now.", ("B3",)),
        ("Call now.{B3}", "Call now.", ("B3",)),
        ("{B3}", "", ("B3",)),
    ],
)
def test_a_sentence_is_parted_from_its_mark(marked, text, facts):
    """A sentence is split into its text and its facts, in the author's order."""
    assert said(marked) == (text, facts)


@pytest.mark.parametrize(
    "words",
    [
        "Call now.",
        "",
        "Call {B3} now.",
        "Call {number}",
        "Call now. {b3}",
        "Call now. {B3,C4}",
        "Call now. {B3  C4}",
    ],
)
def test_other_braces_are_words(words):
    """Braces that are not a citation at the end are part of the text."""
    assert said(words) == (words, ())


def test_only_the_last_mark_counts():
    """Of two citations only the last one is taken from the text."""
    assert said("Call. {B3} Wait. {C4}") == ("Call. {B3} Wait.", ("C4",))
