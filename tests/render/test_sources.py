"""Sources of a page: its list, the marks in its text, and the pages about all sources."""

import re

import pytest
from msgspec.structs import replace

from server.render.footnotes import Footnotes
from tests.support.pages import main_text
from tests.support.rendered import SOURCE_LIST, TITLES, inside

STUDY = "A study"
MANUAL = "A first-aid manual (not opened by us yet)"
BOTH, ONE = [STUDY, MANUAL], [STUDY]
SOURCES = {
    "/": BOTH,
    "/articles/what-it-is": ONE,
    "/help": BOTH,
    "/signs/asleep": ONE,
    "/signs/beep": ONE,
    "/signs/visions": ONE,
    "/steps/first-minute": BOTH,
    "/tools/ask": ONE,
}
FIRST_AID = "Standard first aid; figures not yet checked by us."


def sources_of(html):
    """The entries of a page's list of sources."""
    listed = "".join(re.findall(SOURCE_LIST, html, re.DOTALL))
    return inside(listed, "<li.*?</li>")


@pytest.mark.parametrize("path", TITLES)
def test_a_page_lists_each_source_once(sample_pages, path):
    """A page lists each source that it cites once, with its state, and the oldest check."""
    html = sample_pages[path]
    expected = SOURCES.get(path, [])

    assert sources_of(html) == expected
    assert f"Where this comes from ({len(expected)})" in html or not expected
    assert ("The oldest check is from" in html) == bool(expected) or path == "/about"


@pytest.mark.parametrize("path", SOURCES)
def test_the_list_is_folded(sample_pages, path):
    """The list of sources is closed until a reader or a mark opens it."""
    [listed] = re.findall(SOURCE_LIST, sample_pages[path], re.DOTALL)

    assert re.match('<details class="sources" id="sources">', listed)


@pytest.mark.parametrize("path", SOURCES)
def test_a_listed_title_leads_to_the_full_source(sample_pages, path):
    """A title in the list links to the full source under /about."""
    [listed] = re.findall(SOURCE_LIST, sample_pages[path], re.DOTALL)
    links = re.findall(r'<a href="(/about/sources/.*?)#(.*?)">(.*?)</a>', listed)

    assert len(links) == len(SOURCES[path])
    for address, place, title in links:
        assert title in inside(sample_pages[address], f'<li id="{place}">.*?</li>')[0]


def test_the_oldest_check_is_the_one_shown(draft):
    """The list shows the date of the source that was checked longest ago."""
    draft.change(
        "sources.yaml",
        "status: unverified, checked: 2026-01-02",
        "status: unverified, checked: 2025-12-31",
    )

    assert 'datetime="2025-12-31"' in draft.pages()["/steps/first-minute"]


@pytest.mark.parametrize("path", sorted(SOURCES.keys() - {"/"}))
def test_every_mark_names_sources_of_its_page(sample_pages, path):
    """A mark links to the list and has only numbers of its entries."""
    marks = re.findall(
        '<sup><a href="#sources" role="doc-noteref">(.*?)</a></sup>', sample_pages[path]
    )
    numbers = {int(number) for mark in marks for number in mark.split(", ")}

    assert numbers
    assert numbers <= set(range(1, len(SOURCES[path]) + 1))


def test_a_mark_has_the_numbers_of_its_sources(draft):
    """A mark has the numbers of all sources of its facts, and is announced as a reference."""
    draft.add(
        "en/articles/what-it-is.md",
        "\nOpen it. {B1}\n\nOpen it wide. {O1 B1}\n\nIt stays so. {W1}\n",
    )
    html = draft.pages()["/articles/what-it-is"]

    assert sources_of(html) == [STUDY, MANUAL]
    assert re.findall("<p>(Open.*?|It stays.*?)</p>", html) == [
        f'{words}\N{NO-BREAK SPACE}<sup><a href="#sources" role="doc-noteref">{numbers}</a></sup>'
        for words, numbers in (("Open it.", "2"), ("Open it wide.", "1, 2"), ("It stays so.", "1"))
    ]


