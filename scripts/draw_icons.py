"""Draws every icon file from icon.svg with a headless Chromium: `make icons`."""

import shutil
import struct
from io import BytesIO

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from server import paths

ICONS = paths.PWA / "icons"
SVG = (ICONS / "icon.svg").read_text("utf-8")
SQUARE = SVG.replace(' rx="96"', "")
MASK_SAFE = SQUARE.replace(
    '<g id="mark"', '<g id="mark" transform="translate(51 51) scale(.8)"'
)  # a circle of 80 % is safe
ONE_COLOUR = SVG.replace('fill="#a10c11"', 'fill="none"')

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
    '<circle cx="48" cy="48" r="46" fill="#a10c11"/>'
    '<g fill="none" stroke="#fff" stroke-width="8" stroke-linecap="round" stroke-linejoin="round">'
    "{}</g></svg>"
)

SIZES = {
    "icon-192.png": (SVG, 192),
    "icon-512.png": (SVG, 512),
    "icon-maskable-512.png": (MASK_SAFE, 512),
    "icon-monochrome-512.png": (ONE_COLOUR, 512),
    "apple-touch-icon.png": (SQUARE, 180),  # iOS rounds the corners itself
} | {f"{name}.png": (SHORTCUT.format(glyph), 96) for name, glyph in GLYPHS.items()}


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


def main() -> None:
    """Run the program."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        for name, (svg, size) in SIZES.items():
            (ICONS / name).write_bytes(draw(page, svg, size))
        (ICONS / "favicon.ico").write_bytes(ico(draw(page, SVG, 32), 32))
        browser.close()


if __name__ == "__main__":
    main()
