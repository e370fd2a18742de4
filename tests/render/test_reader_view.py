"""Firefox's reader view keeps the emergency card, the steps and every number to call."""

import shutil
import zipfile
from pathlib import Path

import pytest

from tests.support.pages import one_of_each_kind
from tests.support.rendered import pages_of
from tests.support.subset import fast_subset

READABILITY = "moz-src/toolkit/components/reader/readability/Readability.js"
HOST = "http://reader.test"
LOOK = """() => {
    const words = (part) => part.textContent.replace(/\\s+/g, ' ').trim();
    const view = new Readability(document.cloneNode(true)).parse();
    const shown = document.createElement('div');
    shown.innerHTML = view?.content ?? '';
    const all = words(shown);
    const hrefs = (links) => [...links].map((link) => link.getAttribute('href'));
    const parts = 'main :is(.card h2, .card li, .raise p, .raise li, ol.steps li, .never li)';
    return {
        numbers: hrefs(document.querySelectorAll(':is(article, .help) .call a'))
            .filter((href) => href.startsWith('tel:')),
        kept: hrefs(shown.querySelectorAll('a')),
        missing: [...document.querySelectorAll(parts)].map(words)
            .filter((text) => text && !all.includes(text)),
    };
}"""
NOT_READ = (
    "/search",
    "/signs",
    "/404",
    "/feedback",
)  # lists and forms: Firefox offers no reader view of them


@pytest.fixture(scope="module")
def readability():
    """Readability from the installed Firefox."""
    program = Path(
        shutil.which("firefox-esr") or shutil.which("firefox") or "firefox is missing"
    ).resolve()
    with zipfile.ZipFile(program.parent / "omni.ja") as archive:
        return archive.read(READABILITY).decode()


@pytest.fixture
def reader_view(browser, built, readability):
    """What the reader view makes of a page, before any script has run on it."""
    pages = pages_of(built.release)
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()

    def answer(route) -> None:
        path = route.request.url.removeprefix(HOST)
        route.fulfill(
            body=pages[path], content_type="text/html"
        ) if path in pages else route.abort()

    page.route("**/*", answer)

    def look(path: str):
        page.goto(HOST + path)
        page.evaluate(readability + "; window.Readability = Readability; 0")
        return page.evaluate(LOOK)

    yield look
    context.close()


@pytest.mark.parametrize("every", fast_subset([False, True]))
def test_a_reader_view_keeps_the_card_and_the_numbers(reader_view, real_pages, every):
    """The reader view loses no number to call and no line of the emergency card or the steps."""
    pages = (
        real_pages
        if every
        else one_of_each_kind(real_pages) | {"/tools/ran-out": "", "/tools/timeline": ""}
    )
    read = [path for path in pages if path not in NOT_READ]
    assert len(read) > 10
    for path in read:
        seen = reader_view(path)

        assert set(seen["numbers"]) <= set(seen["kept"]), path
        assert seen["missing"] == [], path
