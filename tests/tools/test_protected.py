"""Browsers that protect privacy or translate cause nothing false to be saved or shown."""

import json
import re

import pytest

from tests.support.firefox import Firefox
from tests.support.phone_scripts import CARD_1, SHARE_SHEET, STORE_CARD
from tests.support.site import wait_until
from tests.support.subset import fast_subset
from tests.support.touch import open_form

# What a translator of pages does: other words in every text node, in elements of its own.
TRANSLATE = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const all = [];
    while (walker.nextNode()) all.push(walker.currentNode);
    for (const text of all) {
        const {parentElement: parent} = text;
        if (!text.data.trim() || !parent.translate) continue;
        if (parent.closest('script, style, template')) continue;
        const other = [...text.data].reverse().join('');
        if (parent.tagName === 'OPTION') { text.data = other; continue; }
        const font = document.createElement('font');
        font.textContent = other;
        text.replaceWith(font);
    }
}"""
CAUGHT = """
window.saved = [];
HTMLAnchorElement.prototype.click = function () { window.saved.push(this.download); };
navigator.clipboard.writeText = async (text) => { window.copied = text; };
document.getElementById('picture').click();
"""
NOISE = """
const {getImageData} = CanvasRenderingContext2D.prototype;
CanvasRenderingContext2D.prototype.getImageData = function (...area) {
    const image = getImageData.apply(this, area);
    for (let i = 0; i < image.data.length; i += 1) NOISE;
    return image;
};
"""
FIT = "/tools/rescue#fit/1"
NOTED = """
const value = [{at: 1.8e12, what: 'Found ill'}];
localStorage.setItem('timeline', JSON.stringify({format: 1, value}));
"""


class Masked(Firefox):
    """A Firefox that hides what phone it is, as LibreWolf, Mullvad and Tor browsers do."""

    preferences = {"privacy.resistFingerprinting": True}  # noqa: RUF012


class Private(Firefox):
    """A Firefox that has private windows only."""

    preferences = {"browser.privatebrowsing.autostart": True}  # noqa: RUF012


@pytest.fixture
def firefox(request, app, tmp_path):
    """A phone in Chicago with a Firefox of that kind."""
    phone = request.param(tmp_path / "profile", app.base, {"TZ": "America/Chicago"})
    yield phone
    phone.quit()


@pytest.mark.parametrize("firefox", fast_subset([Masked, Firefox]), indirect=True)
def test_a_picture_of_noise_is_not_saved(firefox):
    """If the canvas returns noise the words are copied instead, and the page says so."""
    noisy = isinstance(firefox, Masked)
    firefox.visit("/about")
    firefox.run(STORE_CARD)
    firefox.visit("/card")
    wait_until(lambda: firefox.text(".face [data-field=name]"))
    firefox.run(CAUGHT)
    wait_until(lambda: firefox.run("return saved.length || window.copied?.length"))

    if noisy:
        wait_until(lambda: firefox.text(".toast"))
    assert firefox.run("return saved") == ([] if noisy else ["my-card.png"])
    assert ("This browser changes pictures" in firefox.text(".toast")) == noisy
    if noisy:
        assert "Maria van der Berg" in firefox.run("return copied")


@pytest.mark.parametrize("firefox", [Masked], indirect=True)
def test_a_masked_time_zone_gives_no_guess(firefox):
    """From Atlantic/Reykjavik, as resistFingerprinting reports, no country is guessed."""
    firefox.visit("/help")
    wait_until(lambda: firefox.run("return document.querySelectorAll('#own a').length") == 5)

    assert (
        firefox.run("return Intl.DateTimeFormat().resolvedOptions().timeZone")
        == "Atlantic/Reykjavik"
    )
    assert firefox.text("#own p") == "Find your country below."
    assert firefox.run("return document.querySelectorAll('.call a[href^=tel]').length") == 5


@pytest.mark.parametrize("zone", fast_subset(["UTC", "Etc/GMT+6", "Atlantic/Reykjavik"]))
def test_no_guess_from_a_zone_of_nowhere(touch_phone, zone):
    """From UTC and other masks of the time zone no country is guessed."""
    phone = touch_phone("/help", timezone_id=zone)

    assert phone.read("#own p") == "Find your country below."
    assert phone.page.locator(".call a[href^='tel:']").count() == 5


IN_UTC = (
    "This phone or browser gives its time zone as universal time (UTC). "
    "Times and dates here are in UTC, not local time."
)
SEEN_NOISE = NOISE.replace("NOISE", "image.data[i] = i * 97")
UNSEEN_NOISE = NOISE.replace("NOISE", "image.data[i] ^= i & 1")
TOLD = "return document.querySelector('#utc:not([hidden])') !== null"
SETTLED = """
const {length} = performance.getEntriesByName(location.origin + '/api/v1/helplines');
return length && document.querySelector('#state[data-state]') !== null;
"""


@pytest.mark.parametrize("firefox", fast_subset([Masked, Firefox]), indirect=True)
@pytest.mark.parametrize("path", fast_subset(["/tools/timeline", "/tools/hand-over", FIT], 1))
def test_a_masked_time_zone_is_told_where_times_are(firefox, path):
    """A Firefox that hides the zone says that times are in UTC; any other, in Iceland, does not."""
    masked = isinstance(firefox, Masked)
    if not masked:
        firefox.quit()
        firefox.environment = {"TZ": "Atlantic/Reykjavik"}
        firefox.start()
    firefox.visit(path)
    firefox.run("document.getElementById('fit')?.click()")
    wait_until(lambda: firefox.run(SETTLED))
    if masked:
        wait_until(lambda: firefox.run(TOLD))

    zone = firefox.run("return Intl.DateTimeFormat().resolvedOptions().timeZone")
    assert zone == "Atlantic/Reykjavik"
    assert firefox.run(TOLD) == masked


@pytest.mark.parametrize(
    ("zone", "locale", "country", "day", "told"),
    [
        ("UTC", "en-US", "", "2026-12-01", True),
        ("Etc/GMT", "de", "", "2026-12-01", True),
        ("UTC", "en-GH", "NZ", "2026-12-01", True),
        ("UTC", "en-VU", "", "2026-12-01", True),
        ("Etc/Unknown", "en-US", "", "2026-12-01", True),
        ("UTC", "en-US", "IS", "2026-12-01", False),
        ("UTC", "en-GH", "", "2026-12-01", False),
        ("UTC", "en-GB", "", "2026-07-01", True),
        ("UTC", "en-GB", "", "2026-12-01", False),
        ("Europe/London", "en-GB", "US", "2026-12-01", False),
        ("Atlantic/Reykjavik", "en-US", "US", "2026-12-01", False),
        ("Africa/Abidjan", "en-US", "US", "2026-12-01", False),
        ("Africa/Accra", "en-US", "US", "2026-12-01", False),
        ("Asia/Kathmandu", "en-US", "US", "2026-12-01", False),
    ],
)
def test_utc_is_told_where_the_clocks_may_differ(touch_phone, zone, locale, country, day, told):
    """In the zone UTC the line is shown unless the reader's country has that time on that day."""
    script = f"localStorage.setItem('country', '{country}')"
    phone = touch_phone("/", script, timezone_id=zone, locale=locale)
    phone.page.clock.set_fixed_time(f"{day}T12:00:00Z")
    phone.open("/tools/timeline")

    assert phone.seen(IN_UTC) == told


