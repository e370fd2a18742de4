"""`serve --reload` adds the reloading script to every HTML page and to nothing else."""

import json
import shutil
import urllib.error
import urllib.request

import pytest

from server.web.live_reload import SCRIPT
from tests.support.site import Site, wait_until


@pytest.fixture(scope="module")
def reloading_site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("reloading"))
    site.publish()
    site.start("--reload")
    yield site
    site.kill()


@pytest.fixture
def reloading_base(reloading_site):
    return reloading_site.base


@pytest.mark.parametrize("path", ["/", "/signs/asleep", "/nope", "/search?q=asleep"])
def test_each_page_has_the_script_once(reloading_base, path):
    """Each page ends with the script once, and its content-length is right."""
    try:
        with urllib.request.urlopen(reloading_base + path, timeout=60) as response:
            body = response.read()
    except urllib.error.HTTPError as error:
        with error:
            body = error.read()

    assert body.count(SCRIPT) == 1
    assert body.endswith(SCRIPT)


def test_other_responses_are_not_changed(reloading_base):
    """JSON responses and HEAD responses are not changed."""
    with urllib.request.urlopen(f"{reloading_base}/api/v1/signs", timeout=60) as response:
        assert SCRIPT not in response.read()
    head = urllib.request.Request(f"{reloading_base}/", method="HEAD")
    with urllib.request.urlopen(head, timeout=60) as response:
        assert response.read() == b""


def _findings(site):
    with urllib.request.urlopen(f"{site.base}/reload.json", timeout=60) as response:
        return json.load(response)["findings"]


def _folder(signs):
    (signs / "draft.md").mkdir()
    (signs / "draft.md/notes.txt").write_text("later")


def _not_text(signs):
    (signs / "beep.md").write_bytes(b"\xff\xfe\x00")


def _dangling_link(signs):
    (signs / "other.md").symlink_to(signs / "nowhere.md")


def _huge(signs):
    (signs / "beep.md").write_text("---\n" + "x" * 100_000)


def _moved_away(signs):
    signs.rename(signs.with_name("sign"))


@pytest.mark.parametrize("damage", [_folder, _not_text, _dangling_link, _huge, _moved_away])
def test_no_mistake_ends_the_preview(reloading_site, tmp_path, damage):
    """Each mistake is shown until it is fixed, and the preview server keeps running."""
    signs = reloading_site.content / "en/signs"
    shutil.copytree(signs, tmp_path / "signs")
    damage(signs)
    wait_until(lambda: any("en/sign" in finding for finding in _findings(reloading_site)))

    for folder in (signs, signs.with_name("sign")):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(tmp_path / "signs", signs)
    wait_until(lambda: _findings(reloading_site) == [])


def test_a_save_through_a_file_that_vanishes_does_no_harm(reloading_site):
    """Editors write beside a file, then rename: a listed file may be gone when it is read."""
    signs = reloading_site.content / "en/signs"
    for number in range(200):
        beside = signs / f"{4913 + number}"
        beside.write_text("x")
        beside.unlink()
    sign = signs / "asleep.md"
    sign.write_text(sign.read_text().replace("Won't wake up", "Cannot be woken"))

    def is_shown():
        with urllib.request.urlopen(f"{reloading_site.base}/signs/asleep", timeout=60) as response:
            return b"Cannot be woken" in response.read()

    wait_until(is_shown)
