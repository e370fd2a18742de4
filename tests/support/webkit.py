"""A phone with WebKitGTK under its own Xvfb, and a profile that outlives the browser."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.support.phone import Phone
from tests.support.site import reserve_port

KEEPING_BROWSER = Path(__file__).with_name("webkit_browser.py")
FOLDERS = {
    "HOME": "",
    "XDG_DATA_HOME": "data",
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_RUNTIME_DIR": "run",
}


class WebKit(Phone):
    """WebKitGTK on Linux, the engine that iPhones have too."""

    def start(self) -> None:
        environment = os.environ | {
            name: str(self.profile / part) for name, part in FOLDERS.items()
        }
        for name in FOLDERS:
            Path(environment[name]).mkdir(mode=0o700, parents=True, exist_ok=True)
        self.screen, environment["DISPLAY"] = _start_screen()
        environment["GDK_BACKEND"] = "x11"
        environment |= self.environment
        options = Options()
        options.binary_location = sys.executable
        for argument in (str(KEEPING_BROWSER), str(self.profile), "--automation"):
            options.add_argument(argument)
        # One process group for all that it starts, so that `quit` leaves nothing behind.
        self.service = Service(
            port=reserve_port(),
            env=environment,
            log_output=str(self.profile / "driver.log"),
            popen_kw={"start_new_session": True},
        )
        self.driver = webdriver.WebKitGTK(options=options, service=self.service)
        self.driver.set_page_load_timeout(120)

    def quit(self) -> None:
        if self.service.process.poll() is None:
            self.driver.quit()
        group = self.service.process.pid
        deadline = time.monotonic() + 60
        while _alive(group) and time.monotonic() < deadline:
            time.sleep(0.02)
        if _alive(group):
            os.killpg(group, signal.SIGKILL)
        self.service.process.wait()
        self.service.process.stdin.close()  # Selenium closes these only where its driver still runs
        self.service.stop()
        self.screen.terminate()
        self.screen.wait()

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.service.process.pid, signal.SIGKILL)
        self.service.process.wait()
        self.quit()

    def visit(self, path: str) -> None:
        """This driver calls a failed navigation a success, so the page's own origin is asked."""
        self.driver.get(self.base + path)
        assert self.run("return location.origin") == self.base, (
            f"{path} was not shown: {self.text()}"
        )

    def log_in(self, user: str, password: str) -> None:
        self.driver.get(self._with(user, password))

    def run(self, script: str) -> Any:
        return self.driver.execute_script(script)


def _start_screen() -> tuple[subprocess.Popen[bytes], str]:
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "800x900x24", "-nolisten", "tcp"]
    screen = subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    assert number, f"Xvfb ended with {screen.wait()}"
    return screen, f":{number}"


def _alive(group: int) -> bool:
    """Whether a process of the group still runs; dead ones that nobody reaped do not count."""
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, its_group = entry.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state != "Z":
            return True
    return False
