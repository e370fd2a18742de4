"""A phone with Debian's Chromium and a profile that outlives the browser."""

import contextlib
import os
import shutil
import signal
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, Playwright

from tests.support.phone import Phone

SHELL = "chromium-headless-shell"  # the same engine for a third of the processor time
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HANG_MS = 120_000  # a limit for hangs, which measures nothing


def wait_long(context: BrowserContext) -> None:
    """Set the limit of a context; Playwright's own is too short for a busy machine."""
    context.set_default_timeout(HANG_MS)


class Chromium(Phone):
    """Debian's Chromium, with the abilities of Playwright: `page`, `context`, errors of scripts."""

    program = "chromium"

    def __init__(
        self,
        playwright: Playwright,
        profile: Path,
        base: str,
        environment: dict[str, str] | None = None,
    ) -> None:
        self.playwright = playwright
        self.context: BrowserContext
        self.page: Page
        super().__init__(profile, base, environment)

    def start(self) -> None:
        executable = shutil.which(self.program)
        assert executable, f"{self.program} is missing: run .ci/install-tools"
        self.context = self.playwright.chromium.launch_persistent_context(
            self.profile,
            executable_path=executable,
            args=FLAGS,
            env=os.environ | self.environment,
            viewport={"width": 360, "height": 740},
            base_url=self.base,
            timeout=HANG_MS,
        )
        wait_long(self.context)
        self.page = self.context.pages[0]
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def quit(self) -> None:
        self.context.close()

    def kill(self) -> None:
        for process in _processes_with(self.profile):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        with contextlib.suppress(Error):
            self.context.close()

    def visit(self, path: str) -> None:
        self.page.goto(path, wait_until="load")

    def log_in(self, user: str, password: str) -> None:
        self.page.goto(self._with(user, password))

    def run(self, script: str) -> Any:
        """The result of a function; if it is a promise, its value."""
        try:
            return self.page.evaluate(f"() => {{ {script} }}")
        except Error as error:
            if "context was destroyed" not in str(error):
                raise
            return self.page.evaluate(
                f"() => {{ {script} }}"
            )  # the page was just being replaced by a newer one

    def text(self, part: str = "body") -> str:
        """Playwright's own look, which waits while the page is loaded again by an update."""
        return " ".join((self.page.text_content(part) or "").split())


class ChromiumShell(Chromium):
    """Chromium's engine, for what needs no installing, no settings and no screen that stays on."""

    program = SHELL


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
