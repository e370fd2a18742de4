"""A newer release never takes over while a reader uses a page, and never in part."""

import pytest

from tests.support.corrections import change_one_word, kept_files, wait_served
from tests.support.firefox import Firefox
from tests.support.phone_actions import later, update
from tests.support.site import run, wait_until
from tests.support.subset import fast_subset

ARTICLE = "/articles/what-it-is"
HIDE = """Object.defineProperty(document, 'hidden', {get: () => true, configurable: true});
document.dispatchEvent(new Event('visibilitychange'));"""
LATE = {"share.js", "speech.js", "ranking.js"}
LONG_ENOUGH = 61_000  # ms; pwa/shell/update.js waits one minute
NAMES = "performance.getEntriesByType('resource').map(({name}) => name.split('/').pop())"
TYPE = """(() => {
    const field = document.createElement('input');
    document.body.append(field);
    field.value = 'x';
})()"""
SLOW = pytest.mark.slow
WAITING = "navigator.serviceWorker.getRegistration().then(({waiting}) => waiting !== null)"


def asked_for(phone) -> set[str]:
    """The names of the scripts that the page has asked for."""
    return set(later(phone, f"return {NAMES}"))


def hide(page) -> None:
    """Put a page behind others for over a minute (a headless page is never hidden by itself)."""
    page.evaluate(HIDE)
    page.clock.fast_forward(LONG_ENOUGH)


def test_it_takes_over_when_the_page_is_hidden_and_idle(site, clock_phone):
    """A page that is hidden and idle is reloaded with the newer release."""
    clock_phone.visit(ARTICLE)
    change_one_word(site)
    assert update(clock_phone)
    assert "It is made up." in clock_phone.main_text()
    hide(clock_phone.page)

    wait_until(lambda: "It is invented." in clock_phone.main_text())


@pytest.mark.parametrize(
    "act",
    [
        pytest.param("dispatchEvent(new Event('pointerdown'))", id="touched emergency page"),
        pytest.param(
            "document.querySelector('main').dataset.running = ''",
            id="running tool",
            marks=SLOW,
        ),
        pytest.param(TYPE, id="typed text", marks=SLOW),
    ],
)
def test_a_page_in_use_is_left_alone(site, clock_phone, act):
    """A hidden page that is in use is not reloaded, not even by a tap in another page."""
    clock_phone.page.evaluate(act)
    other = clock_phone.context.new_page()
    other.goto(ARTICLE)
    change_one_word(site)
    assert update(clock_phone)
    hide(clock_phone.page)
    other.click("#update button")
    other.wait_for_selector("text=Another page of this app is open")

    assert clock_phone.page.evaluate(WAITING)
    assert "It is made up." in other.text_content("main")
    other.wait_for_selector("#update button")  # a page that never answers may be closed, or not


@pytest.mark.parametrize("way", fast_subset(["closed", "idle", "frozen, then closed"]))
def test_the_version_that_a_reader_asked_for_comes_once_other_pages_allow_it(
    site, clock_phone, way
):
    """After the reader asked for it, the newer version comes as soon as other pages are closed."""
    clock_phone.visit(ARTICLE)
    other = clock_phone.context.new_page()
    other.clock.install()
    other.goto("/")
    other.evaluate(TYPE)
    change_one_word(site)
    assert update(clock_phone)
    if way == "frozen, then closed":
        frozen = clock_phone.context.new_cdp_session(other)
        frozen.send("Page.setWebLifecycleState", {"state": "frozen"})
    clock_phone.page.click("#update button")
    clock_phone.page.wait_for_selector("text=Another page of this app is open")
    if way == "idle":
        other.evaluate("document.querySelector('body > input').remove()")
        hide(other)
    else:
        other.close()
    clock_phone.page.clock.run_for(10_000)

    wait_until(lambda: "It is invented." in clock_phone.main_text())


