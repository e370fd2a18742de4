"""A translation holds words only, keeps the structure of its original, and is read page by page."""

import re
from datetime import date
from itertools import count

import pytest

from server import paths
from server.authored.findings import ContentError
from server.authored.loader import read_content
from server.authored.translating import Translator
from server.authored.translation import stamp_of
from server.checks.ageing import warnings
from server.publish.build import build
from tests.support.checked import checked_content
from tests.support.rendered import pages_of
from tests.support.translated import add_language

SIGN = "es/signs/asleep.md"
ORIGINAL = "en/signs/asleep.md"
NEUTRAL = "is the same in every language: leave it out, or write what the original says"


@pytest.fixture
def translated(draft):
    add_language(draft.folder)
    return draft


def findings(draft, lang="es") -> list[str]:
    try:
        checked_content(draft.folder, lang)
    except ContentError as error:
        return [str(finding._replace(line=0)) for finding in error.findings]
    return []


def pages(draft, lang="es") -> dict[str, str]:
    return pages_of(build(read_content(draft.folder, lang), paths.PWA).release)


def test_a_translation_page_by_page_is_sound(translated):
    """A translation with one sign, home and interface is complete; the rest is the original's."""
    assert findings(translated) == []
    assert findings(translated, "en") == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("urgency: now", "urgency: today", f"urgency: {NEUTRAL}"),
        ("related: [beep]", "related: []", f"related: {NEUTRAL}"),
        ("happens. {O1}", "happens. {O2}", "looks_like[0]: cites other facts than the original"),
        (
            "examplin. {O1}",
            "examplin. {O1}\n  - Wait. {O1}",
            "do: 2 here, 1 in the original",
        ),
        ("coma. {O1}", "coma. {O1}\n\nMore. {O1}", "text: 2 paragraphs, 1 in the original"),
    ],
)
def test_what_is_not_as_in_the_original_is_named(translated, old, new, message):
    """A structure that differs from the original's is a finding."""
    translated.change(SIGN, old, new)

    assert any(line.startswith(f"content/{SIGN}: {message}") for line in findings(translated))


def test_a_missing_word_of_the_interface_is_named(translated):
    """A missing interface word of a translation is a finding."""
    path = translated.folder / "es/interface.yaml"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if not line.startswith("about:")), "utf-8")

    assert any("es/interface.yaml: about: missing" in line for line in findings(translated))


@pytest.mark.parametrize(
    ("text", "message"),
    [("- a", "a list where fields belong"), ("", "the file is empty: write it, or delete it")],
)
def test_a_first_screen_without_fields_is_named(translated, text, message):
    """A translated home.yaml that holds a list or nothing is a finding, not a crash."""
    (translated.folder / "es/home.yaml").write_text(text, "utf-8")

    assert any(f"es/home.yaml: -: {message}" in line for line in findings(translated))


@pytest.mark.parametrize("of", ["es", "fr", "nl"])
def test_a_translation_is_made_from_an_original(translated, of):
    """`of` names neither the language itself, nor another translation, nor a missing language."""
    add_language(translated.folder, "fr")
    translated.change("es/language.yaml", "of: en", f"of: {of}")

    assert findings(translated) == [
        f"content/es/language.yaml: translation.of: '{of}' is not an original here; allowed: en"
    ]


def test_an_original_that_cannot_be_read_is_named_by_its_own_mistake(translated):
    """A mistake in the original's language.yaml is not taken for a wrong `of`."""
    translated.change("en/language.yaml", "sentence_words:", "sentence:")

    assert any("en/language.yaml" in line for line in findings(translated))
    assert not any("is not an original" in line for line in findings(translated))


WELL = re.compile(r"^well:\n(?: .*\n)*", re.MULTILINE)


@pytest.mark.parametrize(
    ("without", "message"),
    [
        (("en", "es"), None),
        (("es",), "es/home.yaml: well: 0 links, 1 in the original"),
        (("en",), "es/home.yaml: well: 1 links, 0 in the original"),
    ],
)
def test_a_first_screen_may_leave_out_its_second_group(translated, without, message):
    """`well` may be left out of home.yaml, but in both languages alike."""
    for lang in without:
        path = translated.folder / lang / "home.yaml"
        text, count = WELL.subn("", path.read_text("utf-8"))
        assert count == 1
        path.write_text(text, "utf-8")
    found = findings(translated)

    assert any(message in line for line in found) if message else found == []


@pytest.mark.parametrize("file", ["interface.yaml", "home.yaml"])
def test_a_language_without_its_interface_and_home_is_not_published(translated, file):
    """A language without its interface.yaml or home.yaml has a finding."""
    (translated.folder / "es" / file).unlink()

    assert findings(translated) == [f"content/es/{file}: -: the file is missing"]


def test_an_untranslated_page_is_the_original_and_says_so(translated):
    """An untranslated page is marked with its language; its links stay in the translation."""
    shown = pages(translated)

    assert '<html lang="en">' in shown["/signs/beep"]
    assert '<p class="notice" lang="es" dir="ltr">Not yet in es.</p>' in shown["/signs/beep"]
    assert 'href="/es/signs"' in shown["/signs/beep"]
    assert '<html lang="es">' in shown["/signs/asleep"]
    assert "Asleep in es" in shown["/signs/asleep"]
    assert "This is a translation into es." in shown["/signs/asleep"]


