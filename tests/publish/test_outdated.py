"""A start names each language of which a publish would make a newer release."""

import subprocess
import sys
from datetime import date

import pytest

from server.publish import fingerprint
from server.publish.outdated import warn_if_outdated
from server.publish.publish import publish_content
from server.release.store import Store
from tests.support.site import ROOT
from tests.support.translated import add_language

TODAY = date(2030, 2, 28)


@pytest.fixture
async def bilingual(tmp_path, draft):
    """A data folder with the current content in both languages."""
    add_language(draft.folder)
    store = Store(tmp_path / "data")
    for lang in ("en", "es"):
        await publish_content(store, draft.folder, lang, TODAY)
    return store


async def test_a_translation_that_was_not_published_is_named(bilingual, draft, caplog):
    """After new words only the language that was not published is named, with its command."""
    await warn_if_outdated(bilingual, draft.folder, "en")
    assert caplog.messages == []

    draft.change("es/signs/asleep.md", "Asleep in es", "Sleeping in es")
    await publish_content(bilingual, draft.folder, "en", TODAY)
    await warn_if_outdated(bilingual, draft.folder, "en")

    [warning] = caplog.messages
    current = bilingual.translation("es").pointer().current
    assert f"release {current} (es) was published; run `publish --lang es`" in warning


async def test_a_server_of_a_translation_is_not_misled(bilingual, draft, caplog):
    """With the translation as its language nothing is named that is current."""
    await warn_if_outdated(bilingual, draft.folder, "es")

    assert caplog.messages == []


async def test_a_translation_that_the_content_lacks_is_not_named(bilingual, draft, caplog):
    """A published translation without a folder in the content cannot be published again."""
    (draft.folder / "es").rename(draft.folder.parent / "es")
    await publish_content(bilingual, draft.folder, "en", TODAY)
    await warn_if_outdated(bilingual, draft.folder, "en")

    assert caplog.messages == []


async def test_a_missing_library_ends_no_server(bilingual, draft, caplog, monkeypatch):
    """A library that only `publish` needs may be missing: the log says that it cannot tell."""
    libraries = ("no-such-library", *fingerprint.LIBRARIES)
    monkeypatch.setattr(fingerprint, "LIBRARIES", libraries)
    await warn_if_outdated(bilingual, draft.folder, "en")

    assert caplog.messages == ["cannot tell whether the content has changed"]


def test_it_imports_nothing_that_reads_content():
    """A server that compares its content does not hold what reads it in memory."""
    code = "import sys, server.process.serve; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert "server.publish.outdated" in done.stdout.split()
    assert "server.authored.loader" not in done.stdout.split()
