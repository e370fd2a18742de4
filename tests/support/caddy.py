"""A real Caddy with our sample configuration, over HTTP on a port of its own."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.support.nginx import taken
from tests.support.site import ROOT, reserve_port, wait_until

NEEDED = shutil.which("caddy")
SAMPLE = ROOT / "server/deploy/Caddyfile"


class Caddy:
    """Passes requests on to an upstream, `host:port`; sends `site` if that is down for `wait`."""

    def __init__(self, folder: Path, upstream: str, site: Path, wait: str = "1s") -> None:
        self.port = reserve_port()
        config = folder / "Caddyfile"
        text = SAMPLE.read_text("utf-8").replace("{\n", "{\n\tadmin off\n\tauto_https off\n", 1)
        assert "/srv/sos/site" in text
        config.write_text(text.replace("/srv/sos/site", str(site)), "utf-8")
        environment = os.environ | {
            "SOS_NAME": f"http://127.0.0.1:{self.port}",
            "SOS_UPSTREAM": upstream,
            "SOS_WAIT": wait,
            "XDG_CONFIG_HOME": str(folder),
            "XDG_DATA_HOME": str(folder),
        }
        assert NEEDED, "caddy is missing: run .ci/install-tools"
        self.output = folder / "output.log"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [NEEDED, "run", "--adapter", "caddyfile", "--config", str(config)],
                env=environment,
                stdout=output,
                stderr=output,
            )
        wait_until(lambda: self.process.poll() is not None or taken(self.port))
        assert self.process.poll() is None, self.output.read_text()

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(60)
