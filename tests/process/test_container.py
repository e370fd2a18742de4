"""The server as process 1 of its own process namespace, as in a container."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.support.site import Site, answers, wait_until

pytestmark = pytest.mark.slow

NAMESPACE = ("unshare", "--pid", "--fork", "--mount-proc", "--kill-child")
# It ends at once; its child becomes one of process 1, which has not started it.
ORPHAN = "(sleep 0.2 &) ; exit 0"


class Contained(Site):
    """A site whose server is process 1."""

    @property
    def first(self) -> str:
        """Process 1, as it is numbered outside."""
        pid = self.process.pid
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().strip()

    def inside(self, command: str) -> str:
        """Run a shell command in the namespace; returns what it printed."""
        enter = ["nsenter", "--target", self.first, "--pid", "--mount"]
        return subprocess.run(
            [*enter, "sh", "-c", command], capture_output=True, text=True, check=True
        ).stdout


@pytest.fixture(params=[1, 2], ids=["one worker", "two workers"])
def contained(request, tmp_path):
    assert os.geteuid() == 0, "only root can make a process namespace: run this test as root"
    site = Contained(tmp_path)
    site.publish()
    site.launch("--workers", request.param, before=NAMESPACE)
    site.wait_serving()
    yield site
    site.process.kill()
    site.process.wait()


def test_it_reaps_children_that_are_not_its_own_and_serves_on(contained):
    """Orphans of other programs end, leave no zombie, and the server answers."""
    for _ in range(3):
        contained.inside(ORPHAN)
    states = "cat /proc/[0-9]*/stat | cut -d ' ' -f 2,3"
    wait_until(lambda: "sleep" not in contained.inside(states))

    assert " Z" not in contained.inside(states)
    assert answers(f"{contained.base}/healthz")
    assert "restarting" not in contained.errors.read_text()


def test_sigterm_ends_it(contained):
    """SIGTERM, which the kernel ignores for a process 1 without a handler, ends it with 0."""
    os.kill(int(contained.first), signal.SIGTERM)

    assert contained.process.wait(60) == 0
