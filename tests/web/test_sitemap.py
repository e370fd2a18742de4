"""The sitemap lists each page once, and names its alternates as the page does."""

from datetime import date

from server.feedback.store import FeedbackStore
from server.publish.publish import publish_content
from server.release.store import Store
from server.web.app import create_app
from server.web.current import Releases
from tests.support.head import path_of
from tests.support.origin import LISTED, ORIGIN, client_of, head, rows, text
from tests.support.running import running
from tests.support.translated import add_language

TODAY = date(2026, 11, 28)


async def test_the_sitemap_lists_every_page_once(origin_client):
    """The sitemap has all pages but forms, their answers and errors, and robots.txt names it."""
    response = await origin_client.get("/sitemap.xml")

    assert response.headers["content-type"] == "application/xml"
    assert await rows(origin_client) == {ORIGIN + path: {} for path in LISTED}
    assert await text(origin_client, "/robots.txt") == (
        f"User-agent: *\nAllow: /\nSitemap: {ORIGIN}/sitemap.xml\n"
    )


async def test_the_sitemap_lists_every_language_with_its_alternates(linked_client):
    """A page is listed in each language that has it, with all of them; an old address is not."""
    listed = await rows(linked_client)
    both = {
        "en": f"{ORIGIN}/signs/asleep",
        "es": f"{ORIGIN}/es/signs/asleep",
        "x-default": f"{ORIGIN}/signs/asleep",
    }

    assert listed[both["en"]] == listed[both["es"]] == both
    assert listed[f"{ORIGIN}/es/"]["en"] == f"{ORIGIN}/"
    assert listed[f"{ORIGIN}/signs/beep"] == {}
    assert f"{ORIGIN}/es/signs/beep" not in listed
    assert f"{ORIGIN}/signs/alarm" not in listed
    for address in listed:
        assert (await linked_client.get(path_of(address))).status_code == 200
    assert (await linked_client.get("/es/sitemap.xml")).status_code == 404


async def test_a_page_and_the_sitemap_name_the_same_alternates(linked_client):
    """Each listed page names itself as the only address, and its alternates name it back."""
    for address, alternates in (await rows(linked_client)).items():
        own = await head(linked_client, path_of(address))
        assert own.canonical == [address]
        assert own.alternates == alternates
        for other in alternates.values():
            assert (await head(linked_client, path_of(other))).alternates == alternates


async def test_a_language_that_is_not_offered_is_not_listed(draft, tmp_path):
    """A translation in progress is in no sitemap, and no page names it as an alternate."""
    add_language(draft.folder, offered=False)
    store = Store(tmp_path / "data")
    for lang in ("en", "es"):
        await publish_content(store, draft.folder, lang, TODAY)
    async with client_of(store) as app:
        client = app.test_client()

        assert not [address for address in await rows(client) if "/es/" in address]
        assert (await head(client, "/signs/asleep")).alternates == {}
        assert (await head(client, "/es/signs/asleep")).alternates == {}


async def test_a_correction_of_one_language_reaches_the_others(linked_store, draft):
    """Once a page is translated and published, the running server names it everywhere."""
    releases = Releases(linked_store, origin=ORIGIN)
    async with running(create_app(releases, FeedbackStore(linked_store.folder))) as app:
        client = app.test_client()
        assert (await head(client, "/signs/beep")).alternates == {}

        sign = (draft.folder / "en/signs/beep.md").read_text("utf-8")
        (draft.folder / "es/signs/beep.md").write_text(sign, "utf-8")
        await publish_content(linked_store, draft.folder, "es", TODAY)
        await releases.follow()

        assert (await head(client, "/signs/beep")).alternates["es"] == f"{ORIGIN}/es/signs/beep"
        assert f"{ORIGIN}/es/signs/beep" in await rows(client)
