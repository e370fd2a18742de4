"""With an origin, search engines and shared links get one address, a picture and a description."""

import json

import pytest

from server.addresses import HEADS
from server.authored.svg import png_size
from server.web.static_site import export
from tests.support.head import path_of
from tests.support.origin import LISTED, ORIGIN, head, rows, text


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/signs/asleep", "/signs/asleep"),
        ("/signs/asleep/", "/signs/asleep"),
        ("/signs/asleep?utm=1", "/signs/asleep"),
        ("/es", "/es/"),
        ("/es/signs/asleep/", "/es/signs/asleep"),
        ("/es/signs/beep", "/signs/beep"),  # not translated: it has the original's words
    ],
)
async def test_a_page_has_one_address(linked_client, path, address):
    """Each spelling of an address names the same one, and so does what is shared."""
    found = await head(linked_client, path)

    assert found.canonical == [ORIGIN + address]
    assert found.meta["og:url"] == found.data[0]["url"] == ORIGIN + address


async def test_an_old_address_names_the_new_one(linked_client):
    """A renamed page is found and shared at its new address only."""
    found = await head(linked_client, "/signs/alarm")

    assert found.canonical == [f"{ORIGIN}/signs/beep"]
    assert found.meta["og:url"] == f"{ORIGIN}/signs/beep"
    assert found.alternates == {}


async def test_a_shared_link_has_a_title_a_sentence_and_a_picture(linked_client):
    """Open Graph has what a chat app shows, in the language of the page."""
    english, spanish = [
        (await head(linked_client, f"{base}/signs/asleep")).meta for base in ("", "/es")
    ]

    assert english["og:title"] == "Won't wake up · Examplin overdose"
    assert english["og:site_name"] == "Examplin SOS"
    assert english["og:description"] == english["description"]
    assert spanish["og:title"] == "Asleep in es · Examplin overdose"
    assert spanish["og:image"] == f"{ORIGIN}/es/shared.png"
    assert english["twitter:card"] == "summary_large_image"
    for meta in (english, spanish):
        picture = await linked_client.get(path_of(meta["og:image"]))
        size = png_size(await picture.get_data())
        assert picture.status_code == 200
        assert picture.headers["content-type"] == meta["og:image:type"] == "image/png"
        assert size == (1200, 630) == (int(meta["og:image:width"]), int(meta["og:image:height"]))
        assert (
            meta["og:image:alt"]
            == "Examplin SOS: Signs of examplin overdose and of sudden withdrawal"
        )


async def test_without_a_picture_none_is_announced(origin_client):
    """Content without a picture is shared with its title and its sentence."""
    meta = (await head(origin_client, "/signs/asleep")).meta

    assert meta["og:title"]
    assert not [name for name in meta if name.startswith(("og:image", "twitter:"))]
    assert (await origin_client.get("/shared.png")).status_code == 404


@pytest.mark.parametrize(
    "path", ["/feedback", "/404", "/offline", "/search", "/embed/signs/asleep", "/nope", HEADS]
)
async def test_what_is_not_listed_is_not_described(origin_client, path):
    """Forms, errors, cards in frames and data name no address to search engines."""
    page = await text(origin_client, path)

    assert "og:" not in page.partition("<body")[0].replace(HEADS, "") or path == HEADS
    assert ORIGIN not in page


async def test_only_the_head_of_a_page_knows_the_origin(origin_client, client, sample_build):
    """Only the block in the head has the origin; what a phone stores by its hash has no block."""
    files = {file.path: file.sha256 for file in sample_build.release.files}
    for path in LISTED:
        plain, full = await text(client, path), await text(origin_client, path)
        before, _, rest = full.partition('<link rel="canonical"')
        _, _, after = rest.partition("</script>\n")

        assert rest
        assert before + after == plain
        assert await text(origin_client, f"/c/{files[path]}") == plain
        assert ORIGIN not in plain


async def test_a_described_page_is_sent_like_any_other(origin_client):
    """A page with the block is compressed, has its ETag, and answers 304 and 206."""
    page = await origin_client.get("/signs/asleep", headers={"accept-encoding": "br"})
    etag = page.headers["etag"]
    again = await origin_client.get(
        "/signs/asleep", headers={"accept-encoding": "br", "if-none-match": etag}
    )
    part = await origin_client.get("/signs/asleep", headers={"range": "bytes=0-8"})

    assert page.headers["content-encoding"] == "br"
    assert page.headers["cache-control"] == "no-cache"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert (again.status_code, await again.get_data()) == (304, b"")
    assert (part.status_code, await part.get_data()) == (206, b"<!doctype")


async def test_without_an_origin_nothing_is_said(client):
    """A server without an origin has no sitemap and no canonical address."""
    found = await head(client, "/signs/asleep")

    assert (await client.get("/sitemap.xml")).status_code == 404
    assert (found.canonical, found.alternates, found.data) == ([], {}, [])
    assert not [name for name in found.meta if name.startswith("og:")]


async def test_an_exported_site_says_the_same(linked_store, linked_client, tmp_path):
    """An export with an origin has the bytes of the server; without one it says nothing."""
    stored = await linked_store.read(linked_store.pointer().current)
    spanish = linked_store.translations()["es"]
    translations = {"es": await spanish.read(spanish.pointer().current)}
    export(stored, tmp_path / "site", translations, ORIGIN)
    export(stored, tmp_path / "bare", translations)
    mapping = json.loads((tmp_path / "site/mapping.json").read_text())

    addresses = [
        *map(path_of, await rows(linked_client)),
        "/sitemap.xml",
        "/robots.txt",
        "/shared.png",
    ]
    assert len(addresses) >= 30
    for address in addresses:
        file = mapping[address]["file"]
        served = await (await linked_client.get(address)).get_data()
        assert (tmp_path / "site" / file).read_bytes() == served, address
    assert not (tmp_path / "bare/sitemap.xml").exists()
    assert "og:" not in (tmp_path / "bare/index.html").read_text("utf-8").partition("<body")[0]
