"""A Debian that systemd has booted in a container without a network, with nginx and Caddy."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.site import ROOT, wait_until

PACKAGES = (
    "systemd,systemd-sysv,dbus,python3,python3-venv,sudo,curl,ca-certificates,openssl,iproute2,"
    "nginx-light,caddy"
)
KEPT_ROOT = "DEBIAN_ROOT"  # names a folder in which the root file system stays for the next run
MIRROR = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
NAME = "sos.example.org"  # in the samples
PIP_SETTINGS = "[global]\nno-index = true\nfind-links = /wheels\ndisable-pip-version-check = true\n"
ENVIRONMENT = "PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8".split()


class Machine:
    """Boots at once; what is changed inside is in memory and ends with it.

    `/app` is a copy of the source tree, and pip finds in `/wheels` what this needs.
    """

    def __init__(self, folder: Path) -> None:
        for program in ("debootstrap", "systemd-nspawn"):
            assert shutil.which(program), f"{program} is missing: run .ci/install-tools"
        assert os.geteuid() == 0, "only root can boot a machine: run these tests as root"
        self.folder = folder
        self.root = Path(os.environ.get(KEPT_ROOT, folder / "root"))
        if not (self.root / "etc/pip.conf").exists():
            _install(self.root)
        self.source, self.wheels = folder / "app", folder / "wheels"
        _copy_source(self.source)
        _make_wheels(self.source, self.wheels)
        command = ["systemd-nspawn", "--quiet", "--boot", "--register=no", "--keep-unit"]
        command += ["--private-network", "--volatile=overlay", "--console=pipe"]
        command += [
            f"--directory={self.root}",
            f"--machine=sos-{os.getpid()}",
            "--hostname=localhost",
        ]
        command += [f"--bind={self.source}:/app", f"--bind-ro={self.wheels}:/wheels"]
        self.output = folder / "boot.log"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        wait_until(lambda: self._leader() or self.process.poll() is not None)
        assert self.process.poll() is None, self.output.read_text()
        wait_until(lambda: self.run("systemctl is-system-running", check=False) in UP)

    def _leader(self) -> str:
        """The process that is number 1 inside, as it is numbered outside."""
        pid = self.process.pid
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().strip()

    def command(self, command: str) -> list[str]:
        """What runs a shell command inside, as root, in the source tree."""
        enter = ["nsenter", "--target", self._leader(), "--root", "--mount", "--uts", "--ipc"]
        enter += ["--net", "--pid", "--cgroup", "env", "-i", *ENVIRONMENT]
        return [*enter, "sh", "-ec", f"cd /app\n{command}"]

    def run(self, command: str, *, check: bool = True) -> str:
        """Run a shell command inside; returns what it printed, without the last line end."""
        done = subprocess.run(
            self.command(command), capture_output=True, text=True, timeout=600, check=False
        )
        assert not check or done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return (done.stdout + done.stderr).strip()

    def start(self, command: str) -> "subprocess.Popen[str]":
        """Start a shell command inside, which goes on; it can be waited for."""
        return subprocess.Popen(
            self.command(command), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def end(self) -> None:
        """Switch it off, and delete what it used."""
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


UP = ("running", "degraded")


def _install(root: Path) -> None:
    """Make the root file system, from the mirror that apt uses here."""
    release = _os_release()
    mirror = subprocess.run(
        [*MIRROR, f"Codename: {release}"], capture_output=True, text=True, check=True
    ).stdout.split()[0]
    command = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", release, root, mirror]
    subprocess.run(command, check=True, capture_output=True)
    # Each is started by the test that is about it: both want the same ports.
    subprocess.run(["systemctl", f"--root={root}", "disable", "nginx", "caddy"], check=True)
    (root / "etc/hosts").write_text(f"127.0.0.1 localhost {NAME}\n::1 localhost {NAME}\n")
    (root / "etc/pip.conf").write_text(PIP_SETTINGS)


def _os_release() -> str:
    [line] = [
        line
        for line in Path("/etc/os-release").read_text().splitlines()
        if line.startswith("VERSION_CODENAME=")
    ]
    return line.partition("=")[2]


def _copy_source(folder: Path) -> None:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in listed.rstrip("\0").split("\0"):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)


def _make_wheels(source: Path, folder: Path) -> None:
    """Download what `pip install .` needs; this Python has the same minor version as Debian's."""
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet"]
    pip += ["--wheel-dir", folder]
    wanted = ["--constraint", str(source / "constraints.txt"), str(source)]
    for what in (wanted, ["hatchling>=1.26"]):
        subprocess.run([*pip, *map(str, what)], check=True, capture_output=True)
    for own in folder.glob("baclofen_sos-*"):
        own.unlink()
