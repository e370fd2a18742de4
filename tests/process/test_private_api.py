"""A library that lacks a private name which we replace is refused at import."""

import subprocess
import sys

import pytest

from tests.support.site import ROOT


@pytest.mark.parametrize(
    ("library", "owner", "name", "module"),
    [
        (
            "hypercorn",
            "hypercorn.asyncio.tcp_server.TCPServer",
            "_initiate_server_close",
            "server.process.hypercorn_patches",
        ),
        (
            "hypercorn",
            "hypercorn.protocol.h11.H11Protocol",
            "_check_protocol",
            "server.process.hypercorn_patches",
        ),
        (
            "hypercorn",
            "hypercorn.protocol.h2.H2Protocol",
            "_handle_events",
            "server.process.hypercorn_patches",
        ),
        (
            "h2",
            "h2.connection.H2Connection",
            "_receive_headers_frame",
            "server.process.hypercorn_patches",
        ),
        ("aiosqlite", "aiosqlite.Connection", "_conn", "server.feedback.store"),
    ],
)
def test_a_missing_part_is_named(library, owner, name, module):
    """The error names the missing part and the version of the library."""
    parent = owner.rpartition(".")[0]
    code = f"import hypercorn.asyncio.run, h2.connection, aiosqlite, {parent}\n"
    code += f"del {owner}.{name}\nimport {module}"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    last = done.stderr.splitlines()[-1]

    assert done.returncode == 1
    assert last.startswith(f"ImportError: {library} ")
    assert f"has no {owner.rpartition('.')[2]}.{name}," in last
