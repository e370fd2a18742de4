"""A Chromium driven by bare DevTools messages, so that no test tool's scripts are measured."""

import json
import subprocess
from pathlib import Path
from typing import Any

import websocket

from tests.support.chromium import FLAGS
from tests.support.site import wait_until


class Devtools:
    """One browser process with its own profile."""

    def __init__(self, profile: Path) -> None:
        command = [
            "chromium",
            "--headless=new",
            *FLAGS,
            "--window-size=360,740",
            f"--user-data-dir={profile}",
        ]
        command += ["--remote-debugging-port=0", "--remote-allow-origins=*", "about:blank"]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        where = profile / "DevToolsActivePort"
        wait_until(lambda: where.exists() and len(where.read_text().split()) == 2)
        port, path = where.read_text().split()
        self.socket = websocket.create_connection(f"ws://127.0.0.1:{port}{path}", timeout=60)
        self.sent = 0

    def quit(self) -> None:
        self.socket.close()
        self.process.kill()
        self.process.wait()

    def open(self, address: str = "about:blank") -> tuple[str, str]:
        """A new page; returns its target and session."""
        target = self.call("Target.createTarget", url=address)["targetId"]
        return target, self.call("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]

    def evaluate(self, session: str, script: str) -> Any:
        """A script's value in a page; nothing while the page is between documents."""
        answer = self.call(
            "Runtime.evaluate", session, expression=script, awaitPromise=True, returnByValue=True
        )
        return answer.get("result", {}).get("value")

    def call(self, method: str, session: str | None = None, **parameters: object) -> dict[str, Any]:
        """Send one message and wait for its answer."""
        self.sent += 1
        message = {"id": self.sent, "method": method, "params": parameters}
        self.socket.send(json.dumps(message | ({"sessionId": session} if session else {})))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.sent:
                return answer.get("result", {})
