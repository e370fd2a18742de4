# ruff: noqa: RUF001 -- digits of other scripts are what is tested
"""Impossible values: refused at the field, used nowhere, not lost. Digits of any script work."""

import json

import pytest

from tests.support.subset import fast_subset
from tests.support.touch import wait_ready

TODAY = "2031-06-01"
REFUSED = {
    "/card": {
        "born": ["0002-01-01", "1899-05-01", "2031-06-02", "9999-12-31"],
        "refill_by": ["0002-01-01", "1999-12-31", "2051-06-01", "9999-12-31"],
        "alarm_date": ["0202-01-01", "2041-01-01"],
        "checked": ["0031-06-01", "2031-06-02"],
        "contact1_number": ["1", "no idea", "1" * 30],
        "clinic_number": ["+"],
        "strength": ["999999999 mg", "-10 mg"],
        "dose": ["1000000"],
        "times": ["25:00", "08:00, 12:75"],
        "pressure": ["1200/80", "-120"],
    },
    "/tools/refill": {
        "refill_by": ["0002-01-01", "2051-06-01"],
        "alarm_date": ["1999-12-31", "9999-12-31"],
    },
    "/tools/bottle": {
        "old-mg": ["0", "-5", "99999999", "1,000", "5 mg"],
        "old-ml": ["0", "0.0", "1e9"],
        "new-mg": ["100000"],
        "new-ml": ["five"],
    },
    "/tools/say": {
        "who": ["999 years", "40, 900 kg", "-3"],
        "had": ["9999999 mg", "10 mg at 25:10"],
    },
    "/tools/hand-over": {"last-dose": ["10 mg at 26:00", "at 12:61"]},
}
TAKEN = {
    "/card": {
        "born": ["1911-06-01", "2031-06-01"],
        "refill_by": ["2031-05-01", "2033-05-31"],
        "contact1_number": ["112", "+31 (0)6 1234 5678, evenings", "٠٣٠ ١٢٣٤٥٦"],
        "strength": ["2,000 micrograms per mL", "0.05 mg/mL", "5 mg/5 mL"],
        "times": ["08:00, 14.00 and 24:00", "day and night"],
        "pressure": ["95/60"],
    },
    "/tools/bottle": {"old-mg": ["5", "2,5", "٢٫٥", "２．５", "५"], "old-ml": ["1"]},
    "/tools/say": {
        "who": ["4 years, 16 kg", "3 days, 3500 g", "۴۰"],
        "had": ["30 tablets, 10 mg, at 14:30"],
    },
}


@pytest.fixture
def open_at_noon(screen):
    """Opens a page at noon of a day that no data file knows."""

    def opens(path: str):
        window = screen(360, has_touch=True, accept_downloads=True, locale="en-GB")
        window.page.clock.install(time=f"{TODAY}T12:00:00Z")
        window.page.goto(path)
        window.page.clock.run_for(3000)
        if path == "/tools/say":
            window.page.locator("#form").wait_for()
        wait_ready(window.page)
        return window.page

    return opens


def enter(page, field: str, value: str) -> str:
    """Type a value, leave the field, and return its message."""
    page.locator(f"#{field}").fill(value)
    page.locator(f"#{field}").blur()
    message = page.locator(f"#{field}-refused")
    return message.inner_text() if message.count() else ""


@pytest.mark.parametrize("path", fast_subset(REFUSED, 2))
def test_an_absurd_value_is_refused_at_its_field(open_at_noon, path):
    """A message at the field names the field and what to enter; the typed value stays in it."""
    page = open_at_noon(path)
    for field, values in REFUSED[path].items():
        for value in values:
            message = enter(page, field, value)

            assert message, (field, value)
            assert page.locator(f"#{field}").input_value() == value
            assert page.locator(f"#{field}").get_attribute("aria-invalid") == "true"
        name = page.locator(f"label[for='{field}']").inner_text()
        assert name in message.replace("\n", " "), message


