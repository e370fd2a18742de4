"""What the browser that installs the app asks for: the manifest, its pictures and its doors."""

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
def draft(draft):
    draft.folder.joinpath("en/screenshots").mkdir()
    return draft


def test_every_picture_is_there_in_its_size(built, manifest):
    """Icons, screenshots and the icons of shortcuts are as large as the manifest says."""
    pictures = [*manifest["icons"], *manifest["screenshots"]]
    pictures += [icon for shortcut in manifest["shortcuts"] for icon in shortcut["icons"]]
    sizes = {one["src"]: one["sizes"] for one in pictures if one["type"] == "image/png"}
    found = {path: "x".join(map(str, png_size(body_of(built, path)))) for path in sizes}

    assert found == sizes


def test_screenshots_are_of_phones_and_computers(built, manifest):
    """Small, in words of the content, and kept by no phone: only the installing browser asks for them."""
    shots = manifest["screenshots"]

    assert {shot["form_factor"]: shot["sizes"] for shot in shots} == {
        "narrow": "720x1280",
        "wide": "1280x800",
    }
    assert all(shot["label"] for shot in shots)
    assert all(row_of(built, shot["src"]).bytes <= SHOT_BYTES for shot in shots)
    assert {row_of(built, shot["src"]).tier for shot in shots} == {0}


def test_shortcuts_open_pages_of_this_release(built, manifest):
    """A long press on the icon leads where it says."""
    paths = {file.path for file in built.release.files}

    assert [shortcut["url"] for shortcut in manifest["shortcuts"]] == [
        "/steps/which",
        "/help",
        "/signs",
    ]
    assert all(shortcut["url"] in paths for shortcut in manifest["shortcuts"])


def test_a_tap_on_the_icon_ends_no_running_page(manifest):
    """Neither an empty window nor a jump to the start takes the place of a running timer."""
    assert manifest["launch_handler"] == {"client_mode": "auto"}


def test_another_content_needs_no_screenshots(world):
    """They are there for whoever takes them."""
    manifest = json.loads(manifest_of(world))

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
            "first: (200, 400) pixels; browsers show 320 to 3840, at most 2.3 to 1",
        ),
        (
            ROW,
            {"first": png(400, 1280)},
            "first: (400, 1280) pixels; browsers show 320 to 3840, at most 2.3 to 1",
        ),
        (
            ROW + ROW.replace("first:", "other:"),
            {"first": png(720, 1280), "other": png(720, 1200)},
            "other: (720, 1200) pixels; all 'narrow' ones are alike: (720, 1280)",
        ),
    ],
    ids=["missing", "no picture", "no page", "no row", "small", "thin", "unlike"],
)
def test_a_screenshot_that_no_browser_would_show_is_named(draft, rows, files, finding):
    """A fault here shows nowhere else: the browser would quietly fall back to its plain dialog."""
    draft.folder.joinpath(SHOTS).write_text(rows)
    for name, body in files.items():
        draft.folder.joinpath(f"en/screenshots/{name}.png").write_bytes(body)

    assert draft.findings() == [f"content/{SHOTS}: {finding}"]


def test_a_shortcut_leads_to_a_page(draft):
    """A door of the home screen is checked like a door of the first screen."""
    draft.change("en/home.yaml", "say: Numbers, go: /help", "say: Numbers, go: /nowhere")

    assert re.search(r"there is no page /nowhere", draft.findings()[0])
