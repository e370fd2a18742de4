"""Moves the wall clock of processes with libfaketime; their monotonic clock is not changed."""

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

MOVED = {
    "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # timers, waits and deadlines go on
    "NO_FAKE_STAT": "1",  # or files would change whenever the clock does
    "FAKETIME_FORCE_MONOTONIC_FIX": "0",  # or Chromium and Firefox wait half a minute as they start
    "PYTHONPATH": str(Path(__file__).with_name("moved")),
}


def library() -> Path:
    """Debian's libfaketime for programs with threads; .ci/install-tools installs it."""
    [found, *_] = Path("/usr/lib").glob("*-linux-gnu/faketime/libfaketimeMT.so.1")
    return found


def moved_by(shift: timedelta) -> dict[str, str]:
    """The environment for a process and its children; counted from the clock here, moved or not."""
    seconds = shift.total_seconds() + float(os.environ.get("FAKETIME", "0"))
    return MOVED | {"LD_PRELOAD": str(library()), "FAKETIME": f"{seconds:+.0f}"}


def real(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment with the real clock, for a program that does not start under a moved one."""
    return {
        name: value for name, value in environment.items() if name not in ("LD_PRELOAD", "FAKETIME")
    }


def set_by(file: Path) -> dict[str, str]:
    """The same for a clock that can be set while they run: a shift such as -180d, in a file."""
    follows = {"FAKETIME_TIMESTAMP_FILE": str(file), "FAKETIME_NO_CACHE": "1"}
    return MOVED | follows | {"LD_PRELOAD": str(library())}
