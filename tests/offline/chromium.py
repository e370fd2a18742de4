"""A phone with Debian's Chromium and a profile that outlives the browser."""

import contextlib
import os
import shutil
import signal
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, Playwright

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

    def __init__(
        self, playwright: Playwright, profile: Path, base: str, environment: dict[str, str] | None = None
    ) -> None:
        self.playwright = playwright
        self.profile = profile
        self.base = base
        self.environment = environment or {}
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
            env=os.environ | self.environment,
            viewport={"width": 360, "height": 740},
            base_url=self.base,
        )
        self.page = self.context.pages[0]
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def quit(self) -> None:
        self.context.close()

    def kill(self) -> None:
        """End the browser and all its processes as an empty battery would."""
        for process in _processes_with(self.profile):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        with contextlib.suppress(Error):
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


def _processes_with(profile: Path) -> list[int]:
    """The browser's processes: those that name its profile, and their children."""
    parents: dict[int, int] = {}
    found: set[int] = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        parents[int(folder.name)] = parent
        if f"--user-data-dir={profile}".encode() in command.split(b"\0"):
            found.add(int(folder.name))
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found)
