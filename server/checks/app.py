"""app.yaml and icons: signs and searches name the groups and places that it lists."""

import re
from collections.abc import Iterable, Iterator
from typing import get_args

from server.assets import ICON_PIXELS, SHORTCUT_PIXELS
from server.authored.findings import Finding
from server.authored.home import ShortcutIcon
from server.authored.model import APP_FILE, Content
from server.authored.svg import png_size

ALL_ICON_PIXELS = ICON_PIXELS | {f"{icon}.png": SHORTCUT_PIXELS for icon in get_args(ShortcutIcon)}
ACTIVE_CONTENT = re.compile(
    rb"<script|<foreignObject|<image|\bon[a-z]+=|href=|url\(\s*[\"']?https?:"
)
DRAWN_BY = "`make icons CONTENT=<folder>` draws them"


def check_app(content: Content) -> Iterator[Finding]:
    """Find groups, places and pages that do not exist."""
    groups, places = content.app.groups, content.app.places
    for field, names in (("groups", groups), ("places", places)):
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield Finding(APP_FILE, field, f"'{name}' is listed twice; delete one of the two")
    for field, name in (("name", content.app.name), ("medicine", content.app.medicine)):
        if "{" in name or "}" in name:
            yield Finding(
                APP_FILE, field, f"'{name}': a name has no braces; write it as readers see it"
            )
    for sign in content.signs.values():
        file = content.file_of(sign)
        yield from _unlisted(file, "group", [sign.group], groups, "groups")
        yield from _unlisted(file, "seen", sign.seen, places, "places")
    sayings = content.file("sayings.yaml")
    yield from _unlisted(sayings, "situations", content.sayings.situations, groups, "groups")
    yield from _unlisted(APP_FILE, "pump.places", content.app.pump.places, places, "places")
    for page in content.app.pump.pages:
        if page not in content.addresses():
            yield Finding(APP_FILE, "pump.pages", f"there is no page {page}")


def check_icons(content: Content) -> Iterator[Finding]:
    """Find icons whose name or size differs from what the app uses."""
    for name, body in content.icon_files.items():
        if fault := _icon_fault(name, body):
            yield Finding(f"content/icons/{name}", "-", fault)


def _icon_fault(name: str, body: bytes) -> str:
    if name == "icon.svg":
        return _svg_fault(body)
    if name == "favicon.ico":
        return ""
    if not (side := ALL_ICON_PIXELS.get(name)):
        return f"unknown icon name; {DRAWN_BY}"
    if (size := png_size(body)) is None:
        return f"not a PNG picture; {DRAWN_BY}"
    if size != (side, side):
        return f"{size[0]} by {size[1]} pixels; must be {side} by {side}; {DRAWN_BY}"
    return ""


def _svg_fault(body: bytes) -> str:
    if b"<svg" not in body:
        return "not an SVG drawing: it begins with '<svg'"
    if found := ACTIVE_CONTENT.search(body):
        return (
            f"'{found[0].decode()}': a drawing that runs or loads something is refused; delete it"
        )
    return ""


def _unlisted(
    file: str, field: str, names: Iterable[str], listed: list[str], where: str
) -> Iterator[Finding]:
    for name in names:
        if name not in listed:
            allowed = ", ".join(listed)
            yield Finding(file, field, f"'{name}' is not in `{where}` of {APP_FILE}: {allowed}")
