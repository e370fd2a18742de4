"""Takes the README's picture from the app that `make run` serves: `make picture`."""

import sys
from pathlib import Path

from scripts.browser import chromium

PICTURE = Path(__file__).with_name("first-screen.png")


def main(base: str) -> None:
    """Save the first screen of the app at `base`, such as http://127.0.0.1:8000."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 360, "height": 740}, is_mobile=True)
        page.goto(base)
        page.screenshot(path=PICTURE)


if __name__ == "__main__":
    main(sys.argv[1])