def test_utc_is_told_if_the_countries_cannot_be_loaded(touch_phone):
    """Without the list of countries the line is shown, but not while the list is awaited."""
    held = []
    phone = touch_phone("/tools/timeline", timezone_id="UTC", locale="en-GH")
    assert not phone.seen(IN_UTC)
    phone.page.route("**/helplines", lambda route: held.append(route))
    phone.page.goto("/tools/timeline")
    wait_until(lambda: phone.page.title() and len(held) == 2)  # of country.js and zone.js
    assert not phone.seen(IN_UTC)
    for route in held:
        route.abort()

    phone.page.locator("#utc").wait_for()


@pytest.mark.parametrize(("noise", "told"), [(SEEN_NOISE, True), (UNSEEN_NOISE, False)])
def test_the_mask_of_iceland_is_known_by_noise(touch_phone, noise, told):
    """Atlantic/Reykjavik is a mask only where pictures read back as noise."""
    phone = touch_phone("/tools/timeline", noise, timezone_id="Atlantic/Reykjavik", locale="en-US")

    assert phone.seen(IN_UTC) == told


@pytest.mark.parametrize("path", ["/tools/timeline", "/tools/hand-over", FIT, "/tools/refill"])
def test_utc_is_told_below_the_times(touch_phone, path):
    """The line is small, on paper too, and on the hand-over sheet it follows the noted times."""
    phone = touch_phone(path, STORE_CARD, NOTED, timezone_id="UTC", locale="en-US")
    line = phone.page.locator("#utc")
    size = "(part) => parseFloat(getComputedStyle(part).fontSize)"
    if path == FIT:
        phone.tap("The fit began now")
    line.wait_for()
    before = line.locator("xpath=preceding-sibling::*[1]")

    assert line.inner_text() == IN_UTC
    assert line.evaluate(size) <= before.evaluate(size)
    if path == "/tools/hand-over":
        phone.page.emulate_media(media="print")
        assert line.is_visible()
        assert "Found ill" in before.inner_text()


