"""With an origin, search engines and shared links get one address, a picture and a description."""

import json
import re
from datetime import date
from xml.etree import ElementTree

import jsonschema_rs
import pytest

from server.addresses import HEADS
from server.authored.svg import png_size
from server.feedback.store import FeedbackStore
from server.paths import CONTENT
from server.process.settings import check_origin
from server.process.sockets import ServeError
from server.publish.publish import publish_content
from server.release.store import Store
from server.web.app import create_app
from server.web.current import Releases
from server.web.origin import NAMESPACE, XHTML
from server.web.static_site import export
from tests.support.head import Head, path_of
from tests.support.rendered import TITLES
from tests.support.running import running
from tests.support.site import run
from tests.support.translated import add_language

ORIGIN = "https://sos.example.org"
TODAY = date(2026, 11, 28)
UNLISTED = ("/404", "/feedback", "/offline", "/reset", "/search")
LISTED = [path for path in TITLES if not path.startswith(UNLISTED)]
SHARED = (CONTENT / "en/shared.png").read_bytes()
ADDRESS = {"type": "string", "pattern": f"^{ORIGIN}/"}
# What schema.org says of these types, as far as a page uses it; nothing else may be claimed.
DESCRIBED = {
    "type": "object",
    "properties": {
        "@context": {"const": "https://schema.org"},
        "@type": {"enum": ["MedicalWebPage", "WebPage"]},
        "url": ADDRESS,
        "name": {"type": "string", "minLength": 1},
        "description": {"type": "string", "minLength": 1},
        "inLanguage": {"enum": ["en", "es"]},
        "isPartOf": {
            "properties": {"@type": {"const": "WebSite"}, "name": {}, "url": ADDRESS},
            "required": ["@type", "name", "url"],
            "additionalProperties": False,
        },
        "license": {"type": "string", "pattern": "^https://"},
        "about": {
            "properties": {"@type": {"const": "Drug"}, "name": {"type": "string"}},
            "required": ["@type", "name"],
            "additionalProperties": False,
        },
    },
    "required": ["@context", "@type", "url", "name", "description", "inLanguage", "isPartOf"],
    "additionalProperties": False,
}


def client_of(store: Store, origin: str = ORIGIN):
    return running(create_app(Releases(store, origin=origin), FeedbackStore(store.folder)))


async def text(client, path: str) -> str:
    return await (await client.get(path)).get_data(as_text=True)


async def head(client, path: str) -> Head:
    return Head(await text(client, path))


async def rows(client) -> dict[str, dict[str, str]]:
    """The alternates of each address in the sitemap."""
    root = ElementTree.fromstring(await text(client, "/sitemap.xml"))
    found = {}
    for row in root.iter(f"{{{NAMESPACE}}}url"):
        links = {link.get("hreflang"): link.get("href") for link in row.iter(f"{{{XHTML}}}link")}
        address = row.find(f"{{{NAMESPACE}}}loc").text
        assert address not in found
        found[address] = links
    return found


@pytest.fixture
async def found(data_folder):
    """A client of an app that knows its origin; its content has no picture."""
    async with client_of(Store(data_folder)) as app:
        yield app.test_client()


@pytest.fixture
async def linked_store(tmp_path, draft):
    """Two languages, one of which lacks pages; one page has an old address."""
    draft.change("en/signs/beep.md", "group: pump", "was: [/signs/alarm]\ngroup: pump")
    for lang in ("en", "es"):
        if lang != "en":
            add_language(draft.folder)
        (draft.folder / lang / "shared.png").write_bytes(SHARED)
    store = Store(tmp_path / "data")
    for lang in ("en", "es"):
        await publish_content(store, draft.folder, lang, TODAY)
    return store


@pytest.fixture
async def linked_client(linked_store):
    async with client_of(linked_store) as app:
        yield app.test_client()


async def test_the_sitemap_lists_every_page_once(found):
    """The sitemap has all pages but forms, their answers and errors, and robots.txt names it."""
    response = await found.get("/sitemap.xml")

    assert response.headers["content-type"] == "application/xml"
    assert await rows(found) == {ORIGIN + path: {} for path in LISTED}
    assert await text(found, "/robots.txt") == (
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


async def test_without_a_picture_none_is_announced(found):
    """Content without a picture is shared with its title and its sentence."""
    meta = (await head(found, "/signs/asleep")).meta

    assert meta["og:title"]
    assert not [name for name in meta if name.startswith(("og:image", "twitter:"))]
    assert (await found.get("/shared.png")).status_code == 404


async def test_what_is_said_of_a_page_is_true(found):
    """The JSON-LD of each page has known types, and does not claim a review that never was."""
    valid = jsonschema_rs.validator_for(DESCRIBED)
    for path in LISTED:
        page = await text(found, path)
        [described] = Head(page).data
        valid.validate(described)
        assert described["url"] == ORIGIN + path
        assert f'<html lang="{described["inLanguage"]}"' in page
        assert ("about" in described) == (described["@type"] == "MedicalWebPage")
        assert described.get("about", {}).get("name") in (None, "examplin")


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("/", "MedicalWebPage"),
        ("/signs", "MedicalWebPage"),
        ("/signs/asleep", "MedicalWebPage"),
        ("/steps/first-minute", "MedicalWebPage"),
        ("/articles/what-it-is", "MedicalWebPage"),
        ("/help", "MedicalWebPage"),
        ("/about", "WebPage"),
        ("/install", "WebPage"),
        ("/more", "WebPage"),
    ],
)
async def test_only_a_page_about_the_medicine_is_medical(found, path, type_):
    """The JSON-LD of a page about the app itself is not that of a medical page."""
    assert (await head(found, path)).data[0]["@type"] == type_


