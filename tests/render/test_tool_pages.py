"""Tool pages follow the rules of all pages and can be read without a script."""

import pytest

ASK = "en/tools/ask.md"
MISTAKES = {
    "a fact that is not there": (
        "facts: [O1]\n",
        "facts: [O9]\n",
        "fact 'O9' is not in content/facts.yaml",
    ),
    "a fact in its words": (
        "You asked. {O1}",
        "You asked. {O9}",
        "fact 'O9' is not in content/facts.yaml",
    ),
    "a sheet": (
        "[first-minute]",
        "[last-minute]",
        "sheets.ask: there is no page /steps/last-minute",
    ),
    "an amount": ("You asked. {O1}", "Take 5 mg. {O1}", "words.asked: '5 mg': remove the amount"),
    "a promise": ("They are awake.", "There is no need to ask.", "'no need to' in"),
    "a body without facts": ("number now. {O1}", "number now.", "text: names no fact"),
    "a name that templates cannot say": ("asked:", "clear:", "words.clear: reserved name"),
    "hard words": (
        "Call the emergency",
        "Immediately communicate institutional responsibilities regarding emergency",
        "reading grade",
    ),
    "one answer": (
        '      - {tap: "Yes", say: They are awake.}\n',
        "",
        "questions[0].answers: too few: at least 2",
    ),
}


@pytest.mark.parametrize(("old", "new", "message"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_are_named(draft, old, new, message):
    """A mistake in the words of a tool is a finding."""
    draft.change(ASK, old, new)

    assert [
        line
        for line in draft.findings()
        if line.startswith("content/en/tools/ask.md: ") and message in line
    ]


def test_without_a_script_it_is_read(sample_pages):
    """The HTML of a tool page has what to do and its sources."""
    html = sample_pages["/tools/ask"]

    assert "Call the emergency number now." in html
    assert 'class="sources"' in html
    assert "data-module" not in html  # no script of this name


def test_an_emergency_tool_offers_no_newer_release(draft):
    """A tool marked as an emergency page offers no newer release."""
    urgent = draft.pages()["/tools/ask"]
    draft.change(ASK, "emergency: true\n", "")
    calm = draft.pages()["/tools/ask"]

    assert 'id="update"' not in urgent
    assert 'id="update"' in calm


def test_all_tools_are_listed(draft):
    """/tools lists each tool with its purpose; without tools /more has no link to it."""
    assert '<a href="/tools/ask"><span>Ask one thing <small>' in draft.pages()["/tools"]
    assert 'href="/tools"' in draft.pages()["/more"]

    draft.folder.joinpath(ASK).unlink()
    assert 'href="/tools"' not in draft.pages()["/more"]
