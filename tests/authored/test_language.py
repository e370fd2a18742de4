"""What belongs to a language: its patterns work in Python and on old phones, or are refused."""

from datetime import date

import pytest

from server.authored.dates import in_words

LANGUAGE = "en/language.yaml"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("- [ph, f]", '- ["(ph", f]', "'(ph' is not a regular expression"),
        ("- [ph, f]", '- ["(?<=p)h", f]', "'(?<=p)h' looks behind, which old phones cannot"),
        ("[safe,", '["safe(",', "'safe(' is not a regular expression"),
        ("sentence_words: 20", "sentence_words: many", "write a number, without quotes"),
    ],
)
def test_a_pattern_that_does_not_work_is_named(draft, old, new, message):
    """A pattern that Python or an old phone cannot use is a finding that says why."""
    draft.change(LANGUAGE, old, new)
    [finding] = draft.findings()

    assert finding.startswith(f"content/{LANGUAGE}: ")
    assert message in finding


def test_a_date_has_the_pattern_of_its_language(content):
    """A date has its day, month and year in the order of its language."""
    day = date(2026, 11, 21)

    assert in_words(day, content.interface, content.language.date) == "21 November 2026"
    assert in_words(day, content.interface, "{day} de {month} de {year}") == (
        "21 de November de 2026"
    )