@pytest.mark.parametrize(
    ("path", "room"), [("/tools/hand-over", True), ("/tools/dont-miss", False)]
)
def test_only_a_line_that_is_shown_takes_room(touch_phone, path, room):
    """The print of a sheet is smaller while the line is on it, and only then."""
    sizes = []
    for zone in ("UTC", "America/Chicago"):
        phone = touch_phone(path, timezone_id=zone, locale="en-US")
        phone.page.emulate_media(media="print")
        sizes.append(
            phone.page.evaluate(
                "parseFloat(getComputedStyle(document.querySelector('.sheet')).fontSize)"
            )
        )

    assert (sizes[0] < sizes[1]) == room


def test_utc_is_told_in_what_is_shared(touch_phone):
    """The shared times end with the line, if it is shown."""
    for zone, lines in (("UTC", 2), ("America/Chicago", 1)):
        phone = touch_phone("/tools/timeline", SHARE_SHEET, timezone_id=zone, locale="en-US")
        phone.tap("Found ill")
        phone.tap("Share the times")
        [text] = phone.page.evaluate("window.shared.map(({text}) => text)")
        assert text.splitlines()[1:] == [IN_UTC][: lines - 1]


def test_the_first_screen_does_not_tell_of_utc(touch_phone):
    """Nothing about time zones is on the first screen."""
    phone = touch_phone("/", timezone_id="UTC", locale="en-US")

    assert phone.page.locator("#utc").count() == 0


@pytest.mark.parametrize(
    ("noise", "saved"), fast_subset([(UNSEEN_NOISE, True), (SEEN_NOISE, False)])
)
def test_invisible_canvas_noise_is_tolerated(touch_phone, noise, saved):
    """Noise in the last bit of pixels does not stop the picture; visible noise does."""
    phone = touch_phone("/card", noise, STORE_CARD)
    phone.page.evaluate(CAUGHT)
    wait_until(lambda: phone.page.evaluate("Boolean(window.saved.length || window.copied)"))

    assert phone.page.evaluate("saved.length") == int(saved)


def test_a_translated_page_stores_none_of_its_words(touch_phone):
    """On a translated page a choice is stored in the card's own words, and the sheet prints it."""
    phone = touch_phone("/card")
    rows = phone.page.locator("#form option").count()
    open_form(phone.page)
    phone.page.evaluate(TRANSLATE)
    phone.page.select_option("#form", index=2)
    phone.page.fill("#name", "Maria")
    phone.page.locator("#name").blur()
    stored = json.loads(phone.page.evaluate("localStorage.card"))["value"]["fields"]
    phone.page.evaluate(TRANSLATE)
    phone.open("/card")
    again = phone.page.locator("#form option").count()
    phone.open("/tools/hand-over")

    assert (stored["form"], stored["name"]) == ("Liquid", "Maria")
    assert again == rows
    assert "Liquid" in phone.read("main")


