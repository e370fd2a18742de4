"""Short messages above the bars."""

import pytest

SHOW = """([text, seconds, label]) => import('/toast.js').then(({toast}) => toast(text, {
    seconds, label, act: () => { document.title = 'taken back' }
}))"""


def show(page, text, seconds=8, label=None):
    page.evaluate(SHOW, [text, seconds, label])
    page.get_by_role("status").get_by_text(text).wait_for()


@pytest.mark.parametrize("font", ["100%", "200%"])
def test_a_message_is_above_the_bars(reader, font):
    """A message is inside the screen and covers neither bar."""
    page = reader("/articles/what-it-is", service_workers="block")
    page.evaluate("font => document.documentElement.style.fontSize = font", font)
    show(page, "A sentence that is long enough for two lines of a telephone.", label="Undo")
    box = page.locator(".toast").bounding_box()
    bars = [page.locator(bar).bounding_box()["y"] for bar in (".bar", ".call")]

    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert box["y"] >= 0
    assert min(bars) - 24 <= box["y"] + box["height"] <= min(bars)


def test_a_message_goes_after_its_time(reader):
    """A message is removed after its seconds, and the next takes its place."""
    page = reader("/articles/what-it-is", service_workers="block")
    page.clock.install()
    show(page, "First")
    show(page, "Second", seconds=600)
    assert page.get_by_text("First").count() == 0
    page.clock.run_for(300_000)
    assert page.get_by_text("Second").count() == 1
    page.clock.run_for(301_000)

    assert page.get_by_text("Second").count() == 0


def test_the_button_of_a_message_is_one_key_away(reader):
    """The next Tab leads to the button and the one after it back; the message stays meanwhile."""
    page = reader("/articles/what-it-is", service_workers="block")
    first = page.locator("main a").first
    first.focus()
    page.clock.install()
    show(page, "Deleted", seconds=600, label="Undo")
    page.keyboard.press("Tab")
    undo = page.get_by_role("button", name="Undo")
    assert undo.evaluate("button => button === document.activeElement")
    page.clock.run_for(601_000)
    page.keyboard.press("Tab")
    assert first.evaluate("link => link === document.activeElement")
    page.clock.run_for(601_000)
    assert undo.count() == 0


def test_the_button_of_a_message_acts_once_and_closes_it(reader):
    """A tap runs the action, removes the message and returns the focus."""
    page = reader("/articles/what-it-is", service_workers="block")
    first = page.locator("main a").first
    first.focus()
    show(page, "Deleted", label="Undo")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.title() == "taken back"
    assert page.locator(".toast").inner_text() == ""
    assert first.evaluate("link => link === document.activeElement")


def test_the_first_save_is_told_once_and_on_a_calm_page(chromium, site):
    """After the first save one calm page says so; emergency pages and later visits do not."""
    phone = chromium(site.base)
    words = "Works without a network."
    phone.visit("/")
    phone.wait_saved()
    assert phone.page.evaluate("localStorage.told") is None
    phone.visit("/articles/what-it-is")
    phone.page.get_by_text(words).wait_for()
    assert phone.page.evaluate("localStorage.told") == "yes"
    phone.page.evaluate("localStorage.told = 'earlier'")
    phone.visit("/articles")
    phone.wait_saved()

    # It is stored as soon as the page knows that all is saved, before the message is shown.
    assert phone.page.evaluate("localStorage.told") == "earlier"
    assert words not in phone.page.inner_text("body")
