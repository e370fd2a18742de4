"""Publish and rollback of a translation from the command line, and what is wrong with its folder.

tests/web/test_languages.py serves several languages.
"""

import os
import pwd
import re
import shutil

import pytest

from server.release.store import Store
from tests.support.mistakes import WITHOUT_PRIVILEGES
from tests.support.site import Site, answers, messages, run
from tests.support.translated import add_language

NOBODY = 65_534
PRIVATE_UMASK = ["sh", "-c", 'umask 077 && exec "$@"', "sh"]
LOUDER = "Speaker on.", "Speaker up."


@pytest.fixture
def corrected_site(tmp_path):
    """A site whose first screen was corrected in both languages, and the ids before that."""
    site = Site(tmp_path / "site")
    add_language(site.content)
    english = site.publish()
    spanish = Store(site.data / "es").pointer().current
    site.publish(("en/home.yaml", *LOUDER))
    site.publish(("es/home.yaml", *LOUDER), lang="es")
    return site, english, spanish


def test_rollback_needs_no_readable_content(corrected_site):
    """A language is found in the data folder, whatever is wrong with its authored files."""
    site, english, spanish = corrected_site
    (site.content / "es/language.yaml").write_text("name: [")
    folders = "--content", site.content, "--data", site.data
    back = run("rollback", *folders, "--lang", "es")
    gone = os.environ | {"SOS_CONTENT": str(site.content / "gone")}
    without = run("rollback", "--data", site.data, env=gone)

    assert back.stdout == f"rolled back to {spanish} (es) in {site.data}\n"
    assert without.stdout == f"rolled back to {english} (en) in {site.data}\n", without.stderr


@pytest.mark.parametrize("lang", ["sp", pytest.param("ES", marks=pytest.mark.slow)])
def test_rollback_of_a_mistyped_language_is_refused(corrected_site, lang):
    """A language that was not published is named with those that were; nothing goes back."""
    site, _, _ = corrected_site
    before = Store(site.data).pointer()
    done = run("rollback", "--data", site.data, "--lang", lang)

    assert done.returncode == 1
    assert done.stderr == (
        f"there is no release of '{lang}' in {site.data}, but of en, es;"
        " name one of these with --lang\n"
    )
    assert Store(site.data).pointer() == before


def test_releases_that_cannot_be_read_are_not_called_missing(corrected_site):
    """Rollback of a default language whose files this user may not read names no other one."""
    site, _, _ = corrected_site
    for database in site.data.glob("content-*.db"):
        database.chmod(0)
    done = run("rollback", "--data", site.data, "--lang", "en", before=WITHOUT_PRIVILEGES)

    assert done.returncode == 1
    assert done.stderr == (
        f"no release of 'en' can be read in {site.data}:"
        " its files are damaged, or closed to this user\n"
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_translation_that_root_publishes_belongs_to_the_server(tmp_path):
    """A first publish by root under umask 077 leaves a folder that the server's user enters."""
    site = Site(tmp_path / "site")
    add_language(site.content)
    site.data.mkdir()
    os.chown(site.data, NOBODY, NOBODY)
    folders = "--content", site.content, "--data", site.data
    done = run("publish", *folders, "--lang", "es", before=PRIVATE_UMASK)
    found = [path.stat() for path in (site.data / "es", *(site.data / "es").iterdir())]

    assert done.returncode == 0, done.stderr
    assert {status.st_uid for status in found} == {NOBODY}
    assert [status.st_mode & 0o777 for status in found] == [0o755, *[0o644] * (len(found) - 1)]


def test_publish_names_the_language_of_a_translation(tmp_path):
    """`publish --lang` says which language it published, or left as it was."""
    site = Site(tmp_path / "site")
    add_language(site.content)
    commands = ("publish", "--content", site.content, "--data", site.data, "--lang", "es")
    first, second = run(*commands), run(*commands)

    assert re.match(r"published \w+ \(es, new: \d+ pages\) from ", first.stdout)
    assert re.match(r"unchanged \w+: es, nothing new from ", second.stdout)


def test_a_closed_folder_of_a_translation_holds_nothing_back(tmp_path):
    """A translation that this user may not enter is named by `publish` and by the server."""
    site = Site(tmp_path / "site")
    add_language(site.content)
    (site.data / "es").mkdir(parents=True)
    (site.data / "es").chmod(0)
    folders = "--content", site.content, "--data", site.data
    done = run("publish", *folders, before=WITHOUT_PRIVILEGES)
    site.launch(before=WITHOUT_PRIVILEGES)
    site.wait_serving()
    is_up = answers(site.base)
    site.kill()
    (site.data / "es").chmod(0o755)
    user = pwd.getpwuid(os.geteuid()).pw_name
    remedy = f"Permission denied; run `sudo chown -R {user}: {site.data}"

    assert done.stdout.startswith("published "), done.stderr
    assert done.stderr.startswith("es is not published: cannot use ")
    assert remedy in done.stderr
    assert is_up
    logged = [line for line in messages(site.errors.read_text()) if "cannot use" in line]
    assert logged == [f"cannot use {site.data}/es: {remedy}/es`"]


def test_a_copy_in_place_of_a_translation_holds_nothing_back(tmp_path):
    """A correction is published although the folder of a translation serves another app."""
    site = Site(tmp_path / "site")
    site.publish()
    shutil.copytree(site.data, site.data / "es")
    add_language(site.content)
    done = run("publish", "--content", site.content, "--data", site.data)

    assert done.stdout.startswith("published "), done.stderr
    assert done.stderr.startswith(f"es is not published: {site.data}/es serves ")


def test_a_folder_that_sqlite_cannot_open_holds_nothing_back(tmp_path):
    """A correction is published although SQLite opens no path as long as the translation's."""
    lang = f"es-{'x' * 40}"
    folder = tmp_path / ("x" * 150)
    site = Site(folder / ("x" * (400 - len(f"{folder}//data"))))  # the limit is 512
    add_language(site.content, lang)
    done = run("publish", "--content", site.content, "--data", site.data)

    assert done.stdout.startswith("published "), done.stderr
    assert done.stderr.startswith(f"{lang} is not published: cannot write to the data folder ")
