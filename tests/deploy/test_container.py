"""The steps of the Containerfile, run in a Debian root file system, and what they make."""

import json
import re
import signal
import subprocess
from pathlib import Path
from shlex import quote

import pytest

from tests.support.nginx import DEPLOY
from tests.support.site import ROOT, wait_until

pytestmark = pytest.mark.slow

TEXT = re.sub(r"^#.*\n", "", (DEPLOY / "Containerfile").read_text("utf-8"), flags=re.MULTILINE)
STEPS = re.findall(r"^(\w+) (.+)$", TEXT, re.MULTILINE)
NAMESPACES = ("unshare", "--mount", "--pid", "--net", "--fork", "--kill-child")
# The file system of the machine below one in memory, the context of the build, and pip's wheels.
PREPARE = """
ip link set lo up
mount -t tmpfs tmpfs {scratch}
cd {scratch}
mkdir upper work root
mount -t overlay overlay -o lowerdir={root},upperdir=upper,workdir=work root
cd root
mkdir wheels context
mount --bind {wheels} wheels
mount --bind {source} context
mount -t proc proc proc
mount --bind /dev/null dev/null
mount --bind /dev/urandom dev/urandom
exec env -i PATH="$PATH" chroot . sh -ec {steps}
"""
# As in compose.yaml: read-only but for the volume and /tmp, no capability, no new privileges.
CONFINE = """
mount -t tmpfs -o mode=750,uid=10001 tmpfs /data
mount -t tmpfs tmpfs /tmp
mount -o remount,ro /
cd {folder}
exec {user} env -i {environment} {command}
"""
USER = "setpriv --reuid={0} --regid={0} --clear-groups --no-new-privs --bounding-set=-all"


def value(name: str) -> str:
    [found] = [text for step, text in STEPS if step == name]
    return found


def command(name: str) -> str:
    return " ".join(map(quote, json.loads(re.search(r"\[.*\]", value(name))[0])))


def build_step(step: str, text: str) -> str:
    """A step as shell commands; apt has no network, so its packages must be there already."""
    if step == "COPY":
        assert text == ". /src"
        kept = (ROOT / ".dockerignore").read_text("utf-8")
        names = " ".join(re.findall(r"^!(.+)$", kept, re.MULTILINE))
        return f"mkdir /src; cd /context; cp -r {names} /src"
    if step == "RUN" and text.startswith("apt-get "):
        packages = re.search(r"--no-install-recommends (.+?) &&", text)[1]
        return f"dpkg --status {packages} >/dev/null"
    return f"({text})" if step == "RUN" else ":"


@pytest.fixture(scope="module")
def container(machine, tmp_path_factory):
    """Process 1 of a container that was built and started step by step."""
    folder = tmp_path_factory.mktemp("container")
    steps = "\n".join(build_step(step, text) for step, text in STEPS)
    steps += CONFINE.format(
        folder=value("WORKDIR"),
        user=USER.format(value("USER")),
        environment=value("ENV"),
        command=f"{command('ENTRYPOINT')} {command('CMD')}",
    )
    script = PREPARE.format(
        scratch=folder,
        root=machine.root,
        wheels=machine.wheels,
        source=machine.source,
        steps=quote(steps),
    )
    output = folder.with_suffix(".log")
    with output.open("wb") as log:
        process = subprocess.Popen([*NAMESPACES, "sh", "-ec", script], stdout=log, stderr=log)
    wait_until(lambda: "Serving at " in output.read_text() or process.poll() is not None, 600)
    assert process.poll() is None, output.read_text()
    yield process
    process.kill()
    process.wait()


def first(container) -> str:
    return Path(f"/proc/{container.pid}/task/{container.pid}/children").read_text().strip()


def inside(container, text: str) -> subprocess.CompletedProcess[str]:
    enter = ["nsenter", "--target", first(container), "--mount", "--pid", "--net", "--root"]
    user = USER.format(value("USER")).split()
    return subprocess.run(
        [*enter, *user, "sh", "-c", text], capture_output=True, text=True, check=False
    )


def test_it_is_process_1_and_unprivileged(container):
    """The server itself is process 1, as the user of the image, and cannot write its own code."""
    status = Path(f"/proc/{first(container)}/status").read_text()

    assert inside(container, "cat /proc/1/cmdline").stdout.split("\0")[1:3] == [
        "/srv/sos/venv/bin/sos",
        "serve",
    ]
    assert re.search(r"^Uid:\s+10001\s+10001", status, re.MULTILINE)
    assert re.search(r"^CapEff:\s+0+$", status, re.MULTILINE)
    assert "Read-only file system" in inside(container, "echo > /srv/x").stderr


def test_it_is_healthy(container):
    """The health check of the image succeeds, and fails for a port without a listener."""
    check = command("HEALTHCHECK")

    assert inside(container, check).returncode == 0
    assert inside(container, check.replace(":8000", ":8001")).returncode != 0


def test_it_ends_at_the_signal_of_the_image(container):
    """The signal that a container runtime sends ends it with 0."""
    sent = getattr(signal, value("STOPSIGNAL"))
    subprocess.run(["kill", f"-{sent.value}", first(container)], check=True)

    assert container.wait(60) == 0
