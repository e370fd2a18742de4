"""The app is published and served on any date, by real processes over HTTP."""

import json
import urllib.request
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest

from server import paths
from tests.support.clock import moved_by
from tests.support.site import Site, run

SHIFTS = [
    pytest.param(timedelta(days=1826), id="five years on"),
    pytest.param(
        datetime(1970, 1, 2, tzinfo=UTC) - datetime.now(UTC),
        id="a dead clock",
        marks=pytest.mark.slow,
    ),
]


@pytest.fixture(params=SHIFTS)
def on_another_day(request, monkeypatch):
    """Everything that is started from now on lives on another day."""
    moment = (
        datetime.now(UTC) + request.param
    )  # before: a clock that is moved here already follows its variable
    for name, value in moved_by(request.param).items():
        monkeypatch.setenv(name, value)
    return moment


def test_the_app_is_published_and_served(tmp_path, on_another_day, built):
    """On another date an empty folder and a correction are published; the id is that of today."""
    site = Site(tmp_path / "site", paths.CONTENT)
    first = run("publish", "--content", site.content, "--data", site.data)
    site.start()
    with urllib.request.urlopen(f"{site.base}/", timeout=10) as response:
        shown = parsedate_to_datetime(response.headers["date"])
    corrected = site.publish(("en/home.yaml", "Not sure? Call.", "Not sure? Call now."))
    site.kill()
    site.start()  # as after a power cut
    with urllib.request.urlopen(f"{site.base}/api/v1/release", timeout=10) as response:
        served = json.load(response)["id"]
    site.kill()

    assert abs(shown - on_another_day) < timedelta(days=1), "the clock was not another one"
    assert f"published {built.release.id} (new: " in first.stdout
    assert "warning: content/sources.yaml: checked of " in first.stderr
    assert served == corrected != built.release.id


def test_a_fresh_machine_serves_without_a_publish(tmp_path, on_another_day):
    """On another date `serve` publishes first and logs what needs checking."""
    site = Site(tmp_path / "site", paths.CONTENT)
    site.start()
    with urllib.request.urlopen(f"{site.base}/readyz", timeout=10) as response:
        ready = json.load(response)
    site.kill()

    assert len(ready["release"]) > 8
    assert "warnings; see `check`" in site.errors.read_text()
