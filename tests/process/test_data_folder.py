"""A data folder in a bad state: nothing is deleted, pages are served, the log says what to do."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import pytest

from server.publish.outdated import warn_if_outdated
from server.release.store import Store
from tests.support.mistakes import WITHOUT_PRIVILEGES
from tests.support.older_schema import to_schema_0
from tests.support.site import ROOT, Site, answers, run, wait_until
from tests.support.translated import add_language

SLOW = pytest.mark.slow
NOBODY = 65_534
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def served(site: Site) -> str:
    with urllib.request.urlopen(f"{site.base}/readyz", timeout=60) as response:
        return json.load(response)["release"]


def translations(site: Site) -> set[str]:
    with urllib.request.urlopen(f"{site.base}/readyz", timeout=60) as response:
        return set(json.load(response)["translations"])


def databases(site: Site) -> set[str]:
    return {path.name for path in site.data.glob("content-*.db")}


def logged(site: Site, level: str) -> list[str]:
    """The messages of a level in the log."""
    lines = site.errors.read_text().splitlines()
    entries = [json.loads(line) for line in lines if line.startswith("{")]
    return [entry["message"] for entry in entries if entry["level"] == level]


@pytest.fixture
def two_releases(tmp_path, published_sample):
    """A site with two releases, the second of other content, and their ids."""
    site = Site(tmp_path / "site")
    shutil.copytree(published_sample, site.data)
    older = Store(site.data).pointer().current
    newer = site.publish(("en/home.yaml", "Speaker on.", "Speaker up."))
    yield site, older, newer
    site.kill()


@pytest.mark.parametrize(
    "lost",
    [b'{"current": "\xff"}', pytest.param(b"x", marks=SLOW), pytest.param(None, marks=SLOW)],
    ids=["damaged", "no JSON", "gone"],
)
def test_without_its_pointer_the_newest_release_is_served(two_releases, lost):
    """A damaged or missing current.json is logged, and `rollback` still reaches every release."""
    site, older, newer = two_releases
    pointer = site.data / "current.json"
    shutil.copytree(site.content, site.content.with_name("draft"))
    (site.content / "en/home.yaml").write_text("a draft that is wrong")
    pointer.write_bytes(lost) if lost else pointer.unlink()
    before = databases(site)
    site.start()

    assert served(site) == newer
    assert databases(site) == before
    [error] = logged(site, "error")
    assert f"current.json is {'damaged' if lost else 'gone'}: serving {newer}" in error
    back = run("rollback", "--data", site.data).stdout
    assert back == f"rolled back to {older} (en) in {site.data}\n"


def test_a_lost_release_that_the_content_no_longer_makes_is_named(tmp_path):
    """If a lost release cannot be made again, the log says what is served instead."""
    site = Site(tmp_path)
    lost = site.publish()
    home = site.content / "en/home.yaml"
    home.write_text(home.read_text().replace("Speaker on.", "Speaker up."))
    Store(site.data).database(lost).write_bytes(b"no database")
    site.start()
    now = served(site)
    site.kill()

    assert now != lost
    assert any(
        f"release {lost} could not be rebuilt" in line and f"serving {now}" in line
        for line in logged(site, "error")
    )


def test_content_that_was_not_published_is_named(two_releases):
    """A start says when the content or the app is newer than the release that is served."""
    site, _, newer = two_releases
    home = site.content / "en/home.yaml"
    home.write_text(home.read_text().replace("Speaker up.", "Speaker loud."))
    site.start()
    wait_until(lambda: logged(site, "warning"))

    assert served(site) == newer
    [warning] = logged(site, "warning")
    assert f"has changed since release {newer} (en) was published; run `publish`" in warning


def test_content_that_makes_the_same_release_is_named_until_it_is_published(two_releases, caplog):
    """After a comment in a file `publish` says "unchanged", and then nothing is outdated."""
    site, _, newer = two_releases
    home = site.content / "en/home.yaml"
    home.write_text(home.read_text() + "# a comment\n")
    site.start()
    wait_until(lambda: logged(site, "warning"))
    [warning] = logged(site, "warning")
    site.kill()
    done = run("publish", "--content", site.content, "--data", site.data)
    asyncio.run(warn_if_outdated(Store(site.data), site.content, "en"))

    assert f"since release {newer} (en) was published" in warning
    assert done.stdout.startswith(f"unchanged {newer}: ")
    assert caplog.messages == []
    assert databases(site) == {f"content-{id_}.db" for id_ in Store(site.data).pointer().history}


def test_databases_of_version_0_1_are_served_and_gone_back_to(two_releases):
    """After an update of the app the older releases are served, and copied folders too."""
    site, older, newer = two_releases
    for id_ in (older, newer):
        to_schema_0(Store(site.data).database(id_))
    copied = site.data.with_name("copied")
    shutil.copytree(site.data, copied)
    site.data = copied
    site.start()

    assert served(site) == newer
    back = run("rollback", "--data", site.data).stdout
    assert back == f"rolled back to {older} (en) in {site.data}\n"
    wait_until(lambda: served(site) == older)


def test_a_copied_folder_is_tidied_by_its_server(two_releases):
    """A server deletes what the copied pointer no longer names, and nothing that is yet to come."""
    site, older, newer = two_releases
    store = Store(site.data)
    coming = store.database("0" * 64)
    site.start()
    shutil.copy(store.database(newer), coming)
    store.set_pointer(newer, [newer])
    wait_until(lambda: not store.database(older).exists())

    assert databases(site) == {store.database(newer).name, coming.name}
    assert served(site) == newer


def test_only_a_language_in_its_own_folder_is_served(two_releases):
    """A copy of the data folder in itself is not served, nor a translation that was deleted."""
    site, _, newer = two_releases
    add_language(site.content)
    site.publish(lang="es")
    site.start()
    shutil.copytree(site.data, site.data.with_name("copy"))
    site.data.with_name("copy").rename(site.data / "old")
    shutil.copytree(site.data / "es", site.data / "mx")
    add_language(site.content, "fr")
    site.publish(lang="fr")
    wait_until(lambda: "fr" in translations(site))
    assert translations(site) == {"es", "fr"}
    shutil.rmtree(site.data / "es")
    wait_until(lambda: translations(site) == {"fr"})
    assert not answers(f"{site.base}/old/signs")
    assert not answers(f"{site.base}/es/")
    assert served(site) == newer
    gone = f"{site.data / 'es'} is gone; its language is no longer served"
    assert logged(site, "warning")[-1] == gone


@pytest.mark.parametrize("content", ["gone", pytest.param("closed/content", marks=SLOW)])
@pytest.mark.parametrize("pointer", ["kept", pytest.param("lost", marks=SLOW)])
def test_content_that_is_gone_does_not_stop_a_published_site(two_releases, content, pointer):
    """If the authored files are gone or may not be reached, what is published is served."""
    site, _, newer = two_releases
    closed = site.content.with_name("closed")
    shutil.copytree(site.content, closed / "content")
    site.content = site.content.parent / content
    closed.chmod(0)
    if pointer == "lost":
        (site.data / "current.json").unlink()
    site.launch(before=WITHOUT_PRIVILEGES)
    site.wait_serving()
    closed.chmod(0o755)

    assert served(site) == newer
    assert logged(site, "error")[0] == (
        f"--content: there is no folder {site.content} that this user may enter;"
        f" serving what is published in {site.data}"
    )
    assert logged(site, "warning") == []


@AS_ROOT
def test_what_root_publishes_belongs_to_the_server(tmp_path, published_sample):
    """A publish by root under umask 077 leaves files that the user of the server reads."""
    site = Site(tmp_path / "site")
    shutil.copytree(published_sample, site.data)
    for path in (site.data, *site.data.iterdir()):
        os.chown(path, NOBODY, NOBODY)
    command = [sys.executable, "-m", "server", "publish", "--content", site.content]
    home = site.content / "en/home.yaml"
    home.write_text(home.read_text().replace("Speaker on.", "Speaker up."))
    done = subprocess.run(
        ["sh", "-c", 'umask 077 && exec "$@"', "sh", *map(str, [*command, "--data", site.data])],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    found = {path.name: path.stat() for path in site.data.iterdir()}
    assert {(status.st_uid, status.st_gid) for status in found.values()} == {(NOBODY, NOBODY)}
    assert {status.st_mode & 0o777 for status in found.values()} == {0o644}


@pytest.fixture
def open_folder():
    """A folder that every user can open, unlike those of pytest."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@AS_ROOT
