"""One phone of each engine."""

from pathlib import Path

from playwright.sync_api import Playwright

from tests.offline.chromium import Chromium
from tests.offline.firefox import Firefox
from tests.offline.phone import Phone
from tests.offline.webkit import WebKit

ENGINES = ("Chromium", "WebKit", "Firefox")


def open_phone(engine: str, playwright: Playwright, profile: Path, base: str) -> Phone:
    """A started browser of that engine."""
    if engine == "Chromium":
        return Chromium(playwright, profile, base)
    return {"WebKit": WebKit, "Firefox": Firefox}[engine](profile, base)
