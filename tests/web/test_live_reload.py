"""`serve --reload` adds the reloading script to every HTML page and to nothing else."""

import json
import os
import re
import shutil
import urllib.error
import urllib.request

import pytest

from server.web.live_reload import SCRIPT_TAG
from tests.support.site import ROOT, Site, wait_until


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

    assert body.count(SCRIPT_TAG) == 1
    assert body.endswith(SCRIPT_TAG)


def test_other_responses_are_not_changed(reloading_base):
    """JSON responses and HEAD responses are not changed."""
    with urllib.request.urlopen(f"{reloading_base}/api/v1/signs", timeout=60) as response:
        assert SCRIPT_TAG not in response.read()
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


def _page(site, path="/"):
    try:
        with urllib.request.urlopen(site.base + path, timeout=60) as response:
            return response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.read().decode()


@pytest.fixture(scope="module")
def broken_site(tmp_path_factory):
    """A preview that began with a mistake in its content, and nothing published."""
    site = Site(tmp_path_factory.mktemp("broken"))
    (site.content / "app.yaml").rename(site.content / "app.yaml~")
    site.start("--reload")
    yield site
    site.kill()


def test_a_preview_starts_on_broken_content(broken_site):
    """With nothing published yet, findings are shown, and mending them publishes by itself."""
    wait_until(lambda: _findings(broken_site))
    assert _findings(broken_site) == ["content/app.yaml: -: the file is missing"]
    assert SCRIPT_TAG.decode() in _page(broken_site)
    assert '"level":"error"' not in broken_site.errors.read_text()
    assert "not published (en):\n" in broken_site.errors.read_text()

    (broken_site.content / "app.yaml~").rename(broken_site.content / "app.yaml")
    wait_until(lambda: _findings(broken_site) == [])
    wait_until(lambda: "wake up" in _page(broken_site, "/signs/asleep"))
    assert re.search(r"^published \w+ \(en, new: ", broken_site.errors.read_text(), re.MULTILINE)


def test_a_preview_starts_without_its_folder(tmp_path):
    """A folder of content that is missing for a moment is waited for."""
    site = Site(tmp_path)
    site.content.rename(tmp_path / "elsewhere")
    site.start("--reload")
    wait_until(lambda: any("the folder does not exist" in finding for finding in _findings(site)))
    (tmp_path / "elsewhere").rename(site.content)
    wait_until(lambda: "wake up" in _page(site, "/signs/asleep"))
    site.kill()


def test_an_old_release_is_shown_beside_new_mistakes(tmp_path):
    """A preview that starts on broken content shows the release that was published before."""
    site = Site(tmp_path)
    site.publish()
    (site.content / "facts.yaml").write_text("O1: [")
    site.start("--reload")
    wait_until(lambda: _findings(site))
    assert "wake up" in _page(site, "/signs/asleep")
    site.kill()


def _deep_yaml(content):
    (content / "facts.yaml").write_text("a: " + "[" * 30_000 + "]" * 30_000)


def _deep_language(content):
    (content / "en/language.yaml").write_text("- " * 30_000)


def _pipe(content):
    os.mkfifo(content / "en/signs/pipe.md")


def _pipe_of_language(content):
    (content / "en/language.yaml").unlink()
    os.mkfifo(content / "en/language.yaml")


def _endless(content):
    (content / "facts.yaml").unlink()
    (content / "facts.yaml").symlink_to("/dev/zero")


def _name_in_latin_1(content):
    (content / os.fsdecode(b"en/signs/caf\xe9.md")).write_text("x")


def _deleted(content):
    shutil.rmtree(content)


def _round(content):
    shutil.rmtree(content)
    content.symlink_to(content)


def _a_file(content):
    shutil.rmtree(content)
    content.write_text("x")


def _no_language(content):
    (content / "en/language.yaml").unlink()


def _icon_folder(content):
    (content / "icons/icon.svg").mkdir(parents=True)


@pytest.mark.parametrize(
    "damage",
    [
        _deep_yaml, _deep_language, _pipe, _pipe_of_language, _endless, _name_in_latin_1,
        _deleted, _round, _a_file, _no_language, _icon_folder,
    ],
)  # fmt: skip
def test_nothing_ends_the_preview(reloading_site, tmp_path, damage):
    """Whatever happens to the folder, the preview says why it is not published, and recovers."""
    content = reloading_site.content
    shutil.copytree(content, tmp_path / "content")
    wait_until(lambda: _findings(reloading_site) == [])
    damage(content)
    wait_until(lambda: _findings(reloading_site))
    assert not any("internal error" in finding for finding in _findings(reloading_site))
    assert reloading_site.process.poll() is None

    if content.is_symlink() or content.is_file():
        content.unlink()
    shutil.rmtree(content, ignore_errors=True)
    shutil.copytree(tmp_path / "content", content)
    wait_until(lambda: _findings(reloading_site) == [])


def test_a_default_word_and_a_template_are_watched(tmp_path):
    """A change of `defaults/` or `pwa/` is published too, and a mistake in them is named."""
    for folder in ("server", "pwa", "defaults"):
        shutil.copytree(ROOT / folder, tmp_path / "tree" / folder)
    site = Site(tmp_path)
    site.publish()
    site.start("--reload", cwd=tmp_path / "tree")
    words = tmp_path / "tree/defaults/en/interface.yaml"
    home = tmp_path / "tree/pwa/templates/home.html"
    written = {path: path.read_text("utf-8") for path in (words, home)}
    wait_until(lambda: "wake up" in _page(site, "/signs/asleep"))

    words.write_text(written[words].replace("every_sign: ", "every_sign: New ", 1))
    wait_until(lambda: "New " in _page(site, "/signs"))
    for path, wrong in ((words, 'a: "b\n'), (home, "{% if %}")):
        path.write_text(wrong)
        name = path.relative_to(tmp_path / "tree").as_posix()
        wait_until(lambda name=name: any(f"{name}:1" in finding for finding in _findings(site)))
        path.write_text(written[path])
        wait_until(lambda: _findings(site) == [])
    site.kill()