def test_every_address_of_a_translation_begins_with_its_base(translated):
    """All addresses in a translation begin with its base, except links to other languages."""
    release = build(read_content(translated.folder, "es"), paths.PWA).release
    bodies = {path: body.decode() for path, body in release.by_path().items() if path[-3:] != "png"
              and path[-3:] not in ("wav", "ico")}  # fmt: skip

    assert '"start_url":"/es/"' in bodies["/manifest.webmanifest"]
    assert '"id":"/es/"' in bodies["/manifest.webmanifest"]
    assert 'url("/es/icons/bar.svg")' in bodies["/signs"]
    assert 'href="/signs/asleep" hreflang="en" lang="en"' in bodies["/signs/asleep"]
    assert '"url":"/es/signs/asleep"' in bodies["/api/v1/signs"]
    assert 'src="/start.js"' not in bodies["/"]


def test_a_page_behind_its_original_shows_the_newer_line(translated):
    """A newer original is a warning for editors; an emergency page shows its new line, marked."""
    translator = Translator(translated.folder, "es")
    translator.done("signs/asleep")
    assert findings(translated) == []
    assert translator.state("signs/asleep").state == "done"
    translated.change(ORIGINAL, "Call now. Say examplin.", "Call now and shout.")
    translated.change(ORIGINAL, "[wont wake, passed out, out cold]", "[wont wake, passed out, ko]")

    shown = pages(translated)["/signs/asleep"]
    lines = [
        str(warning) for warning in warnings(read_content(translated.folder, "es"), date.today())
    ]

    assert '<ul lang="en" dir="ltr">\n<li>Call now and shout.</li>\n</ul>' in shown
    assert "The original is newer." in shown
    assert "Call now. Say examplin." in shown
    assert any("es/signs/asleep.md: of: the original is newer" in line for line in lines)
    assert findings(translated) == []


def test_the_first_screen_of_a_translation_that_is_behind_keeps_its_order(translated):
    """On the first page the newer line stands below the rows, so it moves no call."""
    path = translated.folder / "es/home.yaml"
    path.write_text(path.read_text("utf-8") + "\nof: 0000000000\n", "utf-8")
    page = pages(translated)["/"]

    assert page.count("The original is newer.") == 1
    assert page.index('class="call"') < page.index('class="cases"')
    assert page.index('class="cases"') < page.index("The original is newer.")


def test_new_words_for_the_search_leave_no_page_behind(translated):
    """New phrases in an original do not put its translation behind."""
    Translator(translated.folder, "es").done("signs/asleep")
    translated.change(ORIGINAL, "[wont wake, passed out, out cold]", "[wont wake, passed out, ko]")

    assert read_content(translated.folder, "es").behind == {}


def test_a_stamp_that_looks_like_a_number_is_text(translated):
    """A page is done also if its stamp is figures round an e, which YAML reads as a number."""
    change = {"title": "A change", "on": "2026-01-02", "body": "All pages are new."}
    titles = (f"A change, number {number}" for number in count())
    title = next(
        title
        for title in titles
        if re.fullmatch(r"\d+e\d+", stamp_of(change | {"title": title, "id": "one"}))
    )
    translated.change("en/changes/one.md", "First edition", title)
    translator = Translator(translated.folder, "es")
    translator.start("changes/one")
    translator.done("changes/one")

    assert translator.state("changes/one").state == "done"
    assert read_content(translated.folder, "es").behind == {}


def test_right_to_left_is_marked(draft):
    """A page of a right-to-left language has `dir="rtl"`, and English pages link to it."""
    add_language(draft.folder, "ar")

    assert '<html lang="ar" dir="rtl">' in pages(draft, "ar")["/"]
    assert 'data-base="/ar/"' in pages(draft, "en")["/"]


def test_a_language_that_is_not_offered_changes_no_page(draft):
    """A language that is not offered changes no page; only the worker knows its base."""
    before = pages(draft, "en")
    add_language(draft.folder, offered=False)

    assert pages(draft, "en") == before


def test_style_sheets_have_only_logical_properties():
    """No style sheet has a property for left or right, so that every page can be mirrored."""
    sided = re.compile(
        r"[\s;{-](?:left|right)\s*:|text-align:\s*(?:left|right)|float:\s*(left|right)"
    )
    found = {
        path.name: sided.findall(path.read_text("utf-8"))
        for path in (paths.PWA / "styles").glob("*.css")
    }

    assert {name: lines for name, lines in found.items() if lines} == {}


def test_a_translated_page_says_so_once_below_what_to_do(translated):
    """A page of the translation says so once, below its call; a reviewed one does not."""
    notice = "This is a translation into es."
    sheet = pages(translated)["/signs/asleep"]

    assert sheet.count(notice) == 1
    assert sheet.index('<p class="call">') < sheet.index(notice) < sheet.index("<footer")
    assert {page.count(notice) for page in pages(translated).values()} <= {0, 1}

    review = "reviewed: {name: A. Name, role: clinician, on: 2026-01-02}"
    path = translated.folder / SIGN
    path.write_text(path.read_text("utf-8").replace("---\n", f"---\n{review}\n", 1), "utf-8")
    assert notice not in pages(translated)["/signs/asleep"]


def test_claims_that_the_original_lends_are_in_its_language():
    """Below a line that says so, each claim of the Spanish page is marked as English."""
    claims = pages_of(build(checked_content(paths.CONTENT, "es"), paths.PWA).release)[
        "/about/claims"
    ]
    listed = claims.partition('<ul class="sources">')[2].partition("</ul>")[0]

    assert "Sigue en inglés." in claims
    assert listed.count("<li>") == listed.count('<li><span lang="en">') > 0
