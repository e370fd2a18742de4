"""A page that was renamed is found at its earlier address, on a server and without one."""

import urllib.request

from tests.support.corrections import wait_served
from tests.support.pages import main_text
from tests.support.phone_actions import save

SIGN = "en/signs/asleep.md"
OLD = "/signs/sleeps"


def served(site, path: str) -> str:
    with urllib.request.urlopen(f"{site.base}{path}") as response:
        return response.read().decode()


def test_the_earlier_address_answers_online_and_offline(site, chromium):
    """An earlier address shows the page online and offline; its JSON names the new address."""
    wait_served(site, site.publish((SIGN, "title:", f"was: [{OLD}]\ntitle:")))
    page = main_text(served(site, "/signs/asleep"))
    assert main_text(served(site, f"{OLD}/")) == main_text(served(site, OLD)) == page
    assert '"url":"/signs/asleep"' in served(site, f"/api/v1{OLD}")
    phone = save(chromium(site.base))
    site.kill()
    phone.restart()

    for path in (OLD, f"{OLD}/", f"{OLD}?utm_source=qr"):
        phone.visit(path)
        assert phone.main_text() == page
