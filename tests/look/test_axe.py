"""No page breaks a rule of axe-core, best practices and level AAA included."""

import pytest

from tests.support.axe import COLOURS
from tests.support.screen import pages, views

WIDTHS = [320, 1280]


def test_axe_finds_nothing_on_one_page_of_each_kind(app, axe_violations):
    """axe finds nothing on the narrowest screen with all folded parts open."""
    with_a_table = "/articles/alcohol-treatment"

    assert axe_violations([*pages(app, every=False), with_a_table], 320, "light") == []


@pytest.mark.parametrize("colours", ["dark", "forced"])
def test_axe_finds_nothing_in_other_colours(app, axe_violations, colours):
    """axe finds nothing on a card, a sheet, an article and a form in other colour schemes."""
    assert (
        axe_violations(["/", "/signs/wont-wake", "/articles/alcohol", "/card"], 320, colours) == []
    )


@pytest.mark.parametrize("colours", COLOURS)
def test_axe_finds_nothing_among_answers(axe_violations, colours):
    """axe finds nothing in search results with and without a danger."""
    assert axe_violations(["/search#q=floppy", "/search#q=can+i+drive"], 320, colours) == []


@pytest.mark.parametrize("colours", COLOURS)
def test_axe_finds_nothing_with_a_remembered_country(axe_violations, colours):
    """axe finds nothing when one call button replaces the row of numbers."""
    assert axe_violations(["/"], 320, colours, country="NL") == []


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("colours", COLOURS)
def test_axe_finds_nothing_on_any_page(app, axe_violations, colours, width):
    """axe finds nothing on any page, on a phone and a computer, in all colours."""
    assert axe_violations(views(app, every=True), width, colours) == []
