"""Lighthouse's four marks for a phone, on the first screen and on an article."""

import json
import os
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

from server import paths
from tests.bench.row import Row
from tests.support.site import ROOT, Site

LIGHTHOUSE = ROOT / "tests/node_modules/lighthouse/cli/index.js"
PAGES = ["/", "/articles/what-baclofen-is"]
CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
RUNS = 5
TRIES = 3  # Lighthouse itself asks to be run again after NO_NAVSTART
BUDGET = 100


def lighthouse(folder: Path, runs: int = RUNS) -> Iterator[Row]:
    """The median mark of each category; Lighthouse measures a mobile phone by default."""
    what = f"Lighthouse mobile, median of {runs}"
    if not LIGHTHOUSE.exists() or not shutil.which("node"):
        yield Row(what, f"{BUDGET} each", "skipped: needs tests/node_modules", None)
        return
    site = Site(folder / "lighthouse", paths.CONTENT)
    site.publish()
    site.start()
    try:
        for page in PAGES:
            taken = [_marks(site.base + page) for _ in range(runs)]
            marks = {name: statistics.median(run[name] for run in taken) for name in CATEGORIES}
            scores = ", ".join(f"{name} {mark:.0f}" for name, mark in marks.items())
            yield Row(f"{what}, {page}", f"{BUDGET} each", scores, min(marks.values()) >= BUDGET)
    finally:
        site.kill()


def _marks(address: str) -> dict[str, float]:
    """One run in a new browser."""
    command = ["node", LIGHTHOUSE, address, "--quiet", "--output=json", "--output-path=stdout"]
    command += [f"--only-categories={','.join(CATEGORIES)}"]
    command += ["--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
    environment = os.environ | {"CHROME_PATH": shutil.which("chromium") or ""}
    for _ in range(TRIES):
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        if done.returncode == 0:
            break
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["categories"]
    return {name: 100 * (found[name]["score"] or 0) for name in CATEGORIES}
