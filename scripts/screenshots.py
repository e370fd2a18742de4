"""Takes the pictures for the browser's install dialog from the app itself: `make screenshots`.

`make screenshots CONTENT=../folder` takes those of another app.
"""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from scripts.browser import chromium
from scripts.png import with_few_colours
from server import paths
from server.authored.tables import Screenshot
from server.authored.yaml_files import parse_yaml
from tests.support.site import Site, run

SCREENS = {
    "narrow": {
        "viewport": {"width": 360, "height": 640},
        "device_scale_factor": 2,
        "is_mobile": True,
    },
    "wide": {"viewport": {"width": 1280, "height": 800}},
}

ZONE = "America/New_York"
COLOURS = 24  # letters and flat colours lose nothing that an eye sees


def take(base: str, lang: str, shots: dict[str, Screenshot], folder: Path) -> None:
    """Open each page on its screen and save what is visible without scrolling."""
    with chromium() as browser:
        for name, shot in shots.items():
            # What a reader of this language sees, in a time zone that is not the machine's.
            context = browser.new_context(
                locale=lang, timezone_id=ZONE, service_workers="block", **SCREENS[shot.form]
            )
            page = context.new_page()
            page.goto(base + shot.page)
            page.wait_for_selector(".call.guessed")
            page.wait_for_load_state("networkidle")
            (folder / f"{name}.png").write_bytes(with_few_colours(page.screenshot(), COLOURS))
            context.close()


def rows(folder: Path) -> dict[str, Screenshot]:
    """The pages that the install dialog of one language shows."""
    text = (folder / "screenshots.yaml").read_text("utf-8")
    return msgspec.convert(parse_yaml(text), dict[str, Screenshot])


def main() -> None:
    """Take the pictures of each language into its folder."""
    content = Path(sys.argv[1]) if len(sys.argv) > 1 else paths.CONTENT
    folders = sorted(file.parent for file in content.glob("*/screenshots.yaml"))
    with TemporaryDirectory() as temporary:
        site = Site(Path(temporary) / "site", content)
        # Pictures are taken of an app that has none yet: a new row would stop the publishing.
        for folder in folders:
            (site.content / folder.name / "screenshots.yaml").unlink()
            shutil.rmtree(site.content / folder.name / "screenshots", ignore_errors=True)
        site.publish()
        site.start()
        for folder in folders:
            shots = folder / "screenshots"
            shutil.rmtree(shots, ignore_errors=True)
            shots.mkdir()
            base = "" if folder.name == "en" else f"/{folder.name}"
            take(site.base + base, folder.name, rows(folder), shots)
        site.kill()
    done = run("check", "--content", content)
    print(done.stdout or done.stderr, end="")


if __name__ == "__main__":
    main()
