"""Draws the picture that a shared link shows, for each language: `make shared`.

`make shared CONTENT=../folder` draws those of another app: its name, what it is about (`label_home`
in interface.yaml), its icon and its colour. The words are also in the file, as its description.
"""

import sys
from html import escape
from pathlib import Path

from scripts.browser import chromium
from scripts.draw_icons import ICON_FOLDER, Drawing
from scripts.png import with_few_colours
from server import paths
from server.authored.loader import SHARED_PICTURE, read_content, read_languages
from server.authored.model import Content
from server.checks.screenshots import SHARED_PICTURE_SIZE

ICON = "icon.svg"
COLOURS = 64  # flat colours and the edges of letters
PAGE = """<!doctype html><html lang="{lang}" dir="{direction}"><style>
body {{ margin: 0; padding: 72px 80px; height: 100vh; box-sizing: border-box; color: #fff;
  background: {colour}; font: 700 76px/1.22 "DejaVu Sans", sans-serif;
  display: flex; flex-direction: column; justify-content: space-between }}
p {{ margin: 0; display: flex; align-items: center; gap: 36px; font-size: 60px }}
svg {{ width: 132px; height: 132px; border-radius: 28px; box-shadow: 0 0 0 5px #fff }}
b {{ text-wrap: balance }}
</style><body><p>{icon}<span>{name}</span></p><b>{sentence}</b></body></html>"""


def page_of(content: Content) -> str:
    """The picture as a page of its size; what does not fit is cut off, so look at it."""
    words = content.interface
    icon = content.icon_files.get(ICON) or (ICON_FOLDER / ICON).read_bytes()
    return PAGE.format(
        lang=content.lang,
        direction=content.language.direction,
        colour=content.app.colour,
        icon=Drawing(icon.decode(), content.app.colour).rounded(),
        name=escape(words["name"]),
        sentence=escape(words["label_home"]),
    )


def words_of(content: Content) -> str:
    """The words in the picture."""
    return f"{content.interface['name']}: {content.interface['label_home']}"


def main() -> None:
    """Draw the picture of each language into its folder. Raises ContentError."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else paths.CONTENT
    with chromium() as browser:
        width, height = SHARED_PICTURE_SIZE
        page = browser.new_page(viewport={"width": width, "height": height})
        for lang in read_languages(folder):
            content = read_content(folder, lang)
            page.set_content(page_of(content))
            drawn = with_few_colours(page.screenshot(), COLOURS, words_of(content))
            (folder / lang / SHARED_PICTURE).write_bytes(drawn)


if __name__ == "__main__":
    main()
