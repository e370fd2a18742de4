"""A command that is refused, and what it is refused for."""

import contextlib
import os
from pathlib import Path

import pytest

from tests.support.site import messages, reserve_port, run

SLOW = pytest.mark.slow
# Before a command: root may enter every folder, unless it gives that up.
WITHOUT_PRIVILEGES = ["setpriv", "--bounding-set=-all"] if os.geteuid() == 0 else []


def some(first: object, *others: object) -> list[object]:
    """The first case, and the others marked slow."""
    return [
        first,
        *(
            pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=SLOW)
            for case in others
        ),
    ]


def two_free_ports() -> int:
    """The first of two ports in a row that no other program gets."""
    while True:
        first = reserve_port()
        with contextlib.suppress(OSError):
            reserve_port(first + 1)
            return first


def error_line(*arguments: object, **more: object) -> str:
    """The one line that a command prints when it exits with 1."""
    done = run(*arguments, **more)
    assert done.returncode == 1, done
    assert done.stdout == ""
    [line] = messages(done.stderr)
    return line


def refused(data: Path, *flags: object, port: int = 0, **more: object) -> str:
    """The one line with which `serve` refuses these flags."""
    return error_line("serve", "--data", data, "--port", port, *flags, **more)
