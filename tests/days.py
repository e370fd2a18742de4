"""Runs the tests on other days: `python -m tests.days [--list] [--only TESTS] [NAME...]`.

`make test-days ARGS=...` does the same. libfaketime (tests/support/clock.py) moves the wall clock
of all processes by one shift and lets it run: the tests, the servers, Chromium and WebKit. Firefox
hangs under it as it starts, so Firefox alone keeps the real clock, in the time zone of the day. A
page whose test installs a Playwright clock uses that clock.
"""

import argparse
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tests.support.clock import moved_by
from tests.support.site import ROOT

WHOLE = ("-m", "not slow")
NO_BROWSER = ("-m", "not slow and not browser")
# Tests that count or show days; run alone, they are running when midnight passes.
CLOCKED = """
tests/card tests/look/test_day.py tests/tools/test_timeline.py tests/offline/test_about.py
tests/offline/test_modules.py tests/checks/test_ageing.py tests/process/test_any_day.py
tests/cli/test_main.py
""".split()
ONLY = {"whole": WHOLE, "no-browser": NO_BROWSER, "clocked": (*WHOLE, *CLOCKED)}


class Day(NamedTuple):
    """A moment to start at, on the clocks of a zone; a shift is counted from now."""

    start: str | timedelta
    zone: str = "UTC"
    only: str = "whole"


DAYS = {
    "tomorrow": Day(timedelta(days=1)),
    "later": Day(timedelta(days=400), only="no-browser"),
    "new-year": Day("2026-12-31 23:59:30"),
    "leap-day": Day("2028-02-29 12:00:00"),
    "after-leap-day": Day("2028-02-29 23:59:30"),
    "spring-berlin": Day("2027-03-28 01:59:30", "Europe/Berlin"),
    "autumn-berlin": Day("2027-10-31 02:59:30", "Europe/Berlin"),
    "spring-new-york": Day("2027-03-14 01:59:30", "America/New_York"),
    "autumn-new-york": Day("2027-11-07 01:59:30", "America/New_York"),
    "2031-kiritimati": Day(
        "2031-06-01 09:00:00", "Pacific/Kiritimati"
    ),  # still the day before in UTC
    "2031-pago-pago": Day(
        "2031-06-01 20:00:00", "Pacific/Pago_Pago"
    ),  # already the day after in UTC
}


def shift_to(day: Day, now: datetime) -> timedelta:
    """How far the clock is moved."""
    if isinstance(day.start, timedelta):
        return day.start
    return datetime.fromisoformat(day.start).replace(tzinfo=ZoneInfo(day.zone)) - now


def run_on(day: Day, arguments: list[str]) -> int:
    """Run pytest on a day; returns its exit code."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        "2",
        "--dist",
        "loadfile",
        "--timeout",
        "600",
        *arguments,
    ]
    moved = moved_by(shift_to(day, datetime.now(UTC)))
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | moved | {"TZ": day.zone}, check=False
    ).returncode


def main() -> None:
    parser = argparse.ArgumentParser(
        "python -m tests.days", description="Run the tests on other days."
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"the days, by default all: {', '.join(DAYS)}"
    )
    parser.add_argument(
        "--only", choices=ONLY, help="which tests: by default those that the table names"
    )
    parser.add_argument("--list", action="store_true", help="print the table")
    chosen, more = parser.parse_known_args()
    if unknown := set(chosen.names) - DAYS.keys():
        parser.error(f"no such day: {', '.join(sorted(unknown))}; there are: {', '.join(DAYS)}")
    days = {name: DAYS[name] for name in chosen.names or DAYS}
    if chosen.list:
        print(
            "\n".join(
                f"{name:16} {day.start!s:20} {day.zone:20} {day.only}" for name, day in days.items()
            )
        )
        return
    red = []
    for name, day in days.items():
        print(f"== {name}: {day.start} {day.zone}", flush=True)
        if run_on(day, [*ONLY[chosen.only or day.only], *more]):
            red.append(name)
    sys.exit(f"red on: {', '.join(red)}" if red else 0)


if __name__ == "__main__":
    main()
