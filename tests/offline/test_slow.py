"""On a slow or dead network a page that does not arrive in time is never reported as missing."""

import pytest

from tests.support.engines import ENGINES, open_phone
from tests.support.pages import served_pages
from tests.support.proxy import Held, Proxy
from tests.support.site import wait_until
from tests.support.subset import fast_subset

UNLISTED = "/feedback/stored"  # the server has it, and no phone keeps it
NOT_HERE = "This page is not here yet"
TRY_AGAIN = """document.querySelector('main a[href=""]').click()"""


@pytest.fixture
def proxied_phone(request, playwright, tmp_path, network):
    """A phone that has saved everything, behind a network that can be spoiled."""
    phone = open_phone(
        getattr(request, "param", "Chromium"),
        playwright,
        tmp_path / "profile",
        network.base,
        bare=True,
    )
    phone.visit("/")
    phone.wait_saved()
    yield phone
    phone.quit()


@pytest.mark.parametrize("proxied_phone", fast_subset(ENGINES), indirect=True)
def test_a_page_that_is_slow_to_come_is_asked_for_once_and_shown_at_the_next_try(
    proxied_phone, network
):
    """After a timeout the numbers to call are shown; the late response is used at the next try."""
    held = Held()
    network.fault, network.where = held, lambda request: request.path == UNLISTED
    proxied_phone.visit(UNLISTED)
    assert proxied_phone.text("h1") == NOT_HERE
    assert proxied_phone.run("return document.querySelectorAll('main a[href^=tel]').length")
    assert "no such page" not in proxied_phone.text()
    held.gone.set()
    proxied_phone.run(TRY_AGAIN)

    wait_until(lambda: proxied_phone.text("h1") == "Thank you")
    assert network.seen.count(UNLISTED) == 1


def test_a_failure_is_not_repeated_at_the_next_try(proxied_phone, network):
    """The next try asks the server again: after a refused connection, and after a late 503."""
    network.stop()
    proxied_phone.visit(UNLISTED)
    assert proxied_phone.text("h1") == NOT_HERE
    network.start()
    proxied_phone.visit(UNLISTED)
    assert proxied_phone.text("h1") == "Thank you"

    late = Held(status=503)
    network.fault, network.where = late, lambda request: request.path == UNLISTED
    proxied_phone.visit(UNLISTED)
    assert proxied_phone.text("h1") == NOT_HERE
    late.gone.set()
    network.clear_fault()
    proxied_phone.visit(UNLISTED)  # may still share the late answer
    proxied_phone.visit(UNLISTED)
    assert proxied_phone.text("h1") == "Thank you"


def test_only_the_server_says_that_there_is_no_such_page(proxied_phone, network):
    """A 404 of the server is shown; a refused connection or gateway error is not one."""
    proxied_phone.visit("/no/such/page")
    assert proxied_phone.text("h1") == "There is no such page"
    network.fail("500")
    answer = proxied_phone.page.goto("/no/such/page")
    assert (proxied_phone.text("h1"), answer.status) == (NOT_HERE, 504)
    network.stop()
    answer = proxied_phone.page.goto("/no/such/page?from=poster")
    assert (proxied_phone.text("h1"), answer.status) == (NOT_HERE, 504)


def test_a_lost_page_is_reported_as_not_saved(site, proxied_phone, network):
    """A lost page is reported as not saved, and is shown at the next try with a network."""
    proxied_phone.page.evaluate(
        "caches.keys().then(async ([name]) => (await caches.open(name)).delete('/signs/asleep'))"
    )
    network.stop()
    proxied_phone.visit("/signs/asleep")
    assert proxied_phone.text("h1") == NOT_HERE
    network.start()
    proxied_phone.run(TRY_AGAIN)

    wait_until(lambda: proxied_phone.main_text() == served_pages(site.data)["/signs/asleep"].text)


def test_feedback_is_about_a_page_or_about_none(proxied_phone, network):
    """Feedback sent from the fallback page names no page."""
    network.seen.clear()
    with proxied_phone.page.expect_response("**/no/such/page"):
        proxied_phone.visit("/feedback?page=/no/such/page")
    proxied_phone.page.click("#text")

    assert "There is no such page" not in proxied_phone.text("#about")


def test_a_worker_that_does_not_answer_in_time_is_not_taken_for_one_that_has_nothing(proxied_phone):
    """If the worker answers too late, the state line says that it is not known what is saved."""
    page = proxied_phone.context.new_page()
    page.clock.install()
    page.add_init_script(
        "ServiceWorker.prototype.postMessage = () => { window.asked = (window.asked ?? 0) + 1; }"
    )
    page.goto("/")
    wait_until(lambda: page.evaluate("window.asked"))
    page.clock.run_for(25_000)

    assert page.text_content("#state") == "It is not known if these pages are saved on this phone."


@pytest.mark.slow
def test_steps_that_never_come_are_opened_as_a_page(browser, app):
    """If the steps do not load, the browser navigates to the page of their sheet."""
    network = Proxy(app.port)
    context = browser.new_context(base_url=network.base, service_workers="block")
    page = context.new_page()
    page.goto("/tools/rescue")
    network.fail("silence", lambda request: request.path.startswith("/steps/"))
    with page.expect_request(
        lambda request: request.is_navigation_request(), timeout=30_000
    ) as asked:
        page.evaluate("location.hash = '#cpr/1'")
    assert asked.value.url.endswith("/steps/cpr")
    network.close()
    context.close()


def test_what_is_being_saved_is_counted(network, chromium):
    """While files are on their way, /more says how many of all are saved, then that all are."""
    held = Held()
    network.fault = held
    # The first pack comes; what follows it is held.
    network.where = lambda request: (
        request.path.startswith("/c/") and sum(path.startswith("/c/") for path in network.seen) > 1
    )
    phone = chromium(network.base)
    phone.visit("/more")
    phone.page.wait_for_selector("#state progress")
    counted = phone.page.evaluate(
        """() => {
            const line = document.getElementById('state');
            const {value, max} = line.querySelector('progress');
            return [line.textContent.match(/\\d+/g).map(Number), [value, max]];
        }"""
    )
    held.gone.set()
    phone.wait_saved()

    assert counted[0] == counted[1]
    assert 0 < counted[1][0] < counted[1][1]
