"""No tool throws on phones that lack, refuse or never answer something."""

import pytest

from tests.support.subset import fast_subset
from tests.support.touch import open_form

PAGES = [
    *(
        "/",
        "/signs",
        "/signs/wont-wake",
        "/steps/cpr",
        "/articles/pump",
        "/help",
        "/about",
        "/install",
        "/reset",
    ),
    *("/search", "/feedback?page=/steps/cpr", "/card"),
    *(
        f"/tools/{name}"
        for name in ("timeline", "say", "alone", "bottle", "refill", "ran-out", "pump-sounds")
    ),
    *("/tools/hand-over", "/tools/dont-miss", "/tools/rescue#fit/2"),
]
THROWS = "() => { throw new DOMException('no', 'SecurityError'); }"
NEVER = "() => new Promise(() => {})"
REJECTS = "() => Promise.reject(new DOMException('no', 'NotAllowedError'))"


def getter(thing: str, name: str, body: str) -> str:
    return f"Object.defineProperty({thing}, '{name}', {{configurable: true, get: {body}}});"


def gone(*names: str) -> str:
    return "".join(f"delete Navigator.prototype.{name}; delete window.{name};" for name in names)


MISSING = (
    "vibrate",
    "wakeLock",
    "geolocation",
    "share",
    "canShare",
    "clipboard",
    "permissions",
    "storage",
)
ODD = {
    "missing": gone(*MISSING, "Temporal", "matchMedia", "speechSynthesis", "trustedTypes", "Audio"),
    "storage throws": getter("window", "localStorage", THROWS)
    + getter("window", "sessionStorage", THROWS),
    "storage is null": getter("window", "localStorage", "() => null"),
    "storage reads, and is full": "Storage.prototype.setItem = " + THROWS,
    "storage cannot be read": "Storage.prototype.getItem = " + THROWS,
    "no answers": f"""
        navigator.share = Clipboard.prototype.writeText = Permissions.prototype.query = {NEVER};
        Geolocation.prototype.watchPosition = () => 1; StorageManager.prototype.persisted = {NEVER};
        navigator.wakeLock && (navigator.wakeLock.request = {NEVER});""",
    "refusals": f"""
        navigator.share = Clipboard.prototype.writeText = Permissions.prototype.query = {REJECTS};
        Geolocation.prototype.watchPosition = (_, no) => setTimeout(no);
        StorageManager.prototype.persisted = {REJECTS};
        navigator.wakeLock && (navigator.wakeLock.request = {REJECTS});""",
    "throwing": f"""
        navigator.share = Clipboard.prototype.writeText = Permissions.prototype.query = {THROWS};
        Geolocation.prototype.watchPosition = {THROWS};
        StorageManager.prototype.persisted = StorageManager.prototype.persist = {THROWS};
        Navigator.prototype.vibrate = {THROWS};
        StorageManager.prototype.persist = {THROWS}; HTMLMediaElement.prototype.play = {THROWS};
        window.Temporal = {{Now: {{timeZoneId: {THROWS}}}}};
        navigator.wakeLock && (navigator.wakeLock.request = {THROWS});""",
    "blockers throw": f"""
        navigator.canShare = navigator.setAppBadge = {THROWS};
        ServiceWorkerContainer.prototype.register = {THROWS};
        {getter("navigator", "languages", "() => undefined")}""",
    "half of it": "".join(
        getter("navigator", name, "() => ({})") for name in ("share", "wakeLock", "clipboard")
    )
    + "navigator.setAppBadge = () => {};",
    "no time zone": "Intl.DateTimeFormat.prototype.resolvedOptions = () => ({});"
    + gone("Temporal"),
    "another number script": (
        "for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'])"
        " for (const kind of [Date, Number]) kind.prototype[name] = () => '\\u0661\\u0662';"
    ),
}
LOCALES = ["ar-EG", "fa-IR", "th-TH-u-ca-buddhist-nu-thai", "ja-JP-u-ca-japanese"]


def uses(phone) -> None:
    """The main act of each tool."""
    phone.open("/tools/timeline")
    phone.tap("Found ill")
    assert phone.read("#times").startswith("2030-06-01 12:00 Found ill")
    if phone.seen("Share the times"):
        phone.tap("Share the times")
    phone.open("/tools/say")
    phone.page.get_by_label("Will not wake").tap()
    assert "They will not wake." in phone.read("#script")
    phone.tap("Add where this phone is")
    phone.open("/tools/alone")
    phone.page.fill("#where", "Mill Lane 4")
    phone.tap("Add where this phone is")
    assert "Mill Lane 4" in phone.read("#message")
    phone.open("/tools/bottle")
    for field in ("old-mg", "old-ml", "new-mg", "new-ml"):
        phone.page.fill(f"#{field}", "5")
    assert "is the same" in phone.read("#verdict")
    phone.open("/card")
    open_form(phone.page)
    phone.page.fill("#name", "Maria")
    phone.page.fill("#refill_by", "2030-07-01")
    phone.page.locator("#refill_by").blur()
    assert phone.read("#refill_by-left") == "1 July 2030: 30 days left."
    with phone.page.expect_download() as download:
        phone.tap("Put reminders into my calendar")
    assert "DTSTART:20300701T090000" in download.value.path().read_text("utf-8")
    phone.tap("Copy the words")
    phone.open("/tools/rescue#fit/2")
    phone.tap("The fit began now")
    assert "The fit began at 12:00. It has gone on for 0 min" in phone.read("#lasts")
    phone.open("/tools/rescue#cpr/4")
    phone.tap("Play the beat: 110 a minute")
    phone.open("/help")
    phone.page.locator("#NL summary").tap()
    phone.page.locator("#NL .use").tap()
    assert "112" in phone.read(".call")


def looks_and_uses(phone) -> None:
    phone.page.clock.set_fixed_time("2030-06-01T12:00:00Z")
    for path in PAGES:
        phone.open(path)
        assert phone.page.locator(".call a[href^='tel:'], main").first.is_visible(), path
        assert phone.errors == [], path
    uses(phone)


@pytest.mark.parametrize("oddity", fast_subset(ODD))
def test_no_tool_breaks(touch_phone, oddity):
    """Every page opens without an error and every tool works."""
    looks_and_uses(touch_phone("/", ODD[oddity], locale="en-GB"))


@pytest.mark.parametrize("locale", fast_subset(LOCALES))
def test_no_calendar_and_no_digits_of_the_phone_leak(touch_phone, locale):
    """Stored and compared values do not depend on the phone's calendar and digits."""
    looks_and_uses(touch_phone("/", locale=locale))


@pytest.mark.slow
def test_everything_can_be_deleted_where_storage_throws(touch_phone):
    """The reset page finishes and says so on a phone whose storage throws."""
    phone = touch_phone("/reset", ODD["storage throws"])
    phone.tap("Delete everything on this phone")
    phone.tap("Yes, delete everything")

    phone.waits_for("#reset", "Everything is deleted.")
