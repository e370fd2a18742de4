"""Every library on a server has one exact version, those that other libraries bring along too."""

import re
import tomllib
from importlib.metadata import requires

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
