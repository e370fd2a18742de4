"""Tools of reading pages: sharing, resuming, reading aloud, printing."""

import pytest

from tests.support.phone_scripts import SHARE_SHEET, VOICES
from tests.support.site import wait_until
from tests.support.subset import fast_subset

ARTICLE = "/articles/what-it-is"
TALL = "document.querySelector('.prose').style.paddingBlockEnd = '3000px'"
# Left before its event, the page would not know that it was scrolled.
SCROLL = """new Promise((done) => {
    addEventListener('scroll', done, {once: true});
    window.scrollBy(0, 600);
}).then(() => true)"""
PAPER = [("A4", None), ("A4", "DE"), ("Letter", None), ("Letter", "DE")]  # DE has the most lines


def test_a_page_is_shared_as_words_and_its_address(reader, site):
    """The share sheet gets the title and the address without its query."""
    page = reader("/signs/asleep?utm=1", SHARE_SHEET)
    page.get_by_role("button", name="Share this page").click()

    title = "Won't wake up"
    wait_until(lambda: page.evaluate("window.shared.length"))
    assert page.evaluate("window.shared") == [
        {"title": title, "text": title, "url": f"{site.base}/signs/asleep"}
    ]


@pytest.mark.slow
def test_without_a_sheet_it_is_copied(reader, site):
    """Without a share sheet the address is copied and the page says so."""
    page = reader(ARTICLE, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Share this page").click()

    page.get_by_text("Copied.").wait_for()
    assert (
        page.evaluate("navigator.clipboard.readText()") == f"What examplin is\n{site.base}{ARTICLE}"
    )


def test_an_emergency_page_is_shared_last(reader):
    """On an emergency page the reading tools come after what to do."""
    page = reader("/steps/first-minute")
    page.get_by_role("button", name="Share this page").wait_for()
    order = page.evaluate(
        "[...document.querySelectorAll('.call a, ol.steps li, .never li, #tools button')]"
        ".map((part) => part.tagName)"
    )

    assert order[-1] == "BUTTON"
    assert order.count("BUTTON") == 1


def test_it_goes_on_where_the_reader_was(reader):
    """A page that is opened again offers a link to the heading read last."""
    page = reader(ARTICLE)
    page.get_by_role("button", name="Share this page").wait_for()
    page.evaluate(TALL)
    heading = page.locator(".prose h2[id]").last
    name = heading.inner_text()
    heading.scroll_into_view_if_needed()
    page.evaluate(SCROLL)
    page.goto("/articles")
    page.get_by_role("main").get_by_role("link", name="What examplin is").click()

    page.get_by_role("link", name=f"Go on at: {name}").wait_for()
    assert page.evaluate("scrollY") == 0


@pytest.mark.slow
def test_an_unscrolled_tab_keeps_the_stored_heading(reader):
    """A tab that was not scrolled does not overwrite the heading stored by another."""
    page = reader(ARTICLE)
    page.get_by_role("button", name="Share this page").wait_for()
    page.evaluate("localStorage.setItem('places', JSON.stringify({[location.pathname]: 'last'}))")
    page.goto("/articles")

    assert page.evaluate("JSON.parse(localStorage.getItem('places'))") == {ARTICLE: "last"}


@pytest.mark.slow
def test_an_article_just_opened_offers_no_place(reader):
    """A page that was not scrolled offers no place on the next visit."""
    page = reader(ARTICLE)
    page.get_by_role("button", name="Share this page").wait_for()
    page.goto("/articles")
    page.goto(ARTICLE)
    page.get_by_role("button", name="Share this page").wait_for()

    assert page.get_by_text("Go on at").count() == 0


def test_a_voice_on_the_phone_reads_sentence_by_sentence(reader):
    """Read aloud speaks sentence by sentence and marks the page as running."""
    page = reader(ARTICLE, VOICES.replace("LOCAL", "true"))
    page.get_by_role("button", name="Read aloud").click()
    page.wait_for_selector("[data-running]", state="attached")
    page.evaluate("window.spoken[0].onend()")

    spoken = page.evaluate("window.spoken.map(({text}) => text)")
    assert spoken[0] == "What examplin is"
    assert spoken[1] in page.locator(".lead").first.inner_text()


@pytest.mark.slow
def test_say_it_again_repeats_one_sentence(reader):
    """The button "Say it again" repeats a sentence, and "Stop" ends the reading."""
    page = reader(ARTICLE, VOICES.replace("LOCAL", "true"))
    page.get_by_role("button", name="Read aloud").click()
    page.get_by_role("button", name="Say it again").click()
    wait_until(lambda: page.evaluate("window.spoken.length") == 2)
    assert page.get_by_role("button", name="Stop").is_visible()
    page.evaluate("window.spoken[1].onend()")
    spoken = page.evaluate("window.spoken.map(({text}) => text)")
    page.get_by_role("button", name="Stop").click()

    assert spoken[0] == spoken[1] != spoken[2]
    # Timers fire in order, so the timer of a repeat (100 ms) would have fired before this one.
    page.evaluate("new Promise((next) => setTimeout(next, 200))")
    assert page.evaluate("window.spoken.length") == 3  # nothing is said after Stop
    assert page.get_by_role("button", name="Read aloud").is_visible()
    assert page.locator("[data-running]").count() == 0


@pytest.mark.parametrize(
    ("path", "local"), fast_subset([(ARTICLE, "false"), ("/signs/asleep", "true")])
)
def test_it_is_not_offered(reader, path, local):
    """Read aloud is not offered with only a network voice, and not on an emergency page."""
    page = reader(path, VOICES.replace("LOCAL", local))
    page.get_by_role(
        "button", name="Share this page"
    ).wait_for()  # made by the same script, just before

    assert page.get_by_text("Read aloud").count() == 0


@pytest.mark.parametrize(("paper", "country"), fast_subset(PAPER))
def test_the_first_screen_is_one_sheet(real_site, browser, paper, country):
    """The first screen prints on one page with the numbers of the chosen country."""
    real_site.start()
    page = browser.new_page()
    page.goto(f"{real_site.base}/?nosw")
    if country:
        page.evaluate(f"localStorage.setItem('country', '{country}')")
        page.reload()
        page.wait_for_selector(".call.chosen")
    sheet = page.pdf(format=paper, margin=dict.fromkeys(("top", "right", "bottom", "left"), "10mm"))
    page.close()
    real_site.kill()

    assert sheet.count(b"/Type /Page\n") == 1
