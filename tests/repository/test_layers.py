"""What may import what: import-linter refuses what ARCHITECTURE.md rules out."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from server.paths import PACKAGE
from tests.support.site import ROOT

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")
LATER_IMPORT = "from server.web import asgi  # noqa: F401\n"


@pytest.fixture
def copied(tmp_path):
    """A copy of the package and its contracts, which a test may break."""
    python_only = shutil.ignore_patterns("__pycache__", "bundled", "deploy")
    shutil.copytree(PACKAGE, tmp_path / "server", ignore=python_only)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def linted(folder: Path) -> subprocess.CompletedProcess[str]:
    """The result of import-linter in a folder."""
    command = [LINT_IMPORTS, "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_packages_keep_their_layers(copied):
    """Each package imports only from earlier ones."""
    result = linted(copied)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("module", ["authored/model.py", "headers.py"])
def test_an_import_from_a_later_package_is_refused(copied, module):
    """An import from a later package is named with its module."""
    changed = copied / "server" / module
    changed.write_text(changed.read_text("utf-8") + LATER_IMPORT, "utf-8")
    result = linted(copied)
    name = "server." + module.removesuffix(".py").replace("/", ".")

    assert result.returncode == 1
    assert f"{name} -> server.web.asgi" in result.stdout


def test_a_package_without_a_layer_is_refused(copied):
    """A new package or module without a layer is refused."""
    (copied / "server/utils.py").touch()
    result = linted(copied)

    assert result.returncode == 1
    assert "utils" in result.stdout


def test_no_test_imports_from_another():
    """A test file imports no other: what tests share is in `tests/support/`."""
    importing = re.compile(r"^(?:from|import) tests\.(?:\w+\.)*test_", re.MULTILINE)
    tests = [*(ROOT / "tests").rglob("*.py")]

    assert tests
    assert [path.name for path in tests if importing.search(path.read_text("utf-8"))] == []
