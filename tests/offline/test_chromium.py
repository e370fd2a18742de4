"""In Chromium, a phone that saved the app once reads every page without the server."""

import pytest

from tests.support.pages import main_text, one_of_each_kind, served_pages
from tests.support.site import wait_until


@pytest.mark.slow
def test_slashes_and_queries_find_the_same_page(real_site, saved_phone):
    """With and without a trailing slash, and with a query, the saved page is found."""
    text = served_pages(real_site.data)["/signs/wont-wake"].text
    for path in ("/signs/wont-wake/", "/signs/wont-wake?utm_source=qr", "/signs/wont-wake#sources"):
        saved_phone.visit(path)
        assert saved_phone.main_text() == text


def test_stored_bytes_that_changed_are_never_shown(real_site, saved_phone):
    """Altered entries are not shown; without a server the fallback page is shown instead."""
    saved_phone.page.evaluate(
        """async () => {
            const cache = await caches.open((await caches.keys())[0]);
            const headers = {'content-type': 'text/html'};
            const wrong = new Response('<main>wrong bytes</main>', {headers});
            await cache.put('/signs/wont-wake', wrong);
        }"""
    )
    saved_phone.visit("/signs/wont-wake")
    assert "wrong bytes" not in saved_phone.text()
    assert "Call now if someone who may have had baclofen" in saved_phone.text()


@pytest.mark.slow
def test_it_says_saved_with_the_server_dead(saved_phone):
    """The state line says saved without a server."""
    saved_phone.restart()
    saved_phone.visit("/help")

    saved_phone.wait_saved()


@pytest.mark.slow
def test_it_looks_again_when_it_comes_to_the_front(real_site, saved_phone):
    """When the app comes to the front, missing files are noticed, reported and fetched."""
    page = saved_phone.page
    front = "document.dispatchEvent(new Event('visibilitychange'))"
    page.evaluate(
        "caches.keys().then(async ([name]) => (await caches.open(name)).delete('/signs/wont-wake'))"
    )
    page.evaluate(front)
    page.wait_for_selector("#state[data-state=rest]")
    real_site.start()
    page.evaluate(front)
    saved_phone.wait_saved()
    real_site.kill()
    saved_phone.visit("/signs/wont-wake")

    assert saved_phone.main_text() == served_pages(real_site.data)["/signs/wont-wake"].text


def test_damage_is_reported_and_repaired_when_the_server_is_back(real_site, saved_phone):
    """Damage is reported, and repaired at the next visit with a server."""
    saved_phone.page.evaluate(
        "caches.keys().then((names) => caches.open(names[0])).then((cache) => cache.delete('/'))"
    )
    saved_phone.visit("/help")
    saved_phone.page.wait_for_selector("#state[data-state=failed]")
    real_site.start()
    saved_phone.visit("/help")
    saved_phone.wait_saved()
    real_site.kill()
    saved_phone.visit("/")
    assert saved_phone.main_text() == served_pages(real_site.data)["/"].text


def test_persistence_is_asked_for_once_the_emergency_pages_are_intact(real_site, saved_phone):
    """The browser is asked to keep the storage only if every file of tier 1 was read back."""
    page = saved_phone.page
    page.add_init_script(
        "window.asked = 0; StorageManager.prototype.persist = async () => { window.asked += 1; };"
    )
    page.evaluate(
        "caches.keys().then((names) => caches.open(names[0])).then((cache) => cache.delete('/'))"
    )
    saved_phone.visit("/help")
    page.evaluate("import('/saved.js').then(({checkSaved}) => checkSaved())")
    assert (saved_phone.state(), page.evaluate("window.asked")) == ("failed", 0)
    real_site.start()
    saved_phone.visit("/help")
    saved_phone.wait_saved()

    wait_until(lambda: page.evaluate("window.asked"))


def reads_without_script(app, browser, pages):
    context = browser.new_context(java_script_enabled=False, base_url=app.base)
    page = context.new_page()
    for path, served in pages.items():
        page.goto(path)
        assert main_text(page.content()) == served.text
    context.close()


def test_one_page_of_each_kind_reads_without_script(app, browser):
    """JavaScript only adds: without it a page shows the same words."""
    reads_without_script(app, browser, one_of_each_kind(served_pages(app.data)))


@pytest.mark.slow
def test_every_page_reads_without_script(app, browser):
    """JavaScript only adds: without it every page shows the same words."""
    reads_without_script(app, browser, served_pages(app.data))


@pytest.mark.faulty_server
def test_the_first_screen_needs_one_request(site, browser):
    """The first screen comes with the first answer: no second request before it can be read."""
    site.requests()
    context = browser.new_context(java_script_enabled=False, base_url=site.base)
    page = context.new_page()
    page.goto("/")
    assert page.is_visible("text=Call now if someone")
    asked = set(site.requests()) - {
        "GET /icons/icon.svg",
        "GET /manifest.webmanifest",
        "GET /favicon.ico",
    }
    # For paper, and beside the words of the navigation bar: nothing waits for these.
    asked -= {"GET /print.css", "GET /icons/bar.svg"}
    context.close()
    assert asked == {"GET /"}


def test_a_remembered_country_gives_one_big_button(real_site, chromium):
    """The number and the name of the country that the reader chose, and a way to change it."""
    real_site.start()
    phone = chromium(real_site.base)
    phone.visit("/help")
    phone.page.click("#NO summary")
    phone.page.click("#NO .use")
    phone.visit("/")
    phone.page.wait_for_selector(".call.chosen")
    assert phone.page.get_attribute(".call .number", "href") == "tel:113"
    assert "Norway" in phone.page.text_content(".call .number")
    assert phone.page.text_content("h1").startswith("Call 113 now if someone")
