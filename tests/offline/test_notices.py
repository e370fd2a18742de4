"""Notices reach pages that stay open, before any release takes over."""

import pytest

from tests.support.corrections import wait_served
from tests.support.phone_actions import update
from tests.support.site import wait_until
from tests.support.subset import fast_subset

ARTICLE = "/articles/what-it-is"


def write_notice(
    site, text: str = "Ring your clinic.", until: str = "2999-01-01", kind: str = "safety"
) -> None:
    notice = f"---\ntitle: A wrong pump\nkind: {kind}\nuntil: {until}\n---\n{text} {{O1}}\n"
    (site.content / "en/notices/wrong-pump.md").write_text(notice)


@pytest.mark.parametrize("path", fast_subset([ARTICLE, "/", f"{ARTICLE}?nosw"]))
def test_a_page_that_stays_in_front_hears_of_notices(site, clock_phone, path):
    """A page that stays open shows, changes and removes notices without a reload."""
    clock_phone.visit(path)
    clock_phone.page.evaluate("window.mine = true")
    clock_phone.page.wait_for_selector("[data-notice=recall]")
    write_notice(site)
    wait_served(site, site.publish())
    clock_phone.page.clock.fast_forward("15:00")
    clock_phone.page.wait_for_selector("#safety [data-notice=wrong-pump] >> text=Ring your clinic.")
    write_notice(site, "Ring your clinic today.")
    wait_served(site, site.publish())
    clock_phone.page.clock.fast_forward("15:00")
    clock_phone.page.wait_for_selector(
        "#safety [data-notice=wrong-pump] >> text=Ring your clinic today."
    )
    (site.content / "en/notices/wrong-pump.md").unlink()
    (site.content / "en/notices/recall.md").unlink()
    wait_served(site, site.publish())
    clock_phone.page.clock.fast_forward("15:00")

    clock_phone.page.wait_for_selector("[data-notice]", state="detached")
    assert clock_phone.page.evaluate("window.mine")


@pytest.mark.slow
def test_a_page_hears_of_notices_when_it_comes_to_the_front(site, clock_phone):
    """A page that comes to the front fetches the notices again."""
    clock_phone.visit(ARTICLE)
    clock_phone.page.wait_for_selector("[data-notice=recall]")
    write_notice(site)
    wait_served(site, site.publish())
    clock_phone.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    clock_phone.page.wait_for_selector("[data-notice=wrong-pump]")


@pytest.mark.slow
def test_a_notice_that_expires_while_a_page_is_open_disappears(site, clock_phone):
    """An open page removes a notice whose last day has passed, also without a network."""
    write_notice(site, until="2031-05-31")
    wait_served(site, site.publish())
    page = clock_phone.context.new_page()
    page.clock.install(time="2031-05-31T23:50:00")
    page.goto(f"{ARTICLE}?nosw")
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.unregister())")
    page.goto(f"{ARTICLE}?nosw")
    page.wait_for_selector("[data-notice=wrong-pump]")
    site.kill()
    page.clock.fast_forward("25:00")

    page.wait_for_selector("[data-notice=wrong-pump]", state="hidden")


def test_only_a_notice_that_is_shown_moves_the_offer_of_a_language(site, clock_phone):
    """On the first screen the offer is below a safety notice that has not expired."""
    page = clock_phone.page
    page.set_viewport_size({"width": 360, "height": 740})
    clock_phone.visit("/")
    page.evaluate(
        """() => {
            const offer = Object.assign(document.createElement('p'), {id: 'offer'});
            document.getElementById('safety').after(offer);
        }"""
    )
    places = "() => ['offer', 'main'].map((id) => document.getElementById(id).offsetTop)"
    before = page.evaluate(places)
    (site.content / "en/notices/recall.md").unlink()
    for until, state in (("2001-01-01", "hidden"), ("2999-01-01", "visible")):
        write_notice(site, until=until)
        wait_served(site, site.publish())
        page.clock.fast_forward("15:00")
        page.wait_for_selector(f"#safety [data-until='{until}']", state="attached")
        page.wait_for_selector("#safety .notice", state=state)
        if state == "hidden":
            assert page.evaluate(places) == before

    notice = page.locator("#safety").bounding_box()
    assert min(page.evaluate(places)) >= notice["y"] + notice["height"]


@pytest.mark.faulty_server
def test_asking_for_notices_is_cheap(site, clock_phone):
    """An idle page sends one short request in a quarter of an hour."""
    clock_phone.visit(ARTICLE)
    clock_phone.page.wait_for_selector("[data-notice=recall]")
    clock_phone.page.wait_for_load_state("networkidle")
    # Chromium looks for a newer worker by itself, seconds after a visit.
    wait_until(lambda: "GET /sw.js" in site.requests())
    site.traffic()
    clock_phone.page.clock.fast_forward("15:00")
    wait_until(lambda: site.log.exists())
    clock_phone.page.wait_for_load_state("networkidle")

    assert site.requests() == ["GET /api/v1/notices"]
    assert sum(site.traffic()) < 1500


def test_a_safety_notice_is_shown_before_its_release_takes_over(site, clock_phone):
    """Pages of the older release show the notices of a release that waits."""
    write_notice(site)
    wait_served(
        site, site.publish(("en/articles/what-it-is.md", "It is made up.", "It is invented."))
    )
    clock_phone.visit(ARTICLE)
    assert update(clock_phone)

    clock_phone.page.wait_for_selector("#safety [data-notice=wrong-pump] >> text=Ring your clinic.")
    assert "It is made up." in clock_phone.main_text()
