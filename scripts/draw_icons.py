"""Draws every icon file from one SVG with a headless Chromium: `make icons`.

`make icons CONTENT=../folder` draws those of another app into its folder `icons/`, in the colour of
its app.yaml, from its own `icons/icon.svg` if it has one.
"""

import re
import struct
import sys
from io import BytesIO
from pathlib import Path

import msgspec
from PIL import Image
from playwright.sync_api import Page

from scripts.browser import chromium
from server import paths
from server.authored.app import App
from server.authored.yaml_files import parse_yaml

ICON_FOLDER = paths.PWA / "icons"
GROUND = re.compile(r'<(?=[^>]* id="ground")[^>]*>')  # the coloured square
MARK = re.compile(r'<g(?=[^>]* id="mark")')  # the drawing on the square
FILL = re.compile(r'(?<= fill=")[^"]*')
ROUND = re.compile(r' rx="[^"]*"')

TELEPHONE = (  # as in pwa/templates/parts.html
    "M6.6 10.8a15 15 0 0 0 6.6 6.6l2.2-2.2a1 1 0 0 1 1-.25 11 11 0 0 0 3.6.6 1 1 0 0 1 1 1V20"
    "a1 1 0 0 1-1 1"
    "A17 17 0 0 1 3 4a1 1 0 0 1 1-1h3.5a1 1 0 0 1 1 1c0 1.2.2 2.5.6 3.6a1 1 0 0 1-.25 1z"
)
GLYPHS = {
    "lens": '<path d="M43 26a17 17 0 1 0 0 34 17 17 0 0 0 0-34M56 56l15 15"/>',
    "card": '<path d="M24 30h48v36H24zM34 42h10v10H34zM54 42h8M54 52h8"/>',
    "phone": '<path transform="translate(21 21) scale(2.25)" fill="#fff" stroke="none"'
    f' d="{TELEPHONE}"/>',
    "list": '<path d="M26 32v.1M26 48v.1M26 64v.1M40 32h30M40 48h30M40 64h30"/>',
}
SHORTCUT = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">'
    '<circle cx="48" cy="48" r="46" fill="{}"/>'
    '<g fill="none" stroke="#fff" stroke-width="8" stroke-linecap="round" stroke-linejoin="round">'
    "{}</g></svg>"
)


class Drawing:
    """The drawing of an icon: a square of one colour, `id="ground"`, and a group, `id="mark"`."""

    def __init__(self, svg: str, colour: str) -> None:
        """Raises ValueError if a part is missing."""
        ground = GROUND.search(svg)
        if not ground or not FILL.search(ground[0]):
            raise ValueError('icon.svg has no <rect id="ground" fill="…">: the square to colour')
        if not MARK.search(svg):
            raise ValueError('icon.svg has no <g id="mark">, the drawing on the square')
        self.colour = colour
        self._svg, self._ground = svg, ground[0]

    def rounded(self) -> str:
        """The icon with rounded corners."""
        return self._with(FILL.sub(self.colour, self._ground))

    def square(self) -> str:
        """The icon with square corners, for systems that round them."""
        return ROUND.sub("", self.rounded(), count=1)

    def mask_safe(self) -> str:
        """The icon with its mark in the safe zone of maskable icons, a circle of 80 %."""
        small = '<g transform="translate(51 51) scale(.8)"><g'
        return MARK.sub(small, self.square()).replace("</svg>", "</g></svg>")

    def one_colour(self) -> str:
        """The mark on a transparent ground."""
        return self._with(FILL.sub("none", self._ground))

    def _with(self, ground: str) -> str:
        return self._svg.replace(self._ground, ground)


def sizes(drawing: Drawing) -> dict[str, tuple[str, int]]:
    """The SVG and the width of each PNG, by file name."""
    shortcuts = {name: SHORTCUT.format(drawing.colour, glyph) for name, glyph in GLYPHS.items()}
    return {
        "icon-192.png": (drawing.rounded(), 192),
        "icon-512.png": (drawing.rounded(), 512),
        "icon-maskable-512.png": (drawing.mask_safe(), 512),
        "icon-monochrome-512.png": (drawing.one_colour(), 512),
        "apple-touch-icon.png": (drawing.square(), 180),  # iOS rounds the corners itself
    } | {f"{name}.png": (svg, 96) for name, svg in shortcuts.items()}


def draw(page: Page, svg: str, size: int) -> bytes:
    """Draw an SVG as a PNG with a transparent ground, `size` pixels wide and high."""
    page.set_viewport_size({"width": size, "height": size})
    page.set_content(
        f"<style>body{{margin:0}}svg{{display:block;width:{size}px;height:{size}px}}</style>{svg}"
    )
    drawn = Image.open(BytesIO(page.screenshot(omit_background=True)))
    small = BytesIO()
    drawn.quantize(16, method=Image.Quantize.FASTOCTREE).save(small, "PNG", optimize=True)
    return small.getvalue()


def ico(png: bytes, size: int) -> bytes:
    """Wrap one PNG as a .ico file."""
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, size, size, 0, 0, 1, 32, len(png), 22) + png


def write_icons(content: Path, folder: Path) -> None:
    """Draw the icons of a content into a folder. Raises ValueError, msgspec.ValidationError."""
    app = msgspec.convert(parse_yaml((content / "app.yaml").read_text("utf-8")), App)
    source = next(path for path in (folder / "icon.svg", ICON_FOLDER / "icon.svg") if path.exists())
    drawing = Drawing(source.read_text("utf-8"), app.colour)
    folder.mkdir(exist_ok=True)
    (folder / "icon.svg").write_text(drawing.rounded(), "utf-8")
    with chromium() as browser:
        page = browser.new_page()
        for name, (svg, size) in sizes(drawing).items():
            (folder / name).write_bytes(draw(page, svg, size))
        (folder / "favicon.ico").write_bytes(ico(draw(page, drawing.rounded(), 32), 32))


def main() -> None:
    """Draw the icons of the app's own content, or of the folder that is named."""
    if len(sys.argv) > 1:
        write_icons(Path(sys.argv[1]), Path(sys.argv[1]) / "icons")
    else:
        write_icons(paths.CONTENT, ICON_FOLDER)


if __name__ == "__main__":
    main()
