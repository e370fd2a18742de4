"""A citation such as `{O1 W2}` at the end of a sentence."""

import pytest

from server.authored.citations import CitedText


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
def test_a_sentence_is_split_from_its_citation(marked, text, facts):
    """A sentence is split into its text and its facts, in the author's order."""
    assert CitedText.from_authored(marked) == CitedText(text, facts)


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
    """Braces that are not a well-formed citation at the end are part of the text."""
    assert CitedText.from_authored(words) == CitedText(words)


def test_only_the_last_citation_counts():
    """A citation inside the text stays text; only the last one counts."""
    assert CitedText.from_authored("Call. {B3} Wait. {C4}") == CitedText(
        "Call. {B3} Wait.", ("C4",)
    )