def test_three_sources_in_a_row_are_a_range(sample_content):
    """A mark writes consecutive numbers from three on as a range."""
    facts = next(iter(sample_content.facts.values()))
    sources = dict.fromkeys("abcdefg", sample_content.sources["T1"])
    cited = {name: replace(facts, sources=[name]) for name in sources}
    content = replace(sample_content, sources=sources, facts=cited)

    mark = Footnotes(content, "abcdefg").mark(["a", "c", "d", "e", "g"])

    assert ">1, 3\N{EN DASH}5, 7</a>" in mark


def test_a_list_is_in_the_order_of_the_table(sample_content):
    """Sources are listed in the order of sources.yaml, whatever the page cites first."""
    facts = next(iter(sample_content.facts.values()))
    sources = dict.fromkeys("abc", sample_content.sources["T1"])
    cited = {name: replace(facts, sources=[name]) for name in sources}
    content = replace(sample_content, sources=sources, facts=cited)

    notes = Footnotes(content, ["c", "a"])

    assert [id_ for id_, _ in notes.listed()] == ["a", "c"]


def test_cards_and_steps_hold_no_marks(sample_pages):
    """Cards and steps have no note marks."""
    cards = re.findall(
        r'<section class="card.*?</section>|<ol class="steps">.*?</ol>',
        "".join(sample_pages.values()),
        re.DOTALL,
    )

    assert len(cards) > 4
    assert not any("<sup" in card for card in cards)


def test_every_source_is_listed_about_the_app(sample_pages):
    """Each group of sources has a page with author, date and state, and one page links to all."""
    groups = re.findall(r'<li><a href="(/about/sources/.*?)">(.*?)</a>', sample_pages["/about"])

    assert groups == [("/about/sources/studies", "Studies"), ("/about/sources/manuals", "Manuals")]
    assert "rests on 2 sources." in main_text(sample_pages["/about"])
    assert [
        source
        for address, _ in groups
        for source in inside(sample_pages[address], r'<li id="[A-Z]+\d+">.*?</li>')
    ] == [
        "A study. Somebody, 2001. Checked 2 January 2026",
        "A first-aid manual. Checked 2 January 2026 (not opened by us yet)",
    ]
    link = '<a href="https://example.org/study" rel="noopener noreferrer">A study</a>'
    assert link in sample_pages["/about/sources/studies"]


def test_the_claims_are_told_about_the_app(sample_pages):
    """/about counts the claims by verdict, and /about/claims links each to its answer."""
    [claims] = re.findall('<ul class="sources">.*?</ul>', sample_pages["/about/claims"], re.DOTALL)

    for path in ("/about", "/about/claims"):
        assert "we carry 1, correct 0 and leave out 1." in main_text(sample_pages[path])
    assert '<a class="button" href="/about/claims">' in sample_pages["/about"]
    assert inside(claims, "<li>.*?</li>") == [
        "That it comes as a tablet: we say so too",
        "That one must ring a clinic: left out",
    ]
    assert re.findall('href="(.*?)"', claims) == ["/articles/what-it-is#forms", "/about"]


def test_the_first_aid_line_stands_only_where_it_is_due(sample_pages):
    """The line about standard first aid is only on pages that cite it."""
    assert {path for path, html in sample_pages.items() if FIRST_AID in html} == {
        "/",
        "/steps/first-minute",
    }


def test_a_sign_with_first_aid_says_so_too(draft):
    """The line about first aid is also on a sign that cites it."""
    draft.change("en/signs/beep.md", "Ring the pump team. {PU1}", "Ring the pump team. {PU1 B1}")

    assert FIRST_AID in draft.pages()["/signs/beep"]


def test_no_page_shows_a_mark_s_braces(real_pages):
    """No page shows the braces of a citation."""
    assert [path for path, html in real_pages.items() if re.search(r"\{[A-Z]+\d", html)] == []
