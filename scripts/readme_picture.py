"""Takes the README's picture from a running app: `python -m scripts.readme_picture http://127.0.0.1:8000`."""

import sys
from pathlib import Path

from scripts.browser import chromium

PICTURE = Path(__file__).with_name("first-screen.png")


def main(base: str) -> None:
    """Run the program."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 360, "height": 740}, is_mobile=True)
        page.goto(base)
        page.screenshot(path=PICTURE)


if __name__ == "__main__":
    main(sys.argv[1])
