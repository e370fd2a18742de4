"""One phone of each engine behind the same acts."""

from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Playwright

from tests.offline.chromium import Chromium
from tests.offline.firefox import Firefox
from tests.offline.webkit import WebKit

ENGINES = ("Chromium", "WebKit", "Firefox")


class Phone(Protocol):
    """What a test does with a phone, whatever its engine."""

    profile: Path
    base: str
    environment: dict[str, str]

    def start(self) -> None: ...
    def quit(self) -> None: ...
    def kill(self) -> None: ...
    def restart(self) -> None: ...
    def visit(self, path: str) -> None: ...
    def main_text(self) -> str: ...
    def text(self) -> str: ...
    def run(self, script: str) -> Any: ...


def open_phone(engine: str, playwright: Playwright, profile: Path, base: str) -> Phone:
    """A started browser of that engine."""
    if engine == "Chromium":
        return Chromium(playwright, profile, base)
    return {"WebKit": WebKit, "Firefox": Firefox}[engine](profile, base)
