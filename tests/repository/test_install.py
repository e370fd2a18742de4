"""`pip install .` in a clean environment serves the same release from any folder."""

import json
import re
import shutil
import subprocess
import sys
import urllib.request
from itertools import islice
from pathlib import Path

import pytest

from tests.support.site import ROOT


def pythons(*minors: int) -> dict[str, str]:
    """Interpreters of these versions here, by version; a name on the PATH may be an empty shim."""
    paths = [path for minor in minors if (path := shutil.which(f"python3.{minor}"))]
    for minor in minors:
        paths += map(str, Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python"))
    versions = {
        path: subprocess.run([path, "-V"], capture_output=True, text=True, check=False)
        for path in paths
    }
    return {done.stdout.strip(): path for path, done in versions.items() if done.returncode == 0}


OTHERS = pythons(12, 13, 14)
TOO_OLD = pythons(10)


def copied(folder: Path) -> Path:
    """A copy of the checkout, which an installed app must not need."""
    ignored = shutil.ignore_patterns(".git", ".venv", "node_modules", "data", "__pycache__")
    return shutil.copytree(ROOT, folder / "source", ignore=ignored)


def installed(python: str, folder: Path) -> Path:
    """Install the checkout as anybody would; returns the command."""
    source = copied(folder)
    subprocess.run([python, "-m", "venv", folder / "env"], check=True)
    pip = [folder / "env/bin/pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, str(source)], check=True)
    shutil.rmtree(source)  # content and pages must have travelled inside the wheel
    return folder / "env/bin/baclofen-sos"


def published(command: Path, folder: Path) -> str:
    done = subprocess.run(
        [command, "publish"], cwd=folder, capture_output=True, text=True, check=True, env={}
    )
    # An offered translation is published first.
    return re.findall(r"^published (\w+)", done.stdout, re.MULTILINE)[-1]


@pytest.mark.slow
def test_installed_from_a_wheel_it_serves_the_same_release(tmp_path, built):
    """The installed package needs no file of the checkout."""
    command = installed(sys.executable, tmp_path)
    with subprocess.Popen(
        [command, "serve", "--port", "0"],
        cwd=tmp_path,
        env={},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        [line] = islice((line for line in process.stderr if "Serving at " in line), 1)
        base = re.search(r"http://\S+", line)[0]
        with urllib.request.urlopen(f"{base}/readyz", timeout=60) as response:
            assert json.load(response)["release"] == built.release.id
        process.terminate()

        assert process.wait(60) == 0


@pytest.mark.slow
@pytest.mark.parametrize("python", OTHERS.values(), ids=OTHERS.keys())
def test_another_python_gives_the_same_id(tmp_path, built, python):
    """Another version of Python builds the same release id."""
    assert published(installed(python, tmp_path), tmp_path) == built.release.id


@pytest.mark.slow
@pytest.mark.parametrize("python", TOO_OLD.values(), ids=TOO_OLD.keys())
def test_a_python_that_is_too_old_is_named(tmp_path, python):
    """The documented install says that the Python is the reason, with the pip that it came with."""
    source = copied(tmp_path)
    subprocess.run([python, "-m", "venv", tmp_path / "env"], check=True)
    pip = [tmp_path / "env/bin/pip", "install", "--constraint", source / "constraints.txt"]
    done = subprocess.run([*pip, str(source)], capture_output=True, text=True, check=False)

    assert done.returncode != 0
    assert "requires a different Python: 3.10" in done.stderr
