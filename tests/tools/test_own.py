"""What other pages show of the reader's card, while it changes in other tabs and behind Back."""

from tests.support.site import wait_until
from tests.support.touch import change_card

PUMP_PAGE = "/signs/pump-single-beep"
CARDS = [
    {"name": "Maria", "on_call": "088 7550000", "contact1_number": "0611111111"},
    {"name": "Jan", "on_call": "088 7559999", "contact1_number": "0622222222"},
    {},
]


def pump_numbers(page) -> list[str]:
    addresses = "(links) => links.map((link) => link.getAttribute('href'))"
    return page.locator(".call .pump").evaluate_all(addresses)


def test_a_page_from_the_history_shows_the_card_as_it_is_now(tabs):
    """After Back, the pump team, the row of the card and the recipient are those stored now."""
    page = tabs.tab(PUMP_PAGE)
    pump = [["tel:0887550000"], ["tel:0887559999"], []]
    rows = [["Maria's card"], ["Jan's card"], []]
    recipients = [["sms:0611111111"], ["sms:0622222222"], ["sms:"]]
    for path, shown, expected in (
        (PUMP_PAGE, lambda: pump_numbers(page), pump),
        ("/", lambda: page.locator(".cases .mine").all_inner_texts(), rows),
        ("/tools/alone", lambda: [page.get_attribute("#text", "href").split("?")[0]], recipients),
    ):
        for fields, now in zip(CARDS, expected, strict=True):
            tabs.open(page, path)
            tabs.open(page, "/feedback")
            change_card(page, **fields)
            tabs.back(page)
            wait_until(lambda shown=shown, now=now: shown() == now)


def test_the_pump_team_stays_when_another_country_is_chosen(tabs):
    """The bars are made again for another country; the pump team's number is in them."""
    page, other = tabs.tab("/"), tabs.tab("/help")
    change_card(page, on_call="088 7550000")
    page.evaluate("localStorage.setItem('country', 'NL')")
    tabs.open(page, PUMP_PAGE)
    wait_until(lambda: pump_numbers(page) == ["tel:0887550000"])
    other.evaluate("localStorage.setItem('country', 'NO')")
    page.locator(".call.chosen", has_text="Norway").wait_for()

    wait_until(lambda: pump_numbers(page) == ["tel:0887550000"])
