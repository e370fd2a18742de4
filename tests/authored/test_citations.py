"""The mark that ends a sentence."""

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
    """Readers see the words, the app keeps the facts, in the author's order."""
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
    """Only a mark at the end, written as a mark, names facts."""
    assert said(words) == (words, ())


def test_only_the_last_mark_counts():
    """A sentence ends once."""
    assert said("Call. {B3} Wait. {C4}") == ("Call. {B3} Wait.", ("C4",))