async def test_a_reviewed_page_says_by_whom(draft, tmp_path):
    """The JSON-LD of a reviewed page names reviewer and day; that of other pages does not."""
    review = "reviewed: {name: 'Dr </script> Name', role: toxicologist, on: 2026-06-01}\ngroup:"
    draft.change("en/signs/asleep.md", "group:", review)
    store = Store(tmp_path / "data")
    await publish_content(store, draft.folder, "en", TODAY)
    async with client_of(store) as app:
        described = (await head(app.test_client(), "/signs/asleep")).data[0]
        other = (await head(app.test_client(), "/signs/beep")).data[0]

    assert described["lastReviewed"] == "2026-06-01"
    assert described["reviewedBy"] == {
        "@type": "Person",
        "name": "Dr </script> Name",
        "jobTitle": "toxicologist",
    }
    assert not other.keys() & {"lastReviewed", "reviewedBy"}


@pytest.mark.parametrize(
    "path", ["/feedback", "/404", "/offline", "/search", "/embed/signs/asleep", "/nope", HEADS]
)
async def test_what_is_not_listed_is_not_described(found, path):
    """Forms, errors, cards in frames and data name no address to search engines."""
    page = await text(found, path)

    assert "og:" not in page.partition("<body")[0].replace(HEADS, "") or path == HEADS
    assert ORIGIN not in page


async def test_only_the_head_of_a_page_knows_the_origin(found, client, sample_build):
    """Only the block in the head has the origin; what a phone stores by its hash has no block."""
    files = {file.path: file.sha256 for file in sample_build.release.files}
    for path in LISTED:
        plain, full = await text(client, path), await text(found, path)
        before, _, rest = full.partition('<link rel="canonical"')
        _, _, after = rest.partition("</script>\n")

        assert rest
        assert before + after == plain
        assert await text(found, f"/c/{files[path]}") == plain
        assert ORIGIN not in plain


async def test_a_described_page_is_sent_like_any_other(found):
    """A page with the block is compressed, has its ETag, and answers 304 and 206."""
    page = await found.get("/signs/asleep", headers={"accept-encoding": "br"})
    etag = page.headers["etag"]
    again = await found.get(
        "/signs/asleep", headers={"accept-encoding": "br", "if-none-match": etag}
    )
    part = await found.get("/signs/asleep", headers={"range": "bytes=0-8"})

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


@pytest.mark.parametrize(
    "origin", ["sos.example.org", "https://a.org/", "https://a.org/x", "ftp://a"]
)
def test_a_wrong_origin_is_refused(origin):
    """An address without a scheme, or with a path, is refused with an example of a right one."""
    with pytest.raises(ServeError, match="write it as https"):
        check_origin(origin)


@pytest.mark.parametrize(
    ("origin", "usual"),
    [
        (" https://a.org ", "https://a.org"),
        ("https://a.org:", "https://a.org"),
        ("https://a.org:443", "https://a.org"),
        ("HTTPS://A.org", "https://a.org"),
        ("https://a.org.", "https://a.org"),
        ("https://a.org\n", "https://a.org"),
        ("https://b\u00fccher.example:8443", "https://xn--bcher-kva.example:8443"),
        ("https://stra\u00dfe.example", "https://xn--strae-oqa.example"),
        ("https://[0::1]", "https://[::1]"),
        ("https://a.org:99999", "https://example.org,"),
        ("https://a.org:0", "https://example.org,"),
        ('https://a"b.org', "https://example.org,"),
        ("https://*.a.org", "https://example.org,"),
        ("https://a.org,https://b.org", "https://example.org,"),
    ],
)
def test_an_origin_is_written_as_browsers_do(origin, usual):
    """Any other spelling would be in every page and the sitemap; the message has the usual one."""
    with pytest.raises(ServeError, match=f"write it as {re.escape(usual)}"):
        check_origin(origin)


@pytest.mark.parametrize(
    "origin", ["", "https://a.org", "http://a_b.org:8080", "https://[::1]:8443", "https://10.0.0.7"]
)
def test_a_usual_origin_is_accepted(origin):
    """A host name or an address, with a port if it is not the usual one, is an origin."""
    check_origin(origin)


def test_export_refuses_a_wrong_origin(tmp_path):
    """`export` with a wrong origin says how to write one, and writes nothing."""
    done = run("export", "--origin", "sos.example.org", "--data", tmp_path, tmp_path / "site")

    assert done.returncode == 1
    assert "write it as https" in done.stderr
    assert not (tmp_path / "site").exists()
