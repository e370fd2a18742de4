"""Icons are drawn from one SVG in the colour of an app."""

import pytest
from PIL import Image
from playwright.sync_api import sync_playwright  # noqa: F401  marks the tests that drive a browser

from scripts.draw_icons import ICON_FOLDER, Drawing, write_icons
from server import paths
from server.publish.build import build
from tests.support.draft import Draft

BLUE, RED = (0, 63, 125, 255), (161, 12, 17, 255)
EDGE = (96, 6)  # a place of icon-192.png on the ground, beside the mark
SVG = '<svg><rect fill="#fff" id="ground" rx="9"/><g fill="none" id="mark"/></svg>'


def pixel(folder, name: str, place: tuple[int, int]) -> tuple[int, ...]:
    return Image.open(folder / name).convert("RGBA").getpixel(place)


def is_near(found: tuple[int, ...], colour: tuple[int, ...]) -> bool:
    """Whether two colours differ by no more than a palette of 16 colours rounds."""
    return all(abs(one - other) <= 2 for one, other in zip(found, colour, strict=True))


@pytest.fixture(scope="module")
def blue(tmp_path_factory):
    """A draft in blue, with its icons."""
    draft = Draft(tmp_path_factory.mktemp("blue"))
    draft.change("app.yaml", "#a10c11", "#003f7d")
    write_icons(draft.folder, draft.folder / "icons")
    return draft


def test_icons_have_the_colour_of_the_app(blue):
    """All icons, also of shortcuts, have the app's colour; the monochrome one has no ground."""
    icons = blue.folder / "icons"

    assert is_near(pixel(icons, "icon-192.png", EDGE), BLUE)
    assert is_near(pixel(icons, "icon-maskable-512.png", (2, 2)), BLUE)
    assert is_near(pixel(icons, "phone.png", (48, 6)), BLUE)
    assert pixel(icons, "icon-monochrome-512.png", (256, 20))[3] == 0
    assert {path.name for path in icons.iterdir()} >= {"icon.svg", "favicon.ico", "icon-512.png"}


def test_a_release_has_the_icons_of_its_content(blue):
    """Each icon address answers with the content's own drawing."""
    files = build(blue.content(), paths.PWA).release.by_path()

    for path in (blue.folder / "icons").glob("icon*"):
        assert files[f"/icons/{path.name}"] == path.read_bytes()
    assert files["/favicon.ico"] == (blue.folder / "icons/favicon.ico").read_bytes()


def test_another_drawing_keeps_its_shapes(tmp_path):
    """In any order of attributes, only the ground of a drawing changes its colour."""
    drawing = Drawing(SVG, "#003f7d")

    assert drawing.rounded() == SVG.replace("#fff", "#003f7d")
    assert 'rx="9"' not in drawing.square()
    assert 'fill="none" id="ground"' in drawing.one_colour()


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (' id="ground"', "the square to colour"),
        (' fill="#fff"', "the square to colour"),
        (' id="mark"', "the drawing on the square"),
    ],
)
def test_a_drawing_without_a_part_is_refused(part, message):
    """A drawing without a ground is refused: otherwise it would keep its old colour silently."""
    with pytest.raises(ValueError, match=message):
        Drawing(SVG.replace(part, ""), "#003f7d")


def test_the_icons_of_this_app_have_its_colour(content):
    """The stored icons of this app have the colour of its app.yaml."""
    assert content.app.colour == "#a10c11"
    assert is_near(pixel(ICON_FOLDER, "icon-192.png", EDGE), RED)
