"""Interface words: the default ones, those that a content replaces, and those that are missing."""

import pytest

from server import paths
from server.authored.findings import ContentError
from server.authored.interface import Interface
from server.authored.loader import default_words
from server.checks.style import lint
from server.publish.build import build

WORDS = "en/interface.yaml"


def test_a_content_without_own_words_has_the_default_ones(draft):
    """A content with no interface words lacks only those without a default, named in one run."""
    (draft.folder / "sources.yaml").write_text(
        (draft.folder / "sources.yaml").read_text().replace("manuals", "studies")
    )
    (draft.folder / WORDS).write_text("source_group_studies: Studies\n")
    with pytest.raises(ContentError) as error:
        build(draft.content(), paths.PWA)

    assert [(finding.field, finding.message) for finding in error.value.findings] == [
        (f"seen_{place}", "missing: a page needs this word")
        for place in ("awake", "behaviour", "pump")
    ]


def test_an_own_word_replaces_the_default_one(draft):
    """A content folder replaces single interface words and keeps the other defaults."""
    draft.add(WORDS, "skip: Go to the words\n")

    assert "Go to the words" in draft.pages()["/help"]


def test_words_name_the_medicine_and_the_app(draft):
    """{medicine} and {app} come from app.yaml; a language may name the medicine itself."""
    draft.add(WORDS, 'skip: "{medicine} in {app}"\n')
    assert "examplin in Examplin SOS" in draft.pages()["/help"]
    draft.add(WORDS, "medicine: ejemplina\n")

    assert "ejemplina in Examplin SOS" in draft.pages()["/help"]


def test_an_unknown_interface_word_is_a_finding(draft):
    """An interface word with an unknown name is a finding, and not silently ignored."""
    draft.add(WORDS, "serch_go: Find\n")

    assert draft.findings() == [
        f"content/{WORDS}: serch_go: unknown interface word; did you mean 'search_go'?"
    ]


@pytest.mark.parametrize("name", ["months", "short_months"])
def test_a_list_of_months_has_twelve(draft, name):
    """A list of eleven months is a finding: nobody would notice before December."""
    draft.add(WORDS, f"{name}: Jan Feb\n")

    assert draft.findings() == [
        f"content/{WORDS}: {name}: must name twelve months, separated by spaces"
    ]


def test_all_words_of_a_language_without_defaults_are_named_at_once(draft):
    """In a language without defaults, one run names all missing interface words."""
    (draft.folder / "en").rename(draft.folder / "xx")
    months = " ".join("abcdefghijkl")
    words = draft.folder / "xx/interface.yaml"
    words.write_text(f"{words.read_text()}months: {months}\nshort_months: {months}\n")
    draft.lang = "xx"
    with pytest.raises(ContentError) as error:
        build(draft.content(), paths.PWA)
    missing = {finding.field for finding in error.value.findings}

    assert len(missing) > 100
    assert {"skip", "locale", "call_number"} <= missing <= default_words("en").keys()


def test_an_article_says_do_not_stop_only_where_the_content_says_it(draft, sample_pages):
    """Articles say not to stop the medicine only if the content does: it has no default."""
    article = "/articles/what-it-is"
    draft.change(WORDS, 'do_not_stop: "Do not stop {medicine} suddenly.', 'medicine: "examplin')

    assert "Do not stop examplin" in sample_pages[article]
    assert "do_not_stop" not in draft.pages()[article]
    assert "Stopping suddenly" not in draft.pages()[article]


def test_the_default_words_keep_the_rules_of_the_app(content):
    """The default interface words pass the style checks of this app."""
    words = default_words("en")
    drafted = content.__class__(
        **{name: getattr(content, name) for name in content.__struct_fields__}
        | {"interface": Interface(words)}
    )

    assert [finding for finding in lint(drafted) if "interface.yaml" in finding.file] == []
    assert "baclofen" not in str(words).lower()