@pytest.mark.slow
def test_two_pages_that_asked_for_it_do_not_wait_for_each_other(site, clock_phone):
    """If the readers of two pages both asked, the newer version takes over in both."""
    clock_phone.visit(ARTICLE)
    other = clock_phone.context.new_page()
    other.clock.install()
    other.goto(ARTICLE)
    change_one_word(site)
    assert update(clock_phone)
    for page in (clock_phone.page, other):
        page.click("#update button")
    for page in (clock_phone.page, other):
        page.clock.run_for(5_000)

    wait_until(
        lambda: all(
            "It is invented." in page.text_content("main") for page in (clock_phone.page, other)
        )
    )


@pytest.mark.slow
def test_what_was_typed_after_the_tap_is_not_lost(site, clock_phone):
    """Text typed after the reader asked for the newer version delays it."""
    clock_phone.visit(ARTICLE)
    other = clock_phone.context.new_page()
    other.goto("/")
    other.evaluate(TYPE)
    change_one_word(site)
    assert update(clock_phone)
    clock_phone.page.click("#update button")
    clock_phone.page.wait_for_selector("text=Another page of this app is open")
    clock_phone.page.evaluate(TYPE)
    other.close()
    clock_phone.page.clock.run_for(10_000)
    assert "It is made up." in clock_phone.main_text()
    clock_phone.page.evaluate("document.querySelector('body > input').remove()")
    clock_phone.page.clock.run_for(10_000)

    wait_until(lambda: "It is invented." in clock_phone.main_text())


@pytest.mark.slow
def test_words_that_are_kept_hold_nothing_back(site, clock_phone):
    """Text that is stored on the phone does not delay the update and is there after it."""
    clock_phone.visit("/feedback?page=/signs/asleep")
    clock_phone.page.wait_for_selector("#draft:visible")
    clock_phone.page.evaluate("window.mine = true")
    clock_phone.page.check("input[value=no]")
    clock_phone.page.locator("#text").press_sequentially("Half a ")
    change_one_word(site)
    assert update(clock_phone)
    hide(clock_phone.page)

    there = "return !window.mine && document.querySelector('#text')?.value === 'Half a'"
    wait_until(lambda: clock_phone.run(there))
    assert clock_phone.page.is_checked("input[value=no]")


@pytest.mark.slow
def test_the_reader_takes_it_by_a_tap(site, clock_phone):
    """A reading page offers the newer release in one line with a button."""
    clock_phone.visit(ARTICLE)
    change_one_word(site)
    assert update(clock_phone)
    clock_phone.page.click("#update button")

    wait_until(lambda: "It is invented." in clock_phone.main_text())
    assert not clock_phone.page.evaluate(WAITING)


def test_no_offer_on_an_emergency_page(sample_pages):
    """An emergency page offers no newer release."""
    for path in ("/", "/signs", "/signs/asleep", "/steps/first-minute", "/help", "/404"):
        assert 'id="state"' in sample_pages[path]
        assert 'id="update"' not in sample_pages[path], path


@pytest.mark.slow
def test_the_first_install_reloads_nothing(site, chromium):
    """The first worker that takes over does not reload the page."""
    phone = chromium(site.base)
    phone.visit(ARTICLE)
    phone.page.evaluate("window.mine = true")
    phone.wait_saved()
    assert phone.page.evaluate("navigator.serviceWorker.controller !== null && window.mine")


@pytest.mark.slow
def test_two_pages_never_mix_releases(site, clock_phone):
    """While an update waits every page is the older one, and after a cold start the newer one."""
    change_one_word(site)
    assert update(clock_phone)
    other = clock_phone.context.new_page()
    other.goto(ARTICLE)
    assert "It is made up." in other.text_content("main")
    clock_phone.visit(ARTICLE)
    assert "It is made up." in clock_phone.main_text()
    clock_phone.restart()
    other = clock_phone.context.new_page()
    for page in (clock_phone.page, other):
        page.goto(site.base + ARTICLE)
        assert "It is invented." in page.text_content("main")


