"""Installing in Chromium: the steps for each browser, and the invitation."""

import pytest

from tests.support.chromium import FLAGS, HANG_MS, wait_long
from tests.support.layout_shift import layout_shift
from tests.support.site import wait_until
from tests.support.subset import fast_subset

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X)"
    " AppleWebKit/605.1.15 (KHTML, like Gecko) "
)
ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
SAFARI_26 = "Version/26.1 Safari/605.1.15"
OWN = {  # what each browser says it is, with its touch points, and whose steps stand first
    "Safari on an iPhone": (IPHONE + "Version/26.1 Mobile/15E148 Safari/604.1", 5, "iphone"),
    "Chrome on an iPhone": (IPHONE + "CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1", 5, "iphone"),
    "Safari on an iPad": (MAC + SAFARI_26, 5, "ipad"),
    "Safari on an old iPad": (
        IPHONE.replace("iPhone; CPU iPhone OS 18_7", "iPad; CPU OS 15_4")
        + "Version/15.4 Mobile/15E148 Safari/604.1",
        5,
        "ipad",
    ),
    "Safari on a Mac": (MAC + SAFARI_26, 0, "computer"),
    "Chrome on Android": (ANDROID + "Chrome/142.0.0.0 Mobile Safari/537.36", 5, "chrome"),
    "Samsung Internet": (
        ANDROID + "SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
        5,
        "samsung",
    ),
    "Firefox on Android": (
        "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0",
        5,
        "firefox",
    ),
    "Edge on Android": (
        ANDROID + "Chrome/142.0.0.0 Mobile Safari/537.36 EdgA/142.0.0.0",
        5,
        "edge",
    ),
    "Chrome on a computer": (
        ANDROID.replace("Linux; Android 10; K", "Windows NT 10.0; Win64; x64")
        + "Chrome/142.0.0.0 Safari/537.36",
        10,
        "computer",
    ),
    "Firefox on a computer": (
        "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
        0,
        "computer",
    ),
}
STEPS = {  # words that stand in the steps of one browser only
    "iphone": "Tap the three dots at the bottom.",
    "ipad": "Tap “Share” at the top right.",
    "chrome": "Tap the three dots at the top right.",
    "samsung": "Tap “Add page to” or “Add to”",
    "firefox": "Tap “Add app to Home screen”",
    "edge": "Tap “Add to phone”",
    "computer": "Safari on a Mac",
    "saved": "Every page says at its end",
}
WAYS = list(STEPS)
EMERGENCY = ["/", "/signs", "/signs/asleep", "/steps/first-minute", "/help"]
# Chromium's own event comes in headless mode too. The answers of its dialog cannot be chosen there,
# so for them the test sends an event of the same name.
OFFER = """(outcome) => {
    const offer = new Event('beforeinstallprompt', {cancelable: true});
    offer.prompt = async () => { window.asked = (window.asked ?? 0) + 1; return {outcome}; };
    dispatchEvent(offer);
}"""
INSTALLED = "dispatchEvent(new Event('appinstalled'))"
REMEMBER_INVITATION = """window.invited = [];
addEventListener('DOMContentLoaded', () => {
    const state = document.getElementById('state');
    const line = document.getElementById('invite');
    new MutationObserver(() => {
        if (!line.hidden) invited.push(state.dataset.state);
    }).observe(line, {attributes: true});
});"""
REMEMBER_WORDS = """window.states = [];
addEventListener('DOMContentLoaded', () => {
    const state = document.getElementById('state');
    new MutationObserver(() => states.push(state.textContent)).observe(state, {childList: true});
});"""


@pytest.fixture
def launch_chromium(playwright, tmp_path):
    """Starts browsers with a profile of their own: in a private window nothing can be installed."""
    contexts = []

    def start(base: str, *flags: str):
        context = playwright.chromium.launch_persistent_context(
            tmp_path / f"profile-{len(contexts)}",
            executable_path="/usr/bin/chromium",
            args=[*FLAGS, *flags],
            base_url=base,
            viewport={"width": 360, "height": 740},
            timeout=HANG_MS,
        )
        wait_long(context)
        contexts.append(context)
        return context.pages[0]

    yield start
    for context in contexts:
        context.close()


@pytest.fixture
def chromium_page(site, launch_chromium):
    """A browser that offers to install at the first visit, as it does to a returning reader."""
    return launch_chromium(site.base, "--bypass-app-banner-engagement-checks")


