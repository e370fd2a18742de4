"""The commands of the README, run literally."""

import re

from tests.support.machine import Machine
from tests.support.site import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def commands(heading: str) -> list[list[str]]:
    """The blocks of commands below a heading, each a list of lines."""
    section = re.search(rf"^### {heading}\n(.*?)^##", README, re.MULTILINE | re.DOTALL)[1]
    blocks = re.findall(r"(?:^    \S.*\n)+", section, re.MULTILINE)
    return [[line.strip() for line in block.splitlines()] for block in blocks]


def install(machine: Machine) -> None:
    """Install as documented; the packages are there already, as apt has no network."""
    [steps, *_] = commands("Install")
    assert steps[0].startswith("sudo apt install ")
    for line in steps[1:]:
        machine.run(line)


UPDATE, PUBLISH, ROLL_BACK = commands("Update, publish, go back")
BACK_UP, TIMER = commands("Back up")
[EXPORT] = commands("When the server is down")
[CADDY], CERTIFICATE, [NGINX] = commands("Install")[1:]
