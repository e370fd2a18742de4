"""Every library on a server has one exact version, those that other libraries bring along too."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, requires

from packaging.requirements import Requirement

from tests.support.site import ROOT

PIN = re.compile(r"^([A-Za-z0-9._-]+)==[^;\s]+", re.MULTILINE)


def normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(package: str, extras: frozenset[str] = frozenset()) -> set[str]:
    """What a package needs on this system, and what that needs."""
    found = set()
    for line in requires(package) or ():
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras | {""}):
            found.add((normalized(requirement.name), frozenset(requirement.extras)))
    return {name for name, _ in found}.union(*(needed(name, extras) for name, extras in found))


def test_every_library_of_a_server_is_pinned():
    """constraints.txt or pyproject.toml names one version of each: an install is the tested one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pins = (ROOT / "constraints.txt").read_text("utf-8") + "\n".join(project["dependencies"])
    pinned = set(map(normalized, PIN.findall(pins)))

    assert needed("baclofen-sos") - pinned == set()


def test_every_library_that_the_server_imports_is_declared():
    """pyproject.toml names what `server/` imports, also what another library brings along."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {normalized(Requirement(line).name) for line in project["dependencies"]}
    imported = {
        name.partition(".")[0]
        for path in (ROOT / "server").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in _imported(node)
    }
    known = packages_distributions()
    used = {normalized(known[name][0]) for name in imported if name in known}

    assert used - {"baclofen-sos"} <= declared


def test_the_oldest_click_that_is_allowed_will_do():
    """The types of click 8.2 are not generic, as those of the pinned version are."""
    start = "import click; click.ParamType.__class_getitem__ = None; import server.cli.main"
    done = subprocess.run([sys.executable, "-c", start], capture_output=True, text=True)

    assert done.stderr == ""


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
