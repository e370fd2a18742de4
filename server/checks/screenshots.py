"""Pictures of the app: the screenshots of the install dialog, and the picture of shared links."""

from collections.abc import Iterator

from server.authored.findings import Finding
from server.authored.model import Content
from server.authored.svg import png_size

LEAST_PIXELS = 320
MOST_PIXELS = 3840
MOST_RATIO = 2.3
SHARED = (1200, 630)  # what the pages of shared links announce


def check_screenshots(content: Content) -> Iterator[Finding]:
    """Find screenshots that no browser would show."""
    file, addresses = content.file("screenshots.yaml"), content.addresses()
    sizes: dict[str, tuple[int, int]] = {}
    for id_, screenshot in content.screenshots.items():
        if screenshot.page not in addresses:
            yield Finding(file, f"{id_}.page", f"there is no page {screenshot.page}")
        size = png_size(content.screenshot_files.get(id_, b""))
        if size is None:
            message = f"screenshots/{id_}.png is missing or not a PNG; 'make screenshots' takes it"
            yield Finding(file, id_, message)
        elif sizes.setdefault(screenshot.form, size) != size:
            form, first = screenshot.form, sizes[screenshot.form]
            yield Finding(file, id_, f"{size} pixels; all '{form}' ones are alike: {first}")
        elif not _is_shown(size):
            limits = f"{LEAST_PIXELS} to {MOST_PIXELS}, at most {MOST_RATIO} to 1"
            yield Finding(file, id_, f"{size} pixels; browsers show {limits}")
    for id_ in content.screenshot_files.keys() - content.screenshots.keys():
        yield Finding(file, id_, f"screenshots/{id_}.png has no row here")


def check_shared_picture(content: Content) -> Iterator[Finding]:
    """Find a picture of shared links that has another size than pages say."""
    picture = content.shared_picture
    if picture is not None and png_size(picture) != SHARED:
        width, height = SHARED
        message = f"not a PNG of {width} by {height} pixels; 'make shared' draws it"
        yield Finding(content.file("shared.png"), "-", message)


def _is_shown(size: tuple[int, int]) -> bool:
    return min(size) >= LEAST_PIXELS and max(size) <= min(MOST_PIXELS, MOST_RATIO * min(size))