@pytest.mark.parametrize("path", fast_subset(TAKEN))
def test_what_can_be_meant_is_taken(open_at_noon, path):
    """Plausible values are accepted without a message, in digits of any script."""
    page = open_at_noon(path)
    for field, values in TAKEN[path].items():
        for value in values:
            assert enter(page, field, value) == "", (field, value)


def test_a_refused_value_is_used_nowhere(open_at_noon):
    """A refused value is not stored, counted down, dialled or in the calendar; a valid one is."""
    page = open_at_noon("/card")
    for field, wrong, right in (
        ("refill_by", "2051-06-01", "2031-08-01"),
        ("born", "0002-01-01", "1978-04-09"),
        ("contact1_number", "1" * 30, "112"),
    ):
        enter(page, field, right)
        assert right in page.evaluate("localStorage.card")
        enter(page, field, wrong)
        assert wrong not in page.evaluate("localStorage.card")
        assert right not in page.evaluate("localStorage.card")
    assert page.locator("#refill_by-left").inner_text() == ""
    assert page.get_by_role("button", name="Put reminders into my calendar").is_hidden()
    assert page.locator(".reach:not([hidden])").count() == 0
    assert enter(page, "refill_by", "2031-08-01") == ""
    assert page.locator("#refill_by-left").inner_text() == "1 August 2031: 61 days left."


def test_an_incomplete_date_shows_a_message(open_at_noon):
    """A date field that holds only a day shows a message."""
    page = open_at_noon("/tools/refill")
    page.locator("#refill_by").click(position={"x": 20, "y": 20})
    page.keyboard.type("31")
    page.locator("#refill_by").blur()

    assert "Type a day from" in page.locator("#refill_by-refused").inner_text()


@pytest.mark.parametrize("day", ["9999-12-31", "20311-06-02"])
def test_an_absurd_day_of_an_older_card_counts_for_nothing(open_at_noon, day):
    """An absurd day stored by an older version is not counted down or put into the calendar."""
    page = open_at_noon("/tools/refill")
    card = {"format": 1, "value": {"version": 1, "fields": {"refill_by": day}}}
    page.evaluate("(card) => localStorage.setItem('card', card)", json.dumps(card))
    page.reload()
    page.clock.run_for(3000)
    wait_ready(page)

    assert page.locator("#refill_by-refused").inner_text()
    assert page.locator("#refill_by-left").inner_text() == ""
    assert page.get_by_role("button", name="Put reminders into my calendar").is_hidden()


@pytest.mark.parametrize("day", [b"9999-12-31", b"20311-06-02"])
def test_an_absurd_day_in_a_file_is_left_out(open_at_noon, day):
    """An import leaves out an absurd day and takes the other fields of the file."""
    page = open_at_noon("/card")
    body = b'{"kind": "card", "version": 1, "fields": {"name": "Maria", "refill_by": "%s"}}' % day
    page.set_input_files(
        "#import", {"name": "card.json", "mimeType": "application/json", "buffer": body}
    )
    page.get_by_text("The card in the file is now here.").wait_for()

    assert page.locator("#name").input_value() == "Maria"
    assert page.locator("#refill_by").input_value() == ""


@pytest.mark.parametrize(
    ("typed", "rung"),
    fast_subset(
        [
            ("+٩٨ ٢١ ٨٨", "tel:+982188"),
            ("+۹۸ ۲۱", "tel:+9821"),
            ("०३० १२३", "tel:030123"),
            ("＋４９ ３０", "tel:+4930"),
            ("𝟘𝟛𝟘 𝟭𝟚", "tel:03012"),
        ]
    ),
)
def test_digits_of_any_script_ring(open_at_noon, typed, rung):
    """Numbers in digits of any script become links to call, and the calendar has them as 0 to 9."""
    page = open_at_noon("/card")
    enter(page, "contact1_number", typed)
    enter(page, "clinic_number", typed)
    enter(page, "refill_by", "2031-08-01")
    with page.expect_download() as download:
        page.get_by_role("button", name="Put reminders into my calendar").click()

    assert page.locator(f".reach a[href='{rung}']").count() == 2
    assert rung[-4:] in "".join(download.value.path().read_text("utf-8").split())


