"""Signs, numbers, search, the card and the pump sheet in every engine."""

import json

import pytest

from tests.support.engines import ENGINES, open_phone
from tests.support.site import wait_until
from tests.support.subset import fast_subset

TEAM = "555 010 7788"  # a number that nobody has
OPEN_GROUPS = "return [...document.querySelectorAll('.seen[open]')].map((group) => group.id);"
SHOWN = """return [...document.querySelectorAll('.country:not([hidden])')].map((row) => row.id);"""


@pytest.fixture(scope="module", params=fast_subset(ENGINES))
def phone(request, playwright, real_site, tmp_path_factory):
    """A phone of each engine in Great Britain."""
    real_site.start()
    profile = tmp_path_factory.mktemp("profile")
    phone = open_phone(request.param, playwright, profile, real_site.base, bare=True)
    phone.visit("/about")
    phone.run("localStorage.setItem('country', 'GB');")
    yield phone
    phone.quit()


def tap(phone, place: str) -> None:
    """Tap a part as soon as it is shown."""
    shown = f"document.querySelector({json.dumps(place)})"
    wait_until(lambda: phone.run(f"return Boolean({shown}?.getClientRects().length);"))
    phone.run(f"{shown}.click();")


def type_into(phone, field: str, words: str) -> None:
    """Type into a field as soon as its page's script reads it."""
    phone.run(
        f"""const field = document.querySelector({json.dumps(field)});
        field.value = {json.dumps(words)};
        field.dispatchEvent(new Event('input', {{bubbles: true}}));"""
    )


def test_signs_keep_the_open_group_through_back(phone):
    """Back from a sign shows the group that was open, at the same place."""
    phone.visit("/signs")
    wait_until(phone.state)
    tap(phone, "#seen-pump summary")
    tap(phone, "#seen-pump a")
    wait_until(lambda: phone.run("return location.pathname;") != "/signs")
    phone.run("history.back();")

    wait_until(lambda: phone.run("return location.pathname;") == "/signs")
    wait_until(lambda: phone.run(OPEN_GROUPS) == ["seen-pump"])


def test_numbers_of_the_chosen_country_and_the_filter(phone):
    """The numbers of the chosen country are on top, and the filter finds another."""
    phone.visit("/help")
    wait_until(lambda: phone.text("#own h2") == "United Kingdom")
    assert phone.run("return document.querySelector('#own a').href;") == "tel:999"
    type_into(phone, "#filter", "japan")

    wait_until(lambda: phone.run(SHOWN) == ["JP"])


def test_search_answers_while_one_types(phone):
    """A typed query shows the sign that it means, and the call above it."""
    phone.visit("/search")
    wait_until(phone.state)
    type_into(phone, "#q", "won't wake up")
    first = "return document.querySelector('#found a')?.getAttribute('href');"

    wait_until(lambda: phone.run(first) == "/signs/wont-wake")
    assert phone.run("return document.querySelector('#urgent a').getClientRects().length;")


def test_the_card_is_filled_in_seen_and_used_on_pump_pages(phone):
    """The card has a form and a view; the pump sheet shows the pump team's number."""
    phone.visit("/card")
    wait_until(lambda: phone.run("return !document.getElementById('card').hidden;"))
    type_into(phone, "#name", "Rosa")
    type_into(phone, "#clinic_number", TEAM)
    tap(phone, "#edit")
    wait_until(lambda: "Rosa" in phone.text("#view .name"))
    assert TEAM in phone.text("[data-reach=clinic_number]")
    tap(phone, "#edit")
    wait_until(lambda: phone.run("return document.getElementById('name').value;") == "Rosa")
    phone.visit("/steps/pump")

    wait_until(lambda: TEAM in phone.text(".call"))
    tap(phone, "nav.rows a[href='/signs/pump-single-beep']")
    wait_until(lambda: phone.run("return location.pathname;") == "/signs/pump-single-beep")
    wait_until(lambda: TEAM in phone.text(".call"))
