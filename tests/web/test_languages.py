"""One server, several languages: each below its base, published, rolled back and damaged alone."""

import asyncio
import json
from datetime import date
from pathlib import Path

import pytest

from server.feedback.store import FeedbackStore
from server.publish.publish import publish_content, roll_back, store_of
from server.publish.recover import recover_all
from server.release.store import Store
from server.web.app import create_app
from server.web.current import Releases
from server.web.static_site import export
from tests.support.draft import Draft
from tests.support.running import running
from tests.support.translated import add_language, publish_languages, take

TODAY = date(2026, 11, 28)


@pytest.fixture(scope="module")
def bilingual_folder(tmp_path_factory):
    """A draft in two languages, published."""
    draft = Draft(tmp_path_factory.mktemp("bilingual"))
    add_language(draft.folder)
    publish_languages(draft, ("en", "es"))
    return draft.folder.parent


@pytest.fixture
def bilingual_store(bilingual_folder, draft):
    """A data folder with both languages published."""
    return take(bilingual_folder, draft)


@pytest.fixture
async def bilingual_client(bilingual_store):
    async with running(
        create_app(Releases(bilingual_store), FeedbackStore(bilingual_store.folder))
    ) as app:
        yield app.test_client()


async def text(client, path: str) -> str:
    return await (await client.get(path)).get_data(as_text=True)


@pytest.mark.parametrize("path", ["/es/", "/es", "/es/signs/asleep/", "/es/sw.js", "/es/start.js"])
async def test_a_translation_is_served_below_its_base(bilingual_client, path):
    """Pages, scripts and the worker of a translation are served below `/es/`."""
    assert (await bilingual_client.get(path)).status_code == 200


async def test_each_language_answers_in_itself(bilingual_client):
    """Pages, API, search and the page for a wrong address are in the language of their address."""
    found = json.loads(await text(bilingual_client, "/es/api/v1/search?q=passed%20out"))
    missing = await bilingual_client.get("/es/signs/nothing")

    assert "Asleep in es" in await text(bilingual_client, "/es/signs/asleep")
    assert "Won't wake up" in (await text(bilingual_client, "/signs/asleep")).replace("&#39;", "'")
    assert found["results"][0]["title"] == "Asleep in es"
    assert found["results"][0]["url"] == "/es/signs/asleep"
    assert 'href="/es/signs/asleep"' in await text(bilingual_client, "/es/search?q=passed%20out")
    assert missing.status_code == 404
    assert '<html lang="es">' in await missing.get_data(as_text=True)
    assert '<html lang="en">' in await text(bilingual_client, "/signs/nothing")


async def test_the_bodies_of_all_languages_have_one_address(bilingual_client, bilingual_store):
    """Bodies of every language are below `/c/` at the root."""
    spanish = await bilingual_store.translation("es").read(
        bilingual_store.translations()["es"].pointer().current
    )
    for file in spanish.release.files[:5]:
        assert (await bilingual_client.get(f"/c/{file.sha256}")).status_code == 200


async def test_readiness_names_every_release(bilingual_client, bilingual_store):
    """/readyz has the id of the default release and that of each translation."""
    answer = json.loads(await text(bilingual_client, "/readyz"))

    assert answer["release"] == bilingual_store.pointer().current
    assert answer["translations"] == {"es": bilingual_store.translation("es").pointer().current}


async def test_publish_and_rollback_of_a_translation_touch_no_other(bilingual_store, draft):
    """Publishing a translation changes no pointer, database or byte of the default language."""
    english = {
        path: path.read_bytes() for path in bilingual_store.folder.iterdir() if path.is_file()
    }
    spanish = store_of(bilingual_store, draft.folder, "es")
    first = spanish.pointer().current
    draft.change("es/signs/asleep.md", "Asleep in es", "Dormida")
    second = (await publish_content(bilingual_store, draft.folder, "es", TODAY)).id

    assert second != first
    assert await roll_back(spanish) == first
    assert {
        path: path.read_bytes() for path in bilingual_store.folder.iterdir() if path.is_file()
    } == english


async def test_a_newer_release_of_a_translation_is_followed(bilingual_store, draft):
    """A running server swaps to a newer translation, and to one that is new since its start."""
    add_language(draft.folder, "fr")
    releases = Releases(bilingual_store)
    async with running(create_app(releases, FeedbackStore(bilingual_store.folder))) as app:
        client = app.test_client()
        assert (await client.get("/fr/")).status_code == 404
        await publish_content(bilingual_store, draft.folder, "fr", TODAY)
        await releases.follow()

        assert (await client.get("/fr/")).status_code == 200
        assert (await client.get("/es/")).status_code == 200


async def test_a_damaged_translation_harms_no_other_language(bilingual_store, draft):
    """A damaged translation is 404 until the next start rebuilds it; English is served."""
    spanish = bilingual_store.translation("es")
    database = spanish.database(spanish.pointer().current)
    database.write_bytes(b"damaged")
    async with running(
        create_app(Releases(bilingual_store), FeedbackStore(bilingual_store.folder))
    ) as app:
        client = app.test_client()
        assert (await client.get("/")).status_code == 200
        assert (await client.get("/es/")).status_code == 404
    assert await recover_all(bilingual_store, draft.folder, "en") is None

    assert (await spanish.read(spanish.pointer().current)).release.id == spanish.pointer().current


async def test_two_faults_at_once_are_logged_once_each(bilingual_store, draft, monkeypatch, caplog):
    """A damaged release is not read again at once because translations cannot be listed either."""
    releases = Releases(bilingual_store)
    await releases.load()
    draft.change("en/signs/asleep.md", "Won't wake up", "Will not wake")
    await publish_content(bilingual_store, draft.folder, "en", TODAY)
    bilingual_store.database(bilingual_store.pointer().current).write_bytes(b"damaged")

    def broken_disk(*_: object) -> None:
        raise OSError("the disk cannot be read")

    monkeypatch.setattr(Path, "glob", broken_disk)
    for _ in range(4):
        await releases.follow()

    errors = [record for record in caplog.records if record.levelname == "ERROR"]
    said = [error.getMessage().rpartition(": ")[2] for error in errors]
    assert said == ["file is not a database", "the disk cannot be read"]


async def test_an_export_holds_every_language(bilingual_store, tmp_path):
    """An export has the translation in its own folder; both share the bodies."""
    english = await bilingual_store.read(bilingual_store.pointer().current)
    spanish = bilingual_store.translation("es")
    folder = tmp_path / "site"
    await asyncio.to_thread(
        export, english, folder, {"es": await spanish.read(spanish.pointer().current)}
    )
    mapping = json.loads((folder / "mapping.json").read_text("utf-8"))

    assert '<html lang="es">' in (folder / "es/index.html").read_text("utf-8")
    assert mapping["/es/sw.js"]["cache-control"] == "no-store"
    assert mapping["/es/signs/asleep"]["file"] == "es/signs/asleep.html"
    assert (folder / "index.html").exists()


@pytest.mark.parametrize("offered", [True, False])
async def test_what_pages_link_to_is_there_from_the_start(tmp_path, draft, offered):
    """A new data folder gets the offered translations with the default language."""
    add_language(draft.folder, offered=offered)
    store = Store(tmp_path / "new")

    assert await recover_all(store, draft.folder, "en") is None
    assert list(store.translations()) == (["es"] if offered else [])
