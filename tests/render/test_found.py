"""Titles and descriptions for search engines and shared links."""

import re
from collections import Counter
from html import unescape

import pytest

from server.headers import UNLISTED
from tests.support.rendered import inside, pages_of

TWO_LINES = 170  # characters of a description that a search engine shows, about


@pytest.fixture(scope="module")
def listed(built):
    """Every page of the app that a web search may lead to."""
    pages = pages_of(built.release)
    return {path: html for path, html in pages.items() if not path.startswith(UNLISTED)}


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
    """The titles and descriptions of signs and steps have the words that people search for."""
    words = re.compile("baclofen (overdose|withdrawal|pump)", re.IGNORECASE)
    emergency = {path for path in listed if path.startswith(("/signs", "/steps/"))}

    assert len(emergency) == len(content.signs) + len(content.steps) + 1
    for path in emergency:
        assert words.search(title_of(listed[path])), path
        assert words.search(description_of(listed[path])), path
    assert "overdose" in title_of(listed["/"])
    assert "withdrawal" in title_of(listed["/"])


def test_a_description_says_more_than_the_title(listed):
    """No sign, step sheet or article is described by its title alone."""
    for path, html in listed.items():
        if path.startswith(("/signs", "/steps/", "/articles")):
            assert description_of(html) != inside(html, "<h1>(.*?)</h1>")[0], path
            assert len(description_of(html)) <= TWO_LINES, path
