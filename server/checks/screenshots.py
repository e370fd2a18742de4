"""Pictures of the app: the screenshots of the install dialog, and the picture of shared links."""

from collections.abc import Iterator

from server.authored.findings import Finding
from server.authored.model import Content
from server.authored.svg import png_size
from server.checks.nearest import did_you_mean_page

MIN_PIXELS = 320
MAX_PIXELS = 3840
MAX_RATIO = 2.3
SHARED_PICTURE_SIZE = (1200, 630)  # what the pages of shared links announce


def check_screenshots(content: Content) -> Iterator[Finding]:
    """Find screenshots that no browser would show."""
    file, addresses = content.file("screenshots.yaml"), content.addresses()
    sizes: dict[str, tuple[int, int]] = {}
    for id_, screenshot in content.screenshots.items():
        if screenshot.page not in addresses:
            near = did_you_mean_page(screenshot.page, addresses)
            yield Finding(file, f"{id_}.page", f"there is no page {screenshot.page}{near}")
        size = png_size(content.screenshot_files.get(id_, b""))
        if size is None:
            message = f"screenshots/{id_}.png is missing or not a PNG; 'make screenshots' takes it"
            yield Finding(file, id_, message)
        elif sizes.setdefault(screenshot.form, size) != size:
            form, first = screenshot.form, _pixels(sizes[screenshot.form])
            yield Finding(file, id_, f"{_pixels(size)}; all '{form}' screenshots must be {first}")
        elif not _is_shown(size):
            limits = f"{MIN_PIXELS} to {MAX_PIXELS}, at most {MAX_RATIO} to 1"
            yield Finding(file, id_, f"{_pixels(size)}; browsers show {limits}")
    for id_ in content.screenshot_files.keys() - content.screenshots.keys():
        yield Finding(file, id_, f"screenshots/{id_}.png has no row here")


def check_shared_picture(content: Content) -> Iterator[Finding]:
    """Find a picture of shared links that has another size than pages say."""
    picture = content.shared_picture
    if picture is not None and png_size(picture) != SHARED_PICTURE_SIZE:
        width, height = SHARED_PICTURE_SIZE
        message = f"not a PNG of {width} by {height} pixels; 'make shared' draws it"
        yield Finding(content.file("shared.png"), "-", message)


def _pixels(size: tuple[int, int]) -> str:
    return f"{size[0]} by {size[1]} pixels"


def _is_shown(size: tuple[int, int]) -> bool:
    return min(size) >= MIN_PIXELS and max(size) <= min(MAX_PIXELS, MAX_RATIO * min(size))
