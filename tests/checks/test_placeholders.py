"""Placeholders of tools: the checked ones are those that the scripts fill in."""

import re

import pytest

from server.checks.placeholders import TOOL_WORDS
from server.paths import PWA

# format(messages.each, { mg: … }), or of two words: format(to ? messages.a : messages.b, { … })
FORMATTED = re.compile(r"format\(([^(),]*messages\.[^(),]*), \{([^}]*)\}")


def filled_in(script: str) -> dict[str, set[str]]:
    """The words of a tool that its script fills in directly, each with its placeholders."""
    return {
        name: {entry.split(":")[0].strip() for entry in values.split(",")}
        for words, values in FORMATTED.findall(script)
        for name in re.findall(r"messages\.(\w+)", words)
    }


@pytest.mark.parametrize("path", sorted((PWA / "tools").glob("*.js")), ids=lambda path: path.stem)
def test_the_placeholders_of_a_script_are_checked(path):
    """Each word that a script fills in has a row in `TOOL_WORDS`, with the same placeholders."""
    checked = TOOL_WORDS.get(path.stem, {})

    for name, values in filled_in(path.read_text("utf-8")).items():
        assert values == {*re.findall(r"\w+", checked.get(name, ""))}, name


def test_the_scripts_have_placeholders():
    """The pattern above finds the calls of `format` in the scripts."""
    scripts = [path.read_text("utf-8") for path in (PWA / "tools").glob("*.js")]

    assert sum(len(filled_in(script)) for script in scripts) >= 7


def test_each_checked_word_exists(content):
    """Each word in `TOOL_WORDS` is a word of its tool, and the only ones with placeholders."""
    with_braces = {
        (tool.id, name)
        for tool in content.tools.values()
        for name, words in tool.words.items()
        if "{" in words.text
    }

    assert with_braces == {(tool, name) for tool, words in TOOL_WORDS.items() for name in words}


def test_a_tool_without_a_row_has_no_placeholders(draft):
    """A brace in the words of a tool whose script fills in nothing is a finding."""
    draft.change("en/tools/ask.md", "words:\n", 'words:\n  hello: "Hello, {nobody}"\n')

    assert draft.findings() == [
        "content/en/tools/ask.md: words.hello: '{nobody}' is not a known placeholder"
    ]
