"""A real nginx: with one of our sample configurations, or with a test's own."""

import re
import shutil
import socket
import subprocess
from pathlib import Path

from tests.support.site import ROOT, reserve_port, wait_until

DEPLOY = ROOT / "server/deploy"
NEEDED = shutil.which("nginx", path="/usr/sbin:/usr/bin")


class Nginx:
    """Runs the content of an `http` block; PORT in it is replaced by the port of this nginx."""

    def __init__(self, folder: Path, http: str) -> None:
        self.port = reserve_port()
        self.base = f"http://127.0.0.1:{self.port}"
        temporary = " ".join(
            f"{kind}_temp_path {folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        config = folder / "nginx.conf"
        config.write_text(
            f"user root; daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
            f"http {{ {temporary} {http.replace('PORT', str(self.port))} }}"
        )
        assert NEEDED, "nginx is missing: run .ci/install-tools"
        self.output = folder / "output.log"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [NEEDED, "-c", str(config)], stdout=output, stderr=output
            )
        wait_until(lambda: self.process.poll() is not None or taken(self.port))
        assert self.process.poll() is None, self.output.read_text()

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(60)


def sample(name: str, **changes: str) -> str:
    """One of our sample configurations, without HTTPS."""
    text = (DEPLOY / name).read_text("utf-8")
    text = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", text, flags=re.DOTALL)
    text = re.sub(r"listen \[::\].*?;|ssl_certificate.*?;|error_log.*?;", "", text).replace(
        "443 ssl http2", "127.0.0.1:PORT"
    )
    return _changed(text, changes)


def redirect_server(name: str, **changes: str) -> str:
    """The server for HTTP in one of our sample configurations."""
    text = (DEPLOY / name).read_text("utf-8")
    [server] = re.findall(r"^server \{\s+listen 80;.*?^\}", text, re.MULTILINE | re.DOTALL)
    server = re.sub(r"listen \[::\].*?;|error_log.*?;", "", server)
    return _changed(server.replace("listen 80", "listen 127.0.0.1:PORT"), changes)


def _changed(text: str, changes: dict[str, str]) -> str:
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text


def taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
