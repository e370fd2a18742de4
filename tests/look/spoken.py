"""The accessibility tree of four pages as text; `python -m tests.look.spoken` writes the files."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from tests.support.chromium import FLAGS
from tests.support.site import Site

FOLDER = Path(__file__).with_name("spoken")
PAGES = {
    "home": "/",
    "sign": "/signs/asleep",
    "steps": "/steps/first-minute",
    "article": "/articles/what-it-is",
}


def spoken(browser: Browser, base: str, path: str) -> str:
    """The page's accessibility tree, before a script says something of this phone or of today."""
    context = browser.new_context(base_url=base, java_script_enabled=False)
    page = context.new_page()
    page.goto(path)
    tree = page.locator("body").aria_snapshot()
    context.close()
    return tree + "\n"


def main() -> None:
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Site(Path(folder) / "site")
        site.publish()
        site.start()
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        FOLDER.mkdir(exist_ok=True)
        for name, path in PAGES.items():
            (FOLDER / f"{name}.yaml").write_text(spoken(browser, site.base, path), "utf-8")
        browser.close()
        site.kill()


if __name__ == "__main__":
    main()