def ways(page) -> list[tuple[str, bool]]:
    return page.eval_on_selector_all(".ways > details", "all => all.map(way => [way.id, way.open])")


def open_in_time(page, path: str) -> None:
    """Open the page on a phone that is fast enough: the script's clock stops until it came."""
    session = page.context.new_cdp_session(page)
    session.send("Animation.enable")
    session.send("Animation.setPlaybackRate", {"playbackRate": 0})
    page.goto(path)
    page.wait_for_selector(".install.sorted")


def read(page, way: str) -> str:
    """What is seen of one way: a folded one shows its name only."""
    return " ".join(page.inner_text(f"#{way}").split())


def saved(page) -> None:
    wait_until(lambda: page.get_attribute("#state", "data-state") == "saved")


def offered(page) -> None:
    """Wait for Chromium's own event, which start.js holds."""
    wait_until(
        lambda: page.evaluate(
            "import('/start.js').then(({install}) => install.offer !== undefined)"
        )
    )


def test_the_app_can_be_installed(app, launch_chromium):
    """Chromium finds no fault in the manifest, its icons or the worker."""
    page = launch_chromium(app.base)
    page.goto("/about")
    saved(page)
    session = page.context.new_cdp_session(page)
    manifest = session.send("Page.getAppManifest")

    assert session.send("Page.getInstallabilityErrors") == {"installabilityErrors": []}
    assert manifest["errors"] == []
    assert [shot["formFactor"] for shot in manifest["manifest"]["screenshots"]] == [
        "kNarrow"
    ] * 4 + ["kWide"] * 2
    assert [shortcut["name"] for shortcut in manifest["manifest"]["shortcuts"]] == [
        "One step at a time",
        "Look up",
        "My card",
        "Numbers to call",
    ]


def test_every_way_reads_without_script(app, browser):
    """Without script the steps of all browsers are shown, open and in order."""
    page = browser.new_context(java_script_enabled=False, base_url=app.base).new_page()
    page.goto("/install")

    assert [way.get_attribute("id") for way in page.locator(".ways > details[open]").all()] == WAYS
    for way, words in STEPS.items():
        assert words in read(page, way)
    assert page.locator(".ways svg.drawn").count() >= 15


@pytest.mark.parametrize(("agent", "touches", "own"), fast_subset(OWN.values(), 2))
def test_the_readers_own_browser_comes_first(app, browser, agent, touches, own):
    """The steps of this browser are open and first, and nothing moves while reading."""
    context = browser.new_context(user_agent=agent, base_url=app.base, service_workers="block")
    context.add_init_script(
        f"Object.defineProperty(navigator, 'maxTouchPoints', {{get: () => {touches}}})"
    )
    page = context.new_page()
    open_in_time(page, "/install")

    assert ways(page) == [[way, way == own] for way in [own, *(way for way in WAYS if way != own)]]
    assert [way for way, words in STEPS.items() if words in read(page, way)] == [own]
    assert layout_shift(page) == 0
    context.close()


def test_a_script_that_comes_late_moves_nothing(app, browser):
    """Words that the reader sees stay in their places, all open and in order."""
    page = browser.new_page(
        user_agent=OWN["Firefox on Android"][0], base_url=app.base, service_workers="block"
    )
    held = []
    page.route("**/install.js", lambda route: held.append(route))
    page.goto("/install", wait_until="commit")
    wait_until(lambda: held or page.wait_for_timeout(50))
    wait_until(
        lambda: page.evaluate(
            "getComputedStyle(document.querySelector('.ways')).visibility === 'visible'"
        )
    )
    page.evaluate(
        "new Promise((seen) => requestAnimationFrame(() => setTimeout(seen)))"
    )  # and painted
    held[0].continue_()
    page.wait_for_selector(".install.sorted")

    assert ways(page) == [[way, True] for way in WAYS]
    assert layout_shift(page) == 0


@pytest.mark.slow
def test_a_link_to_one_browser_opens_it(site, browser):
    """A link to the steps of one browser opens them."""
    page = browser.new_page(base_url=site.base, service_workers="block")
    open_in_time(page, "/install#samsung")

    assert [way for way, shown in ways(page) if shown] == ["computer", "samsung"]


def test_paper_holds_every_way(site, browser):
    """On paper the steps of all browsers are printed."""
    page = browser.new_page(base_url=site.base, service_workers="block")
    open_in_time(page, "/install")
    page.pdf()

    assert {is_open for _, is_open in ways(page)} == {True}


