"""`new` writes a small app that works at once."""

import pytest

from server import paths
from server.authored.loader import default_words
from server.authored.yaml_files import parse_yaml
from tests.support.pages import one_of_each_kind, reads, served_pages
from tests.support.phone_actions import save
from tests.support.site import Site, run


def test_from_nothing_to_a_phone_without_a_network(tmp_path, chromium):
    """new, check, publish and serve; then a phone reads a page of each kind, the server dead."""
    written = run("new", tmp_path / "app")
    checked = run("check", "--content", tmp_path / "app")
    assert (written.returncode, written.stderr) == (0, "")
    assert checked.stdout == "content OK: 1 sign, 1 step sheet, 1 article, 5 facts, 2 countries\n"

    site = Site(tmp_path / "site", tmp_path / "app")
    for days in ("review_days: 365", "helpline_days: 90"):  # read alike on every day
        site.publish(("en/style.yaml", days, f"{days}00"))
    site.start()
    phone = save(chromium(site.base))
    site.kill()
    phone.restart()

    reads(phone, one_of_each_kind(served_pages(site.data)))


@pytest.mark.parametrize("name", ["full", "full/page.md"])
def test_what_is_there_already_is_never_overwritten(tmp_path, name):
    """A folder that is not empty, and a file, are refused in one line."""
    (tmp_path / "full").mkdir()
    page = tmp_path / "full/page.md"
    page.write_text("mine")
    done = run("new", tmp_path / name)

    assert (done.returncode, done.stdout) == (1, "")
    assert str(tmp_path / name) in done.stderr
    assert "name a" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert [path.read_text() for path in page.parent.iterdir()] == ["mine"]


def test_every_default_word_is_there_as_a_comment(tmp_path):
    """interface.yaml of a new app has every default word as a comment."""
    run("new", tmp_path / "app")
    text = (tmp_path / "app/en/interface.yaml").read_text("utf-8")
    own = parse_yaml(text)
    default = text.partition("suddenly.")[2].partition("\n\n")[2].replace("# ", "", 1)
    commented = parse_yaml(default.replace("\n# ", "\n"))

    assert own.keys() | commented.keys() >= default_words("en").keys()
    assert not own.keys() & commented.keys()


@pytest.mark.parametrize("folder", [paths.STARTER, paths.DEFAULTS], ids=["starter", "defaults"])
def test_what_every_app_begins_with_names_no_medicine_of_ours(folder):
    """The default words and the small app do not name this app or its medicine."""
    files = [path for path in folder.rglob("*") if path.is_file()]

    assert files
    assert [path for path in files if "baclofen" in path.read_text("utf-8").lower()] == []
