"""What a server answers to raw bytes, and how much memory it has."""

import re
from pathlib import Path

from tests.support.site import Site
from tests.support.wire import Wire

GROWTH = 20 * 1024  # KiB


def memory(site: Site) -> int:
    """Resident memory of the server in KiB."""
    return int(
        re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{site.process.pid}/status").read_text())[1]
    )


def ask(site: Site, request: bytes) -> bytes:
    """Everything that is answered to these bytes until the server closes."""
    with Wire(site.port) as wire:
        return wire.send(request).ended()
