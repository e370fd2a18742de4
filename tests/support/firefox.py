"""A phone with Firefox, driven over WebDriver BiDi, with a profile that outlives the browser."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any, ClassVar

import websocket

from tests.support.clock import real
from tests.support.phone import Phone
from tests.support.site import wait_until

# Nothing may leave this machine: requests beyond loopback go to a port without a listener, and the
# services that would ask at every start are off, so that refused connections do not slow it down.
PREFERENCES: dict[str, bool | int | str] = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "127.0.0.1",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.prefetch-next": False,
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.region.network.url": "",
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.search.update": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.push.connection.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "services.settings.server": "data:,none",
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "browser.aboutwelcome.enabled": False,
    "browser.newtab.preload": False,  # with the next, a tenth of the processor time of a case
    "dom.ipc.processPrelaunch.enabled": False,
    "browser.sessionstore.resume_from_crash": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "toolkit.startup.max_resumed_crashes": -1,  # a killed browser must start again without asking
}


class Firefox(Phone):
    """Firefox ESR, headless."""

    preferences: ClassVar[
        dict[str, bool | int | str]
    ] = {}  # of this kind of phone, beside those of all

    def start(self) -> None:
        executable = shutil.which("firefox-esr") or shutil.which("firefox")
        assert executable, "Firefox is missing: run .ci/install-tools"
        self.profile.mkdir(parents=True, exist_ok=True)
        (self.profile / "user.js").write_text(
            "".join(
                f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
                for name, value in (PREFERENCES | self.preferences).items()
            )
        )
        address = self.profile / "WebDriverBiDiServer.json"  # Firefox writes here where it listens
        address.unlink(missing_ok=True)
        with (self.profile / "browser.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    executable,
                    "--headless",
                    "--no-remote",
                    "--profile",
                    self.profile,
                    "--remote-debugging-port=0",
                ],
                env=real(os.environ)
                | {"HOME": str(self.profile), "MOZ_CRASHREPORTER_DISABLE": "1"}
                | self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,  # one process group, so that `kill` leaves nothing behind
            )
        wait_until(lambda: self.process.poll() is not None or _listens(address))
        assert self.process.poll() is None, (self.profile / "browser.log").read_text()
        server = json.loads(address.read_text())
        self.socket = websocket.create_connection(
            f"ws://{server['ws_host']}:{server['ws_port']}/session",
            timeout=120,
            suppress_origin=True,
        )
        self.last = 0
        self.send("session.new", capabilities={})
        self.tab = self.send("browsingContext.getTree")["contexts"][0]["context"]

    def quit(self) -> None:
        """End as a reader ends it, so that it writes down what it keeps."""
        if self.process.poll() is None:
            # Where it hangs or was killed already, `kill` makes sure.
            with contextlib.suppress(
                OSError, websocket.WebSocketException, subprocess.TimeoutExpired
            ):
                self.send("browser.close")
                self.process.wait(60)
        self.kill()

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.socket.close()

    def visit(self, path: str) -> None:
        self.send(
            "browsingContext.navigate", context=self.tab, url=self.base + path, wait="complete"
        )
        assert self.run("return location.origin") == self.base, (
            f"{path} was not shown: {self.text()}"
        )

    def log_in(self, user: str, password: str) -> None:
        self.send(
            "browsingContext.navigate",
            context=self.tab,
            url=self._with(user, password),
            wait="complete",
        )

    def run(self, script: str) -> Any:
        """The value goes as JSON, because BiDi wraps every value in its type."""
        expression = f"(async () => JSON.stringify(await (async () => {{ {script} }})()))()"
        target = {"context": self.tab}
        answer = self.send(
            "script.evaluate", expression=expression, target=target, awaitPromise=True
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return json.loads(answer["result"].get("value") or "null")

    def send(self, method: str, **parameters: object) -> dict[str, Any]:
        """One command and its answer."""
        self.last += 1
        self.socket.send(json.dumps({"id": self.last, "method": method, "params": parameters}))
        end = time.monotonic() + 120
        while time.monotonic() < end:
            message = json.loads(self.socket.recv())
            if message.get("id") == self.last:
                assert message["type"] == "success", f"{method}: {message.get('message')}"
                return message["result"]
        raise TimeoutError(method)


def _listens(address: Path) -> bool:
    try:
        return "ws_port" in json.loads(address.read_text())
    except (OSError, ValueError):
        return False
