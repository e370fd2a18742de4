"""What a test does with a phone, whatever its engine."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from tests.support.site import wait_until

# What a page says, without what scripts add.
WORDS = """
const shown = (document.querySelector('main') ?? document.body).cloneNode(true);
for (const added of shown.querySelectorAll('#tools > *, #own > *')) added.remove();
for (const old of shown.querySelectorAll('time[data-date]')) old.textContent = old.dataset.date;
return shown.textContent;
"""


class Phone(ABC):
    """Opens pages as a reader would; its profile outlives the browser."""

    def __init__(self, profile: Path, base: str, environment: dict[str, str] | None = None) -> None:
        self.profile = profile
        self.base = base
        self.environment = environment or {}
        self.errors: list[
            str
        ] = []  # of scripts, where the engine's driver tells them: Chromium's only
        self.start()

    @abstractmethod
    def start(self) -> None: ...

    @abstractmethod
    def quit(self) -> None:
        """End the browser as a reader ends it."""

    @abstractmethod
    def kill(self) -> None:
        """End the browser and all its processes as an empty battery would."""

    @abstractmethod
    def visit(self, path: str) -> None:
        """Open a page; raises if the browser shows another instead."""

    @abstractmethod
    def log_in(self, user: str, password: str) -> None:
        """Open a page with a password in its address: the browser keeps it for the site."""

    @abstractmethod
    def run(self, script: str) -> Any:
        """What the body of a function returns."""

    def restart(self) -> None:
        """End the browser and start it with the same profile."""
        self.quit()
        self.start()

    def _with(self, user: str, password: str) -> str:
        return self.base.replace("//", f"//{user}:{password}@") + "/robots.txt"

    def state(self) -> str:
        """The app's own word, which it says only after reading the stored bytes back."""
        return self.run("return document.getElementById('state')?.dataset.state") or ""

    def wait_saved(self) -> None:
        wait_until(lambda: self.state() == "saved")

    def main_text(self) -> str:
        return " ".join((self.run(WORDS) or "").split())

    def text(self, part: str = "body") -> str:
        """The words of one part of the page, white space folded."""
        return " ".join(
            (self.run(f"return document.querySelector('{part}')?.textContent") or "").split()
        )
