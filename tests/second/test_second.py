"""A second app: another medicine needs no change of the engine."""

import pytest

from server import paths
from server.addresses import HEADS, SHARED_PICTURE
from server.publish.build import build
from server.release.heads import PLACEHOLDER_ORIGIN, read_heads
from tests.support.checked import checked_content
from tests.support.pages import reads, served_pages
from tests.support.phone_actions import save
from tests.support.site import SECOND_CONTENT as CONTENT
from tests.support.site import Site

MOST_BYTES = 600_000  # of all that a phone stores, uncompressed


@pytest.fixture(scope="module")
def second(tmp_path_factory):
    """The published site of the second app; each test starts and kills it."""
    site = Site(tmp_path_factory.mktemp("second"), CONTENT)
    for days in ("review_days: 365", "helpline_days: 90"):  # read alike on every day
        site.publish(("en/style.yaml", days, f"{days}00"))
    yield site
    site.kill()


@pytest.fixture
def app(second):
    """The running site, also for the screens of other fixtures."""
    second.start()
    return second


@pytest.fixture(scope="module")
def release():
    return build(checked_content(CONTENT, "en"), paths.PWA).release


def test_its_content_is_as_large_as_its_readme_says():
    """Five signs, three sheets and two articles, without a mistake."""
    content = checked_content(CONTENT, "en")

    assert [len(kind) for kind in (content.signs, content.steps, content.articles)] == [5, 3, 2]


def test_every_page_says_that_it_is_a_test(app):
    """Every page of the second app says that it is a test."""
    pages = served_pages(app.data)
    notice = "This is a test of the software. It is not for use."

    assert len(pages) > 20
    assert [path for path, page in pages.items() if notice not in page.html] == []
    assert [
        path for path, page in pages.items() if "No clinician has reviewed" not in page.html
    ] == []


def test_no_page_is_left_of_the_first_app(release):
    """No file of the second app has this app's medicine, tools or sounds.

    The sheet of the tools is there for the tiles of the feedback page.
    """
    bodies = b"".join(release.bodies.values()).lower()

    assert b"baclofen" not in bodies
    tools = {file.path for file in release.files if file.path.startswith(("/sounds/", "/tools"))}
    assert tools == {"/tools.css"}
    assert sum(file.bytes for file in release.files if file.tier) < MOST_BYTES


def test_its_links_say_what_it_is(release):
    """A shared link has the picture of this app, and web searches read the name of its medicine."""
    page = read_heads(release.by_path()[HEADS]).pages["/signs/wont-wake"].html
    medicine = checked_content(CONTENT, "en").app.medicine

    assert f'"about":{{"@type":"Drug","name":"{medicine}"}}' in page
    assert f'property="og:image" content="{PLACEHOLDER_ORIGIN}{SHARED_PICTURE}"' in page
    assert release.by_path()[SHARED_PICTURE].startswith(b"\x89PNG")


def test_no_page_offers_a_line_that_no_country_has(app):
    """If no country has a poison line, the page of numbers does not mention one."""
    page = served_pages(app.data)["/help"]

    assert "data-poison" not in page.html
    assert "Poison" not in page.text


def test_every_page_reads_without_a_network(app, chromium):
    """After one visit a phone shows every page with the server dead."""
    phone = save(chromium(app.base))
    app.kill()
    phone.restart()

    reads(phone, served_pages(app.data))


def test_the_search_finds_its_pages(app, screen):
    """On a phone the search finds the second app's pages by its own synonyms."""
    window = screen(360)
    window.open("/search#q=narcan")

    assert "naloxone" in window.page.locator("#found li").first.text_content()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing(app, axe_violations, colours):
    """axe finds nothing on any page of the narrowest screen."""
    assert axe_violations(sorted(served_pages(app.data)), 320, colours) == []
