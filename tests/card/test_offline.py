"""The card's tools without a server, after a restart of the browser."""

from tests.support.phone_actions import save
from tests.support.phone_scripts import CARD_1

PAGES = ["/tools/hand-over", "/tools/dont-miss", "/tools/refill", "/tools/bottle", "/tools/ran-out"]


def test_all_of_it_works_without_a_server(app, chromium):
    """After a restart the card fills every sheet and the due dates, without a server."""
    phone = save(chromium(app.base))
    app.kill()
    phone.visit("/card")
    phone.page.wait_for_selector("#edit:visible")
    phone.page.set_input_files("#import", CARD_1)
    phone.page.get_by_text("The card in the file is now here.").wait_for()
    phone.restart()
    for path in PAGES:
        phone.visit(path)
        phone.page.locator("h1").wait_for()
        if phone.page.locator("[data-script]").count():
            phone.page.locator("[data-script]").first.wait_for()
        if path in PAGES[:2]:
            phone.page.locator(".sheet").get_by_text("Maria van der Berg").wait_for()

    phone.visit("/tools/refill")
    phone.page.locator("#refill_by-left").get_by_text("10 January 2027").wait_for()
    assert phone.errors == []
