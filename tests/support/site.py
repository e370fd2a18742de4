"""A real server process with real releases, which tests publish to, kill and count."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
SAMPLE_CONTENT = ROOT / "tests/support/sample_content"  # of a medicine that does not exist
SECOND_CONTENT = ROOT / "tests/second/content"  # another app


class Traffic(NamedTuple):
    """Responses and their bytes; headers are counted as HTTP/1.1 writes them."""

    answers: int
    headers: int
    bodies: int


class Site:
    """One data folder and, while it runs, one server process on a port that only this site uses.

    A faulty site runs the same server behind tests/support/faulty_server.py, which counts requests
    and answers wrongly if a test asks for it.
    """

    # Files of the release for which this kind of site has another body.
    replaced: ClassVar[dict[str, bytes]] = {}

    def __init__(
        self, folder: Path, content: Path = SAMPLE_CONTENT, *, faulty: bool = False
    ) -> None:
        self.faulty = faulty
        self.content = folder / "content"
        self.data = folder / "data"
        self.log = folder / "requests.log"
        self.sent = folder / "sent.log"
        self.faults = folder / "faults.json"
        self.errors = folder / "server.log"
        self.port = 0  # known from the first start on
        self.is_port_kept = False
        self.process: subprocess.Popen[bytes] | None = None
        self.launched_at = 0  # where the output of the last start begins in `errors`
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(content, self.content)

    @property
    def base(self) -> str:
        """The address of this site, which stays the same after a restart."""
        assert self.port, "the port is chosen at the first start"
        return f"http://127.0.0.1:{self.port}"

    def publish(self, replace: tuple[str, str, str] | None = None, lang: str = "en") -> str:
        """Publish a language, with words in one of its files changed; returns the release's id."""
        if replace:
            file, old, new = replace
            path = self.content / file
            text = path.read_text("utf-8")
            assert old in text, f"{old!r} is not in {file}"
            path.write_text(text.replace(old, new), "utf-8")
        folders = ("--content", self.content, "--data", self.data)
        done = run("publish", *folders, "--lang", lang, "--replace")  # a test may rename the app
        assert done.returncode == 0, done.stderr
        # An offered translation is published first.
        return re.findall(r"^(?:published|unchanged) (\w+)", done.stdout, re.MULTILINE)[-1]

    def start(self, *flags: object, cwd: Path = ROOT) -> None:
        """Start the server unless it runs already, and wait until it serves."""
        if self.process is not None:
            assert not flags, "it runs already, without these flags"
            return
        self.launch(*flags, cwd=cwd)
        self.wait_serving()
        assert self.process.poll() is None, self.errors.read_text()

    def launch(self, *flags: object, before: Sequence[object] = (), cwd: Path = ROOT) -> None:
        """Start the server of a source tree, under another command if one is given."""
        command = [*before, *self.command(), *flags]
        with self.errors.open("ab") as errors:
            self.launched_at = errors.tell()
            self.process = subprocess.Popen(
                [*map(str, command)],
                cwd=cwd,
                env=os.environ | self.environment(),
                stdout=errors,
                stderr=errors,
            )

    def command(self) -> list[object]:
        """The command that serves this site."""
        module = "tests.support.faulty_server" if self.faulty else "server"
        serve = [sys.executable, "-m", module, "serve", "--content", self.content]
        return [*serve, "--data", self.data, "--port", self.port]

    def environment(self) -> dict[str, str]:
        """The files that the faulty server writes and reads."""
        files = {"REQUEST_LOG": self.log, "SENT_LOG": self.sent, "FAULTS": self.faults}
        return {name: str(file) for name, file in files.items()} if self.faulty else {}

    def wait_serving(self) -> None:
        """Wait until the server names its address or has ended; learns the port from that line."""
        wait_until(lambda: self.process.poll() is not None or self._serving_line())
        if found := re.search(r"//\S+:(\d+) ", self._serving_line()):
            self.port = int(found[1])

    def _serving_line(self) -> str:
        """The line in which the server names its address, or empty until it does."""
        output = self.errors.read_bytes()[self.launched_at :].decode()
        found = re.search(r'(?:^|"message":")(Serving at [^"\n]*)["\n]', output, re.MULTILINE)
        return found[1] if found else ""

    def kill(self) -> None:
        """End the server as a power cut would; its port is kept for the next start."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process = None
        if self.port:
            wait_until(lambda: not answers(f"{self.base}/readyz"))
            self._keep_port()

    def _keep_port(self) -> None:
        if not self.is_port_kept:
            reserve_port(self.port)
            self.is_port_kept = True

    def wait_saved(self, phone) -> None:
        """Wait until a phone that opened a page has all of it."""
        phone.wait_saved()

    def fail(self, **faults: object) -> None:
        """Inject 503, "wrong bytes", "portal" or "cut" into answers of addresses that start so."""
        assert self.faulty, "mark the test with `faulty_server`"
        self.faults.write_text(json.dumps(faults))

    def requests(self) -> list[str]:
        """Each `METHOD /path` that the server was asked for since the last call."""
        assert self.faulty, "mark the test with `faulty_server`"
        return _taken(self.log)

    def traffic(self) -> Traffic:
        """The answers and bytes that the server sent since the last call."""
        assert self.faulty, "mark the test with `faulty_server`"
        parts = [tuple(map(int, line.split())) for line in _taken(self.sent)]
        headers = [size for size, _ in parts if size]
        return Traffic(len(headers), sum(headers), sum(body for _, body in parts))


def _taken(log: Path) -> list[str]:
    """The lines of a log, which begins again; it is moved first, so that no new line is lost."""
    if not log.exists():
        return []
    read = log.with_suffix(".read")
    log.rename(read)
    return read.read_text().splitlines()


def run(
    *arguments: object, timeout: float = 600, before: Sequence[str] = (), **more: object
) -> subprocess.CompletedProcess[str]:
    """Run a command of the app in its own process; `timeout` is in seconds, for commands that hang.

    `before` is another command that runs it.
    """
    command = [*before, sys.executable, "-m", "server", *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False, **more
    )


def messages(log: str) -> list[str]:
    """The message of each line of a log of JSON; a line that a command printed is one itself."""
    return [
        json.loads(line)["message"] if line.startswith("{") else line for line in log.splitlines()
    ]


def reserve_port(port: int = 0) -> int:
    """A loopback port for a server that a test starts, once or again and again.

    A socket that never listens is bound to it until this process ends, so the system gives the port
    to nobody else, and connections are refused while that server is down. As the socket has
    SO_REUSEADDR, servers that set it too may listen on the port.
    """
    with socket.socket() as keeper:
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        keeper.bind(("127.0.0.1", port))
        port = keeper.getsockname()[1]
        keeper.detach()
    return port


def answers(url: str) -> bool:
    """Whether an address answers with 200."""
    try:
        with urllib.request.urlopen(url, timeout=60) as response:
            return response.status == 200
    except OSError:
        return False


def wait_until(condition, seconds: float = 120) -> None:
    """Wait until a condition holds; the limit is for hangs and measures nothing."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not true within {seconds} s"
        time.sleep(0.05)
