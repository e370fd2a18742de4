"""Kills at random moments under load, a full disk, a read-only disk, a deleted folder."""

import http.client
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from random import Random, SystemRandom
from uuid import uuid4

import pytest

from tests.support.clock import set_by
from tests.support.posting import post_feedback
from tests.support.site import ROOT, Site, answers, run, wait_until

KILLS = 50
PUBLISH_KILLS = 20
POSTERS = 3


class Load:
    """Posts and reads without a pause; remembers acknowledged posts and wrong answers."""

    def __init__(self, site: Site, random: Random) -> None:
        self.site = site
        self.random = random  # used by the thread that reads alone
        self.acknowledged: set[str] = set()
        self.wrong: list[str] = []
        self.read = 0
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self._posting, daemon=True) for _ in range(POSTERS)]
        self.threads.append(threading.Thread(target=self._reading, daemon=True))
        for thread in self.threads:
            thread.start()

    def end(self) -> None:
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def _posting(self) -> None:
        while not self.ended.is_set():
            text = uuid4().hex
            try:
                status = post_feedback(self.site.base, text)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if status == 201:
                self.acknowledged.add(text)
            elif status == 429:
                time.sleep(0.2)
            else:
                self.wrong.append(f"post: {status}")

    def _reading(self) -> None:
        while not self.ended.is_set():
            try:
                self._read_release()
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)

    def _read_release(self) -> None:
        """Each file of a release is there, with the named bytes, after newer releases too."""
        release = json.loads(self._get("/api/v1/release"))
        for file in self.random.sample(release["files"], 5):
            body = self._get(f"/c/{file['sha256']}")
            self.read += 1
            if sha256(body).hexdigest() != file["sha256"]:
                self.wrong.append(f"{file['path']} of {release['id']}")

    def _get(self, path: str) -> bytes:
        try:
            with urllib.request.urlopen(self.site.base + path, timeout=60) as response:
                return response.read()
        except urllib.error.HTTPError as error:
            error.close()
            self.wrong.append(f"{path}: {error.code}")
            return b""


@pytest.fixture
def seeded_random():
    """The moments of the kills and the files read meanwhile.

    A failed test shows its seed, and KILL_SEED=… repeats them.
    """
    seed = int(os.environ.get("KILL_SEED") or SystemRandom().randrange(2**32))
    print(f"KILL_SEED={seed}")
    return Random(seed)


@pytest.mark.slow
def test_killed_at_any_moment_nothing_acknowledged_is_lost(site, seeded_random):
    """After 50 kills under load each acknowledged post is stored once and no response was wrong."""
    site.kill()
    site.start("--proxies", "1")
    load = Load(site, Random(seeded_random.randrange(2**32)))
    publishing = threading.Event()
    publisher = threading.Thread(target=_publish_often, args=(site, publishing), daemon=True)
    publisher.start()
    for _ in range(KILLS):
        time.sleep(seeded_random.uniform(0.05, 1.5))
        site.kill()
        site.start("--proxies", "1")
    wait_until(lambda: load.wrong or (len(load.acknowledged) > KILLS and load.read > KILLS))
    publishing.set()
    publisher.join()
    load.end()
    with sqlite3.connect(site.data / "app.db") as database:
        found = Counter(text for (text,) in database.execute("SELECT text FROM feedback"))

    assert load.wrong == []
    assert load.acknowledged - found.keys() == set()
    assert set(found.values()) == {1}


def _publish_often(site: Site, end: threading.Event) -> None:
    words = ("Speaker on.", "Speaker up.")
    while not end.is_set():
        site.publish(("en/home.yaml", *words))
        words = words[::-1]


@pytest.mark.slow
def test_a_publish_killed_at_any_moment_leaves_a_complete_release(site, seeded_random):
    """After each of 20 killed publishes a complete release is served; the next publish works."""
    words = ("Speaker on.", "Speaker up.")
    home = site.content / "en/home.yaml"
    started = time.monotonic()
    site.publish()
    whole = time.monotonic() - started
    for _ in range(PUBLISH_KILLS):
        home.write_text(home.read_text().replace(*words))
        words = words[::-1]
        command = [sys.executable, "-m", "server", "publish"]
        folders = ["--content", str(site.content), "--data", str(site.data)]
        process = subprocess.Popen([*command, *folders], cwd=ROOT, stdout=subprocess.DEVNULL)
        time.sleep(seeded_random.uniform(0, whole * 2.5))
        process.kill()
        process.wait()
        site.kill()
        site.start()
        with urllib.request.urlopen(f"{site.base}/api/v1/release", timeout=60) as response:
            release = json.load(response)
        for file in release["files"]:
            with urllib.request.urlopen(f"{site.base}/c/{file['sha256']}", timeout=60) as response:
                assert sha256(response.read()).hexdigest() == file["sha256"]

    assert site.publish() in site.data.joinpath("current.json").read_text()