@pytest.mark.slow
def test_in_firefox_an_open_page_keeps_its_own_scripts(site, tmp_path):
    """In Firefox, where updates take over at once, an open page loaded its scripts before."""
    site.start()
    phone = Firefox(tmp_path / "profile", site.base)
    try:
        phone.visit(ARTICLE)
        phone.wait_saved()
        assert not asked_for(phone) & LATE
        phone.visit(ARTICLE)
        phone.wait_saved()  # by now the page has registered the worker, and listens for a newer one
        assert asked_for(phone) >= {"update.js", "reading.js"}
        assert not asked_for(phone) & LATE
        change_one_word(site)
        assert update(phone)
        assert "It is made up." in phone.main_text()
        wait_until(lambda: asked_for(phone) >= LATE)
        phone.run("document.querySelector('#update button').click()")
        wait_until(lambda: "It is invented." in phone.main_text())
    finally:
        phone.quit()


@pytest.mark.slow
def test_a_phone_that_was_off_for_a_year_updates_in_one_visit(site, clock_phone):
    """A phone whose release is no longer on the server updates in one visit."""
    old = clock_phone.page.evaluate("caches.keys()")
    clock_phone.quit()
    for number in range(7):
        last = site.publish(
            (
                "en/articles/what-it-is.md",
                "It is made up" + "!" * number,
                "It is made up" + "!" * (number + 1),
            )
        )
    wait_served(site, last)
    clock_phone.start()
    clock_phone.visit("/")
    assert update(clock_phone)
    site.kill()
    clock_phone.restart()
    clock_phone.visit(ARTICLE)

    assert "It is made up!!!!!!!" in clock_phone.main_text()
    assert clock_phone.page.evaluate("caches.keys()") != old


@pytest.mark.slow
def test_a_rollback_reaches_a_phone_as_any_release_does(site, clock_phone):
    """A rollback reaches a phone like any other release."""
    change_one_word(site)
    assert update(clock_phone)
    clock_phone.restart()
    clock_phone.visit(ARTICLE)
    assert "It is invented." in clock_phone.main_text()
    newer = kept_files(site)
    assert run("rollback", "--data", site.data).returncode == 0
    wait_until(lambda: kept_files(site) != newer)  # one step back: only one release is meant
    assert update(clock_phone)
    clock_phone.restart()
    clock_phone.visit(ARTICLE)

    assert "It is made up." in clock_phone.main_text()


@pytest.mark.slow
def test_what_the_reader_keeps_outlives_updates_and_repair(site, clock_phone):
    """Updates and repairs do not change what the reader typed or chose."""
    clock_phone.page.evaluate("localStorage.setItem('mine', 'my words')")
    change_one_word(site)
    assert update(clock_phone)
    clock_phone.restart()
    clock_phone.page.goto(f"{site.base}/about")
    clock_phone.page.click("#repair")
    clock_phone.page.wait_for_selector("text=Checked. Every page is whole.")
    assert clock_phone.page.evaluate("localStorage.getItem('mine')") == "my words"


@pytest.mark.slow
def test_what_the_reader_keeps_outlives_a_hundred_updates(site, clock_phone):
    """After a hundred updates the reader's data is there and no old cache is left."""
    clock_phone.page.evaluate("localStorage.setItem('mine', 'my words')")
    for number in range(100):
        newest = site.publish(
            (
                "en/articles/what-it-is.md",
                "It is made up" + "!" * number,
                "It is made up" + "!" * (number + 1),
            )
        )
        wait_served(site, newest)
        clock_phone.visit(ARTICLE)
        assert update(clock_phone), f"update {number} was not taken"
        clock_phone.page.goto("about:blank")  # the last page is closed: what waits takes over
    site.kill()
    clock_phone.restart()
    clock_phone.visit(ARTICLE)

    assert "It is made up" + "!" * 100 in clock_phone.main_text()
    assert clock_phone.page.evaluate("localStorage.getItem('mine')") == "my words"
    assert clock_phone.page.evaluate("caches.keys().then((names) => names.length)") <= 2
