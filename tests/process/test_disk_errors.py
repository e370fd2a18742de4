"""A disk that fails: readers are served, and the next publish is noticed."""

import json
import os
import shutil
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.support.site import Site, messages, wait_until
from tests.support.translated import add_language

NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
AS_NOBODY = NOBODY if os.geteuid() == 0 else []
CHANGE = ("en/home.yaml", "Speaker on.", "Speaker up.")
NOTICED = 20  # seconds; a refused release is tried again after ten


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=60) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


def served(site: Site) -> str:
    with urllib.request.urlopen(f"{site.base}/readyz", timeout=60) as response:
        return json.load(response)["release"]


def moved(data: Path) -> Path:
    return data.with_name("away")


def put_back(data: Path) -> None:
    if moved(data).exists():
        data.unlink()
        moved(data).rename(data)


def name_too_long(data: Path) -> None:
    """Every access to the folder fails: ENAMETOOLONG."""
    data.rename(moved(data))
    data.symlink_to("x" * 300)


def a_file(data: Path) -> None:
    """Replace the folder by a file: ENOTDIR."""
    data.rename(moved(data))
    data.write_text("")


def closed(data: Path) -> None:
    """Forbid access to all but root: EACCES."""
    data.parent.chmod(0)


def open_again(data: Path) -> None:
    data.parent.chmod(0o755)


def unreadable_pointer(data: Path) -> None:
    """Point to the memory of the process, where reading address 0 fails: EIO."""
    (data / "current.json").unlink()
    (data / "current.json").symlink_to("/proc/self/mem")


def wrong_byte(data: Path) -> None:
    (data / "current.json").write_bytes(b'{"current": "\xff", "history": ["\xff"]}')


def impossible_name(data: Path) -> None:
    (data / "current.json").write_text(r'{"current": "a\u0000", "history": ["a\u0000"]}')


def nothing(data: Path) -> None:
    """No repair: the next publish replaces the pointer."""


@pytest.fixture
def open_site(published_sample):
    """A site in a folder that every user can open, served by nobody if root runs the tests."""
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder) / "site")
        (site.data.parent / "disk").mkdir()
        site.data = site.data.parent / "disk/data"
        shutil.copytree(published_sample, site.data)
        for path in (Path(folder), site.data.parent, site.data):
            path.chmod(0o755)
        site.launch(before=AS_NOBODY)
        site.wait_serving()
        assert site.process.poll() is None, site.errors.read_text()
        yield site
        site.kill()
        site.data.parent.chmod(0o755)


@pytest.mark.parametrize(
    ("fail", "repair"),
    [
        (name_too_long, put_back),
        (a_file, put_back),
        (closed, open_again),
        (unreadable_pointer, nothing),
        (wrong_byte, nothing),
        (impossible_name, nothing),
    ],
)
def test_a_publish_after_a_disk_error_is_noticed(open_site, fail, repair):
    """While the disk fails pages are served and nothing is 500; then the new release is."""
    seen = len(messages(open_site.errors.read_text()))
    fail(open_site.data)
    if fail is not wrong_byte:  # the watcher treats it as a missing pointer
        wait_until(lambda: len(messages(open_site.errors.read_text())) > seen, NOTICED)
    assert status(f"{open_site.base}/") == 200
    assert status(f"{open_site.base}/c/{'0' * 64}") == 404
    repair(open_site.data)
    new = open_site.publish(CHANGE)

    wait_until(lambda: served(open_site) == new, NOTICED)
    assert "Traceback" not in open_site.errors.read_text()


def test_content_that_the_server_may_not_read_ends_no_start(open_site):
    """With a published translation too, the content is compared only if it can be read."""
    open_site.kill()
    add_language(open_site.content)
    open_site.publish(lang="es")
    open_site.content.chmod(0o444)  # listed, but not entered
    open_site.launch(before=AS_NOBODY)
    open_site.wait_serving()

    assert status(f"{open_site.base}/es") == 200
    assert status(f"{open_site.base}/") == 200
    open_site.process.terminate()  # by then the content was compared
    assert open_site.process.wait(60) == 0
    open_site.process = None
