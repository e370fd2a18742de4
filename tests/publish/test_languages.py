"""Publish and rollback of a translation from the command line, and what is wrong with its folder.

tests/web/test_languages.py serves several languages.
"""

import os

import pytest

from server.release.store import Store
from tests.support.site import Site, run
from tests.support.translated import add_language

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