def test_the_invitation_comes_once_everything_is_saved(chromium_page):
    """The invitation appears at the end of an article once everything is saved."""
    chromium_page.add_init_script(REMEMBER_INVITATION)
    chromium_page.goto("/articles/what-it-is")
    chromium_page.wait_for_selector("#invite button")

    assert chromium_page.evaluate("invited[0]") == "saved"
    assert chromium_page.locator("#invite button").all_text_contents() == [
        "Keep this on your phone",
        "Not now",
    ]


@pytest.mark.parametrize("path", fast_subset(EMERGENCY))
def test_an_emergency_page_invites_to_nothing(chromium_page, path):
    """An emergency page shows neither the browser's banner nor our invitation."""
    banners = []
    chromium_page.on(
        "console",
        lambda message: (
            banners.append(message.text) if "Banner not shown" in message.text else None
        ),
    )
    chromium_page.goto(path)
    saved(chromium_page)
    wait_until(lambda: chromium_page.title() and banners)  # events come while the page is asked

    assert chromium_page.locator("#invite, #here").count() == 0


@pytest.mark.slow
def test_not_now_is_remembered(chromium_page):
    """After "Not now" the invitation is not shown again."""
    chromium_page.goto("/about")
    chromium_page.click("#invite .later")
    chromium_page.goto("/articles")
    saved(chromium_page)
    offered(chromium_page)

    assert chromium_page.is_hidden("#invite")


@pytest.mark.slow
def test_a_tap_asks_the_browser(site, browser):
    """Our button opens the browser's dialog once; a refusal there hides the invitation."""
    page = browser.new_page(base_url=site.base)
    page.goto("/about")
    saved(page)
    page.wait_for_selector("#invite", state="attached")
    page.evaluate(OFFER, "dismissed")
    assert page.evaluate("window.asked") is None
    page.click("#invite .use")
    wait_until(lambda: page.is_hidden("#invite"))
    page.evaluate(OFFER, "dismissed")

    assert page.evaluate("window.asked") == 1
    assert page.is_hidden("#invite")


@pytest.mark.slow
def test_after_installing_the_line_says_where_it_is(site, browser):
    """After installing the line says where the app is."""
    page = browser.new_page(base_url=site.base)
    page.goto("/about")
    saved(page)
    page.evaluate(OFFER, "accepted")
    page.click("#invite .use")
    page.evaluate(INSTALLED)

    assert page.inner_text("#invite").startswith("It is on your home screen")


@pytest.mark.slow
def test_the_page_holds_the_button(chromium_page):
    """If the browser can install the app, the page has a button for it."""
    assert (
        "Find your browser below. Its words may differ a little."
        in chromium_page.goto("/install").text()
    )
    chromium_page.wait_for_selector("#here button")
    assert chromium_page.get_attribute("#state", "data-state") == "saved"
    chromium_page.evaluate(INSTALLED)
    chromium_page.evaluate(
        "import('/start.js').then(({install}) => { install.offer = undefined; })"
    )
    chromium_page.evaluate(INSTALLED)

    assert chromium_page.inner_text("#here").startswith("It is on your home screen")


@pytest.mark.slow
def test_storage_may_be_refused(site, browser):
    """If storage throws the invitation is shown and can be closed."""
    context = browser.new_context(base_url=site.base)
    context.add_init_script(
        """Object.defineProperty(window, 'localStorage', {
            get() { throw new DOMException('no', 'SecurityError'); },
        })"""
    )
    page = context.new_page()
    page.goto("/about")
    saved(page)
    page.evaluate(OFFER, "dismissed")
    page.click("#invite .later")

    assert page.is_hidden("#invite")
    context.close()


def test_the_home_screen_app_says_to_stay_online_once(site, launch_chromium):
    """The installed app asks to stay online until its own storage is filled."""
    # `--app` opens a window of its own, whose display mode is truly standalone.
    page = launch_chromium(site.base, f"--app={site.base}/robots.txt")
    page.add_init_script(REMEMBER_WORDS)
    page.goto("/install")
    assert page.evaluate("matchMedia('(display-mode: standalone)').matches")
    saved(page)
    here = page.locator("#here", has_text="Saved on this phone")
    here.wait_for()
    states = page.evaluate("states")

    assert (
        states[0] == "First time on this home screen. Stay online until this says that it is saved."
    )
    assert states[-1].startswith("Saved on this phone · ")
    assert here.inner_text() == f"This is the app on your home screen. {states[-1]}"
