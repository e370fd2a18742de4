"""Tools on a phone: 360 by 740, a thumb, and whatever the phone's storage does."""

import json
from pathlib import Path

import pytest

from tests.look.conftest import screen

__all__ = ["screen"]

CARD_1 = Path(__file__).with_name("card-1.json")  # as the first version wrote it: read for ever
FIELDS = json.loads(CARD_1.read_text("utf-8"))["fields"]
BLOCKED = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }});"
FULL = (
    "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
)
STORE_CARD = f"localStorage.setItem('card', JSON.stringify({{format: 1, value: {CARD_1.read_text('utf-8')}}}));"


def wait_ready(page) -> None:
    """Wait until the page's script has shown what needs one."""
    if page.locator("[data-script]").count():
        page.locator("[data-script]").first.wait_for()


@pytest.fixture
def phone(screen):
    """A phone that is touched; it opens a page with a script that stands for what the phone is like."""

    def opens(path: str, script: str = "", **options: object):
        window = screen(360, has_touch=True, accept_downloads=True, **options)
        window.context.add_init_script(script)
        window.open(path, unfold=False)
        wait_ready(window.page)
        return window.page

    return opens
