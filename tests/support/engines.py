"""One phone of each engine."""

from pathlib import Path

from playwright.sync_api import Playwright

from tests.support.chromium import Chromium, ChromiumShell
from tests.support.firefox import Firefox
from tests.support.phone import Phone
from tests.support.webkit import WebKit

ENGINES = ("Chromium", "WebKit", "Firefox")


def open_phone(
    engine: str, playwright: Playwright, profile: Path, base: str, *, bare: bool = False
) -> Phone:
    """A started browser of that engine; `bare` if the engine alone is enough, which costs less."""
    if engine == "Chromium":
        return (ChromiumShell if bare else Chromium)(playwright, profile, base)
    return {"WebKit": WebKit, "Firefox": Firefox}[engine](profile, base)
