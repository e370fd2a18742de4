"""`pip install .` in a clean environment serves the same release from any folder."""

import json
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.support.site import ROOT


def other_pythons() -> dict[str, str]:
    """Newer interpreters on this machine, by version; a name on the PATH may be an empty shim."""
    paths = [path for minor in (12, 13, 14) if (path := shutil.which(f"python3.{minor}"))]
    paths += [str(path) for path in Path.home().glob(".pyenv/versions/3.1[234].*/bin/python")]
    versions = {
        path: subprocess.run([path, "-V"], capture_output=True, text=True, check=False)
        for path in paths
    }
    return {done.stdout.strip(): path for path, done in versions.items() if done.returncode == 0}


OTHERS = other_pythons()


def installed(python: str, folder: Path) -> Path:
    """Install the checkout as anybody would; returns the command."""
    source = folder / "source"
    ignored = shutil.ignore_patterns(".git", ".venv", "node_modules", "data", "__pycache__")
    shutil.copytree(ROOT, source, ignore=ignored)
    subprocess.run([python, "-m", "venv", folder / "env"], check=True)
    pip = [folder / "env/bin/pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, str(source)], check=True)
    shutil.rmtree(source)  # content and pages must have travelled inside the wheel
    return folder / "env/bin/baclofen-sos"


def published(command: Path, folder: Path) -> str:
    done = subprocess.run(
        [command, "publish"], cwd=folder, capture_output=True, text=True, check=True, env={}
    )
    return done.stdout.split()[1]


@pytest.mark.slow
def test_installed_from_a_wheel_it_serves_the_same_release(tmp_path, built):
    """The installed package needs no file of the checkout."""
    command = installed(sys.executable, tmp_path)
    with subprocess.Popen(
        [command, "serve", "--port", "0"],
        cwd=tmp_path,
        env={},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        base = process.stdout.readline().split()[2]
        with urllib.request.urlopen(f"{base}/readyz", timeout=60) as response:
            assert json.load(response)["release"] == built.release.id
        process.terminate()

        assert process.wait(60) == 0


@pytest.mark.slow
@pytest.mark.parametrize("python", OTHERS.values(), ids=OTHERS.keys())
def test_another_python_gives_the_same_id(tmp_path, built, python):
    """Another version of Python builds the same release id."""
    assert published(installed(python, tmp_path), tmp_path) == built.release.id