def test_a_pointer_of_another_user_does_not_end_the_server(open_folder, published_sample):
    """If the server may not read current.json, it serves the newest release and says so."""
    data = open_folder / "data"
    shutil.copytree(published_sample, data)
    os.chown(data, NOBODY, NOBODY)
    (data / "current.json").chmod(0o600)  # of root
    code = (
        "import asyncio, os, sys\n"
        "from pathlib import Path\n"
        "from server.publish.recover import recover\n"
        "from server.process.logs import start_logs\n"
        "from server.release.store import Store\n"
        f"os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})\n"
        "start_logs()\n"
        "store = Store(Path(sys.argv[1]))\n"
        "print(asyncio.run(recover(store, Path('/nowhere'), 'en')), store.pointer().current)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(data)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    [id_] = [path.stem.removeprefix("content-") for path in data.glob("content-*.db")]

    assert done.stdout == f"None {id_}\n", done.stderr
    assert "current.json is unreadable (Permission denied): serving" in done.stderr


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=SLOW)])
def test_sighup_ends_no_server(start_site, workers):
    """SIGHUP, which some tools send to reload settings, does not stop the server."""
    site = start_site("--workers", workers)
    children = Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children").read_text()
    for pid in (site.process.pid, *map(int, children.split())):
        os.kill(pid, signal.SIGHUP)

    assert answers(f"{site.base}/readyz")
    assert site.process.poll() is None


def test_as_process_1_it_survives_the_children_of_others(tmp_path, published_sample):
    """As process 1 of a container the supervisor is given orphans, and goes on."""
    site = Site(tmp_path / "site")
    shutil.copytree(published_sample, site.data)
    isolated = ["unshare", "--map-root-user", "--pid", "--fork", "--mount-proc", "--kill-child"]
    orphan = 'python=$1; shift; (sleep 1 & exec true); exec "$python" "$@"'
    python, *serve = map(str, [*site.command(), "--workers", 2])
    site.command = lambda: ["sh", "-c", orphan, "sh", python, *serve]
    site.launch(before=isolated)
    site.wait_serving()
    wait_until(lambda: "sleep" not in _names_below(site.process.pid))
    try:
        assert site.process.poll() is None, site.errors.read_text()
        assert answers(f"{site.base}/readyz")
        assert "Traceback" not in site.errors.read_text()
    finally:
        site.process.kill()
        site.process.wait()


def _names_below(pid: int) -> list[str]:
    """The programs that run below a process."""
    names = []
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        names += [Path(f"/proc/{child}/comm").read_text().strip(), *_names_below(int(child))]
    return names