@pytest.fixture
def start_on_small_disk(tmp_path, published_sample):
    """Starts a site on a disk of 8 MB that only its processes see."""
    site = Site(tmp_path / "site")
    site.data.mkdir()

    def start(then: str = "") -> Site:
        mount = (
            f'mount -t tmpfs -o size=8m tmpfs "{site.data}"'
            f' && cp "{published_sample}"/* "{site.data}"'
        )
        namespace = ["unshare", "--map-root-user", "--mount"]
        shell = ["sh", "-c", f'{mount} {then} && exec "$@"', site.data]
        site.launch(before=[*namespace, *shell])
        site.wait_serving()
        assert site.process.poll() is None, site.errors.read_text()
        return site

    yield start
    site.kill()


def inside(site: Site) -> Path:
    """The data folder as the server sees it."""
    return Path(f"/proc/{site.process.pid}/root{site.data}")


def test_a_full_disk(start_on_small_disk):
    """With a full disk pages are served and feedback gets 503; with room again it is stored."""
    site = start_on_small_disk()
    assert post_feedback(site.base, "before") == 201
    ballast = inside(site) / "ballast"
    with pytest.raises(OSError, match="No space"), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    refused = next(
        (
            status
            for n in range(9)
            if (status := post_feedback(site.base, f"{n} " + "x" * 4000)) != 201
        ),
        None,
    )
    assert refused == 503
    assert answers(f"{site.base}/signs/asleep")
    ballast.unlink()

    assert post_feedback(site.base, "after") == 201
    enter = [
        "nsenter",
        f"--target={site.process.pid}",
        "--user",
        "--mount",
        "--preserve-credentials",
    ]
    command = [*enter, sys.executable, "-m", "server", "feedback", "list", "--data", str(site.data)]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert {"before", "after"} <= {line.split("\t")[-1] for line in listed.splitlines()}
    assert "Traceback" not in site.errors.read_text()


def test_a_read_only_disk(start_on_small_disk):
    """With a read-only disk pages are served, feedback gets 503, and /readyz says unavailable."""
    site = start_on_small_disk('&& mount -o remount,ro "$0"')
    with urllib.request.urlopen(f"{site.base}/readyz", timeout=60) as response:
        ready = json.load(response)

    assert ready["feedback"] == "unavailable"
    assert post_feedback(site.base, "words") == 503
    assert answers(f"{site.base}/signs/asleep")
    assert "Traceback" not in site.errors.read_text()


def test_a_deleted_data_folder(site):
    """Without its data folder the server serves pages, and feedback gets 503 until it is back."""
    assert post_feedback(site.base, "before") == 201
    for path in site.data.iterdir():
        path.unlink()
    site.data.rmdir()
    assert post_feedback(site.base, "gone") == 503
    assert answers(f"{site.base}/signs/asleep")
    site.data.mkdir()

    assert post_feedback(site.base, "after") == 201
    assert run("feedback", "list", "--data", site.data).stdout.rstrip().endswith("after")


@pytest.fixture
def settable_clock(tmp_path):
    """A wall clock that a test can set under running processes; counted seconds go on."""
    file = tmp_path / "clock"
    file.write_text("+0")
    return file, set_by(file)


@pytest.mark.slow
def test_a_clock_that_goes_back(site, settable_clock, monkeypatch):
    """If the clock goes back half a year, nothing is lost and newer releases are still newer."""
    file, environment = settable_clock
    monkeypatch.delenv("FAKETIME", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    site.kill()
    site.start()
    assert post_feedback(site.base, "before") == 201
    file.write_text("-180d")
    assert post_feedback(site.base, "after") == 201
    with urllib.request.urlopen(f"{site.base}/healthz", timeout=60) as response:
        shown = parsedate_to_datetime(response.headers["date"])
    newer = site.publish(("en/home.yaml", "Speaker on.", "Speaker up."))
    wait_until(lambda: json.loads(read(site, "/readyz"))["release"] == newer)
    site.kill()
    site.start()

    assert shown < datetime.now(UTC) - timedelta(days=170), "the clock did not go back"
    assert json.loads(read(site, "/readyz"))["release"] == newer
    assert "Speaker up." in read(site, "/")
    listed = run("feedback", "list", "--data", site.data).stdout
    assert {"before", "after"} <= {line.split("\t")[-1] for line in listed.splitlines()}
    assert "Traceback" not in site.errors.read_text()


def read(site: Site, path: str) -> str:
    with urllib.request.urlopen(site.base + path, timeout=60) as response:
        return response.read().decode()
