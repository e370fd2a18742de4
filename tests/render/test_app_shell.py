"""What a browser asks for to install the app: manifest, icons, screenshots, shortcuts."""

import json
import re

import pytest

from server.authored.svg import png_size
from server.render.manifest import manifest as manifest_of

SHOT_BYTES = 60_000
SHOTS = "en/screenshots.yaml"
ROW = 'first: {page: /, form: narrow, label: "The first screen"}\n'


@pytest.fixture(scope="module")
def manifest(built):
    return json.loads(body_of(built, "/manifest.webmanifest"))


def row_of(built, path):
    return next(file for file in built.release.files if file.path == path)


def body_of(built, path):
    return built.release.bodies[row_of(built, path).sha256]


def png(width: int, height: int) -> bytes:
    """The beginning of a picture: as much as names its size."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4) + height.to_bytes(4)


@pytest.fixture
def screenshot_draft(draft):
    """A draft with an empty folder for screenshots."""
    draft.folder.joinpath("en/screenshots").mkdir()
    return draft


def test_every_picture_is_there_in_its_size(built, manifest):
    """Icons and screenshots have the size that the manifest says."""
    pictures = [*manifest["icons"], *manifest["screenshots"]]
    pictures += [icon for shortcut in manifest["shortcuts"] for icon in shortcut["icons"]]
    sizes = {
        picture["src"]: picture["sizes"] for picture in pictures if picture["type"] == "image/png"
    }
    found = {path: "x".join(map(str, png_size(body_of(built, path)))) for path in sizes}

    assert found == sizes


def test_screenshots_are_of_phones_and_computers(built, manifest):
    """Screenshots are narrow and wide, have labels of the content, and are in tier 0."""
    shots = manifest["screenshots"]

    assert {shot["form_factor"]: shot["sizes"] for shot in shots} == {
        "narrow": "720x1280",
        "wide": "1280x800",
    }
    assert all(shot["label"] for shot in shots)
    assert all(row_of(built, shot["src"]).bytes <= SHOT_BYTES for shot in shots)
    assert {row_of(built, shot["src"]).tier for shot in shots} == {0}


def test_shortcuts_open_pages_of_this_release(built, manifest):
    """Each shortcut opens a page of the release."""
    paths = {file.path for file in built.release.files}

    assert [shortcut["url"] for shortcut in manifest["shortcuts"]] == [
        "/tools/rescue",
        "/search",
        "/card",
        "/help",
    ]
    assert all(shortcut["url"] in paths for shortcut in manifest["shortcuts"])


def test_a_tap_on_the_icon_ends_no_running_page(manifest):
    """The launch handler is `auto`, with which a tap on the icon returns to the running page."""
    assert manifest["launch_handler"] == {"client_mode": "auto"}


def test_another_content_needs_no_screenshots(sample_content):
    """The manifest of content without screenshots has none."""
    manifest = json.loads(manifest_of(sample_content))

    assert manifest["screenshots"] == []
    assert [shortcut["name"] for shortcut in manifest["shortcuts"]] == ["Numbers"]


@pytest.mark.parametrize(
    ("rows", "files", "finding"),
    [
        (
            ROW,
            {},
            "first: screenshots/first.png is missing or not a PNG; 'make screenshots' takes it",
        ),
        (
            ROW,
            {"first": b"GIF89a"},
            "first: screenshots/first.png is missing or not a PNG; 'make screenshots' takes it",
        ),
        (
            ROW.replace("/,", "/nowhere,"),
            {"first": png(720, 1280)},
            "first.page: there is no page /nowhere",
        ),
        ("{}\n", {"first": png(720, 1280)}, "first: screenshots/first.png has no row here"),
        (
            ROW,
            {"first": png(200, 400)},
            "first: 200 by 400 pixels; browsers show 320 to 3840, at most 2.3 to 1",
        ),
        (
            ROW,
            {"first": png(400, 1280)},
            "first: 400 by 1280 pixels; browsers show 320 to 3840, at most 2.3 to 1",
        ),
        (
            ROW + ROW.replace("first:", "other:"),
            {"first": png(720, 1280), "other": png(720, 1200)},
            "other: 720 by 1200 pixels; all 'narrow' screenshots must be 720 by 1280 pixels",
        ),
    ],
    ids=["missing", "no picture", "no page", "no row", "small", "thin", "unlike"],
)
def test_a_screenshot_that_no_browser_would_show_is_named(screenshot_draft, rows, files, finding):
    """A screenshot that browsers would ignore is a finding."""
    screenshot_draft.folder.joinpath(SHOTS).write_text(rows)
    for name, body in files.items():
        screenshot_draft.folder.joinpath(f"en/screenshots/{name}.png").write_bytes(body)

    assert screenshot_draft.findings() == [f"content/{SHOTS}: {finding}"]


def test_a_shortcut_leads_to_a_page(screenshot_draft):
    """A shortcut to a missing page is a finding."""
    screenshot_draft.change("en/home.yaml", "say: Numbers, go: /help", "say: Numbers, go: /nowhere")

    assert re.search(r"there is no page /nowhere", screenshot_draft.findings()[0])