def test_labels_in_any_digits_are_compared(open_at_noon):
    """Labels in digits and decimal signs of other scripts are compared as numbers."""
    page = open_at_noon("/tools/bottle")
    for numbers in (("٢٫٥", "٥", "2.5", "5"), ("２．５", "５", "۲٫۵", "۵"), ("५", "१", "5", "1")):
        for field, value in zip(("old-mg", "old-ml", "new-mg", "new-ml"), numbers, strict=True):
            enter(page, field, value)

        assert (
            page.locator("#verdict")
            .inner_text()
            .startswith("The strength on the two labels is the same.")
        )


def test_a_number_that_an_older_version_took_stays(open_at_noon):
    """A number that only older versions took is marked at its field, and stays through imports."""
    page = open_at_noon("/card")
    numbers = "020 7946 0001 0207 946 0002"
    body = json.dumps(
        {"kind": "card", "version": 1, "fields": {"name": "Maria", "clinic_number": numbers}}
    )
    for _ in range(2):
        file = {"name": "card.json", "mimeType": "application/json", "buffer": body.encode()}
        page.set_input_files("#import", file)
        page.get_by_text("The card in the file is now here.").wait_for()
        page.locator("#clinic_number").focus()
        page.keyboard.press("Tab")

    assert page.locator("#clinic_number-refused").inner_text() != ""
    assert page.evaluate("JSON.parse(localStorage.card).value.fields.clinic_number") == numbers
    assert page.locator("[data-reach=clinic_number]").get_attribute("hidden") is not None


@pytest.mark.parametrize(
    ("typed", "dialled"),
    fast_subset(
        [
            ("020 7946 0001 / 020 7946 0002", "02079460001"),
            ("020 7946 0001 ext 12", "02079460001"),
            ("+44 (0)20 7946 0001", "+442079460001"),
            ("Ward 020 7946 0001", "02079460001"),
            ("24h: 0611 123456", "0611123456"),
            ("24/7 020 7946 0001", "02079460001"),
            ("Bleep 4432 via 020 7946 0001", "02079460001"),
            ("Ward 12: 020 7946 0001", "02079460001"),
            ("020 7946 0001 (9-17)", "02079460001"),
            ("020 7946 0001 9:00-17:00", "02079460001"),
            ("+1 (212-555-0100)", "+12125550100"),
            ("Ward 4-ICU: 020 7946 0001", "02079460001"),
            ("Mon-Fri 8:00-17:00 813-555-0100", "8135550100"),
            ("(813) 555-0100", "8135550100"),
            ("Bleep 4432", "4432"),
            ("020 7946 0001 #12", "02079460001"),
            ("*31#020 7946 0001", "02079460001"),
            ("Ward (#12), 020 7946 0001", "02079460001"),
            ("#31#020 7946 0001", "02079460001"),
            ("#77", "%2377"),  # in an address, what follows a plain # is not dialled
        ],
        5,
    ),
)
def test_one_number_is_dialled(open_at_noon, typed, dialled):
    """Of two numbers in a field, or one with an extension, the first is called and shown."""
    page = open_at_noon("/card")
    page.locator("#clinic_number").fill(typed)

    assert (
        page.locator("[data-reach=clinic_number] a").first.get_attribute("href") == f"tel:{dialled}"
    )


def test_the_same_card_again_keeps_its_choices(open_at_noon):
    """A choice that the file holds is shown, and leaving its field does not delete it."""
    page = open_at_noon("/card")
    page.select_option("#form", index=1)
    form = page.evaluate("JSON.parse(localStorage.card).value.fields.form")
    body = json.dumps({"kind": "card", "version": 1, "fields": {"form": form}}).encode()
    page.set_input_files(
        "#import", {"name": "card.json", "mimeType": "application/json", "buffer": body}
    )
    page.get_by_text("The card in the file is now here.").wait_for()
    page.locator("#form").focus()
    page.keyboard.press("Tab")

    assert page.locator("#form").input_value() == form
    assert page.evaluate("JSON.parse(localStorage.card).value.fields.form") == form
