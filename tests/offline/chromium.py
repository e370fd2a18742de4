"""A phone with Debian's Chromium and a profile that outlives the browser."""

import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright

from tests.site import wait_until

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Chromium:
    """Opens pages as a reader would; `restart` ends the browser and starts it with the same profile."""

    def __init__(self, playwright: Playwright, profile: Path, base: str) -> None:
        self.playwright = playwright
        self.profile = profile
        self.base = base
        self.errors: list[str] = []
        self.context: BrowserContext
        self.page: Page
        self.start()

    def start(self) -> None:
        executable = shutil.which("chromium")
        assert executable, "Chromium is missing: run .ci/browsers"
        self.context = self.playwright.chromium.launch_persistent_context(
            self.profile,
            executable_path=executable,
            args=FLAGS,
            viewport={"width": 360, "height": 740},
            base_url=self.base,
        )
        self.page = self.context.pages[0]
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def quit(self) -> None:
        self.context.close()

    def restart(self) -> None:
        self.quit()
        self.start()

    def visit(self, path: str) -> None:
        self.page.goto(path, wait_until="load")

    def wait_saved(self) -> None:
        """Wait for the app's own word, which it says only after reading the stored bytes back."""
        wait_until(lambda: self.page.get_attribute("#state", "data-state") == "saved", 60)

    def main_text(self) -> str:
        return " ".join((self.page.text_content("main") or "").split())

    def run(self, script: str) -> Any:
        """The value of a function body, or of the promise that it returns."""
        return self.page.evaluate(f"() => {{ {script} }}")

    def text(self) -> str:
        return " ".join((self.page.text_content("body") or "").split())