def test_what_an_older_version_stored_is_a_choice(touch_phone):
    """A value that is not in the list stays, whatever a translator makes of its label."""
    card = json.loads(CARD_1.read_text("utf-8"))
    card["fields"]["form"] = "Comprimidos"
    store = json.dumps(json.dumps({"format": 1, "value": card}))
    phone = touch_phone("/card", f"if (!localStorage.card) localStorage.setItem('card', {store});")
    phone.page.evaluate(TRANSLATE)

    assert phone.page.locator("#form").input_value() == "Comprimidos"


def test_the_readers_own_words_are_not_translated(touch_phone):
    """A translator leaves the reader's own words on the card as they are."""
    phone = touch_phone("/card", STORE_CARD)
    phone.page.evaluate(TRANSLATE)

    assert phone.read(".face [data-field=name]") == "Maria van der Berg"


def test_every_choice_has_a_value(real_pages):
    """Every <option> has a value attribute; without it a translated label becomes the value."""
    for path, html in real_pages.items():
        assert not re.findall(r"<option(?![^>]*\bvalue=)[^>]*>", html), path


def test_a_translated_text_is_handed_on_in_our_words(touch_phone):
    """The text that is shared from a translated page is the original text."""
    phone = touch_phone("/tools/alone", SHARE_SHEET)
    phone.page.evaluate(TRANSLATE)
    phone.page.locator("#pass-on").tap()

    assert phone.page.evaluate("window.shared[0].text").startswith("I may be ill from baclofen")


def test_a_translated_part_is_sent_in_our_words(touch_phone):
    """The part of the page that feedback names keeps its value on a translated page."""
    phone = touch_phone("/feedback?page=/steps/cpr")
    phone.page.wait_for_selector("#section option:nth-child(2)", state="attached")
    value = phone.page.locator("#section option:nth-child(2)").get_attribute("value")
    phone.page.evaluate(TRANSLATE)
    phone.page.select_option("#section", index=1)

    assert phone.page.locator("#section").input_value() == value != ""


@pytest.mark.parametrize("firefox", [pytest.param(Private, marks=pytest.mark.slow)], indirect=True)
def test_a_private_window_in_firefox(firefox):
    """Each page that says what is saved says what a private window forgets."""
    for path in ("/about", "/install"):
        firefox.visit(path)
        assert "private window" in firefox.text("main")
        assert "gone when you close" in firefox.text("main")


@pytest.mark.parametrize("path", ["/about", "/install", "/card"])
def test_a_private_window_is_named(touch_phone, path):
    """Each page that says what is saved mentions private windows, which no page can detect."""
    phone = touch_phone(path)

    assert phone.page.get_by_text("private window").locator("visible=true").count() > 0


@pytest.mark.parametrize("made", ["getContext", "toBlob"])
def test_a_canvas_that_throws_gives_words(touch_phone, made):
    """If a blocker forbids pictures the words are copied instead, and the page says so."""
    throws = f"HTMLCanvasElement.prototype.{made} = () => {{ throw new Error('blocked'); }};"
    phone = touch_phone("/card", STORE_CARD + throws)
    phone.page.evaluate(f"() => {{ {CAUGHT} }}")

    phone.waits_for(".toast", "changes pictures")
    assert "Maria" in phone.page.evaluate("window.copied")


def test_a_language_opens_where_nothing_may_be_stored(refusing_phone):
    """Browsers that forbid storage refuse to say whether a language is stored; its link works."""
    refusing_phone.visit("/more")
    refusing_phone.page.locator("main [hreflang=es]").click()

    refusing_phone.page.wait_for_url("**/es/more")


def test_a_language_opens_though_the_browser_never_says_what_is_stored(touch_phone):
    """The link of a language does not wait for a browser that never answers."""
    phone = touch_phone(
        "/more", "ServiceWorkerContainer.prototype.getRegistration = () => new Promise(() => {});"
    )
    phone.page.locator("main [hreflang=es]").tap()

    phone.page.wait_for_url("**/es/more")
