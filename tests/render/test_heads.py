"""Titles and descriptions for search engines and shared links."""

import re
from collections import Counter
from html import unescape

import pytest

from server.addresses import HEADS
from server.headers import NOINDEX_PATHS
from server.paths import CONTENT, PWA
from server.publish.build import build
from server.release.heads import read_heads
from tests.support.checked import checked_content
from tests.support.rendered import inside, pages_of

OTHER_CAUSES = ["allergic-reaction", "cannot-pass-urine", "head-knock"]  # signs
TWO_LINES = 170  # characters of a description that a search engine shows, about


@pytest.fixture(scope="module")
def listed(built):
    """Every page of the app that a web search may lead to."""
    pages = pages_of(built.release)
    return {path: html for path, html in pages.items() if not path.startswith(NOINDEX_PATHS)}


def title_of(html: str) -> str:
    return unescape(inside(html, "<title>(.*?)</title>")[0])


def description_of(html: str) -> str:
    return unescape(re.search(r'<meta name="description" content="(.*?)">', html)[1])


def test_no_two_pages_have_one_title_or_one_description(listed):
    """Each title and each description is that of one page."""
    for of in (title_of, description_of):
        counted = Counter(map(of, listed.values()))
        assert [text for text, count in counted.items() if count > 1] == []


def test_emergency_pages_say_overdose_or_withdrawal(listed, content):
    """The titles and descriptions of signs and steps have the words that people search for.

    Those of OTHER_CAUSES only name the medicine.
    """
    _require_words(listed, "baclofen (overdose|withdrawal|pump)", "taking baclofen")
    emergency = {path for path in listed if path.startswith(("/signs", "/steps/"))}

    assert len(emergency) == len(content.signs) + len(content.steps) + 1
    assert "overdose" in title_of(listed["/"])
    assert "withdrawal" in title_of(listed["/"])


@pytest.mark.parametrize("sign", OTHER_CAUSES)
def test_what_has_other_causes_is_not_called_overdose(listed, sign):
    """An allergy, a full bladder and a knock are no overdose in a web search."""
    html = listed[f"/signs/{sign}"]

    assert "· While taking baclofen ·" in title_of(html)
    assert "overdose" not in description_of(html)


def test_spanish_emergency_pages_say_overdose_or_withdrawal():
    """Spanish titles and descriptions have these words too, and JSON-LD the Spanish name."""
    release = build(checked_content(CONTENT, "es"), PWA).release
    listed = pages_of(release)

    _require_words(listed, "(sobredosis|abstinencia|bomba).* de baclofeno", "toma baclofeno")
    assert "sobredosis" in title_of(listed["/"])
    assert '"name":"baclofeno"' in read_heads(release.by_path()[HEADS]).pages["/"].html


def _require_words(listed, dangers: str, other_causes: str) -> None:
    others = {f"/signs/{sign}" for sign in OTHER_CAUSES}
    for path, html in listed.items():
        if path.startswith(("/signs", "/steps/")):
            words = re.compile(other_causes if path in others else dangers, re.IGNORECASE)
            assert words.search(title_of(html)), path
            assert words.search(description_of(html)), path


def test_a_description_says_more_than_the_title(listed):
    """No sign, step sheet or article is described by its title alone."""
    for path, html in listed.items():
        if path.startswith(("/signs", "/steps/", "/articles")):
            assert description_of(html) != inside(html, "<h1>(.*?)</h1>")[0], path
            assert len(description_of(html)) <= TWO_LINES, path


def test_the_page_for_integrators_stays_on_the_server(built, content):
    """`/api` names the addresses that it promises, and no phone stores it."""
    [page] = [file for file in built.release.files if file.path == "/api"]
    html = built.release.bodies[page.sha256].decode()
    served = {file.path for file in built.release.files}

    assert page.tier == 0
    assert {"/api/v1/signs", "/api/v1/helplines", "/api/v1/openapi.json"} <= served
    for address in ("/embed/signs/", "/api/v1/signs", "/api/v1/openapi.json"):
        assert address in html
    assert content.interface["licence_url"] in html
