"""The web app manifest: what a browser that installs the app asks for."""

import msgspec

from server.assets import ICON_PIXELS, ICONS, SHORTCUT_PIXELS
from server.authored.home import Shortcut
from server.authored.model import Content
from server.authored.svg import png_size
from server.media_types import PNG, SVG


def manifest(content: Content) -> bytes:
    """The manifest of one content, as JSON."""
    words = content.interface
    fields = {
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "lang": content.lang,
        "name": words["name"],
        "short_name": words["short_name"],
        "description": words["description"],
        "background_color": "#ffffff",
        "theme_color": content.app.colour,
        "categories": ["medical", "health"],
        "icons": [
            _icon(name, type_) for name, type_ in ICONS.items() if not name.startswith("apple")
        ],
        # A phone brings the running page to the front, a computer opens a second window: a tap on
        # the icon ends no running timer. `focus-existing` would not open a shortcut's page.
        "launch_handler": {"client_mode": "auto"},
        "shortcuts": [_shortcut(shortcut) for shortcut in content.home.shortcuts],
        "screenshots": [_screenshot(content, name) for name in content.screenshots],
    }
    return msgspec.json.encode(fields)


def _icon(name: str, type_: str) -> dict[str, str]:
    sizes = "any" if type_ == SVG else f"{ICON_PIXELS[name]}x{ICON_PIXELS[name]}"
    purpose = next((purpose for purpose in ("maskable", "monochrome") if purpose in name), "any")
    return {"src": f"/icons/{name}", "type": type_, "sizes": sizes, "purpose": purpose}


def _shortcut(shortcut: Shortcut) -> dict[str, object]:
    icon = _image(f"/icons/{shortcut.icon}.png", (SHORTCUT_PIXELS, SHORTCUT_PIXELS))
    return {"name": shortcut.say, "url": shortcut.go, "icons": [icon]}


def _screenshot(content: Content, name: str) -> dict[str, str]:
    screenshot = content.screenshots[name]
    image = _image(f"/screenshots/{name}.png", png_size(content.screenshot_files[name]))
    return image | {"form_factor": screenshot.form, "label": screenshot.label}


def _image(src: str, size: tuple[int, int] | None) -> dict[str, str]:
    width, height = size or (0, 0)  # `check` refuses a screenshot without a size
    return {"src": src, "type": PNG, "sizes": f"{width}x{height}"}
