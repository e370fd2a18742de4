"""The parts of a release that are no pages: scripts, icons, manifest, robots.txt, the API's own description."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from rcssmin import cssmin

from server.assets import (
    FIRST_MINUTE,
    ICONS,
    KEPT_ICONS,
    SCRIPT,
    SCRIPTS,
    SHEETS,
    SHORTCUT_ICONS,
    SOUNDS,
    WORDS,
)
from server.authored.model import Content, Interface
from server.authored.svg import png_size
from server.release.model import Document
from server.render.openapi import openapi
from server.render.service_worker import squeeze_script
from server.search.script import ranking_script

RANKING = "ranking"
QUOTED = re.compile(
    r"""/\*.*?\*/|url\(\s*(?P<address>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*\)|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'""",
    re.DOTALL,
)


def shell_documents(content: Content, pwa: Path) -> Iterator[Document]:
    """Every page's scripts in tier 1, other scripts and small icons in tier 2, what only browsers ask for in tier 0."""
    scripts = {name: path.read_text("utf-8") for name, path in SCRIPTS.items()}
    scripts[RANKING] = ranking_script(scripts[RANKING])
    scripts = {name: squeeze_script(code) for name, code in scripts.items()}
    scripts[WORDS] = _words(content, scripts.values()) + scripts[WORDS]
    for name, code in scripts.items():
        yield Document(f"/{name}.js", SCRIPT, 1 if name in FIRST_MINUTE else 2, code.encode())
    for name, type_ in ICONS.items():
        tier = 2 if name in KEPT_ICONS else 0
        yield Document(f"/icons/{name}", type_, tier, (pwa / "icons" / name).read_bytes())
    for name in SHORTCUT_ICONS:
        yield Document(
            f"/icons/{name}.png", "image/png", 0, (pwa / "icons" / f"{name}.png").read_bytes()
        )
    for name, shot in content.shots.items():
        yield Document(f"/screenshots/{name}.png", "image/png", 0, shot)
    for name in SOUNDS:
        yield Document(
            f"/sounds/{name}.wav", "audio/wav", 2, (pwa / "sounds" / f"{name}.wav").read_bytes()
        )
    for name, tier in SHEETS.items():
        css = squeeze((pwa / "styles" / f"{name}.css").read_text("utf-8"))
        yield Document(f"/{name}.css", "text/css; charset=utf-8", tier, css.encode())
    yield Document("/manifest.webmanifest", "application/manifest+json", 2, _manifest(content))
    yield Document("/favicon.ico", "image/x-icon", 0, (pwa / "icons" / "favicon.ico").read_bytes())
    yield Document("/robots.txt", "text/plain; charset=utf-8", 0, b"User-agent: *\nAllow: /\n")
    yield Document(
        "/api/v1/openapi.json", "application/json", 0, msgspec.json.encode(openapi(content))
    )


def squeeze(css: str) -> str:
    """A style sheet without comments and needless white space; strings stay as they are."""
    addresses: list[str] = []

    def lift(found: re.Match[str]) -> str:
        if not found["address"]:
            return found[0]
        addresses.append(found["address"])
        return f"url({len(addresses) - 1})"

    short = str(cssmin(QUOTED.sub(lift, css)))  # which takes the spaces out of an address in quotes
    return (
        re.sub(r"url\((\d+)\)", lambda found: f"url({addresses[int(found[1])]})", short)
        if addresses
        else short
    )


def _words(content: Content, scripts: Iterable[str]) -> str:
    """The interface words that scripts name, as a constant. Raises MissingWord."""
    words = words_of_script("\n".join(scripts), "words", content.interface)
    return f"const WORDS = {msgspec.json.encode(words).decode()};\n"


def words_of_script(code: str, variable: str, words: Interface) -> dict[str, str]:
    """The words that a script names as members of a variable. Raises MissingWord."""
    names = sorted(set(re.findall(rf"(?<!/)\b{variable}\.(\w+)", code)))
    return {name: words[name] for name in names}


def _manifest(content: Content) -> bytes:
    words = content.interface
    manifest = {
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "lang": content.lang,
        "name": words["name"],
        "short_name": words["short_name"],
        "description": words["description"],
        "background_color": "#ffffff",
        "theme_color": "#a10c11",
        "categories": ["medical", "health"],
        "icons": [
            _icon(name, type_) for name, type_ in ICONS.items() if not name.startswith("apple")
        ],
        # The browser's own way: a phone brings the running page to the front, a computer opens a second window, so a
        # tap on the icon ends no running timer. `focus-existing` would do so too, but leave a shortcut's page unopened.
        "launch_handler": {"client_mode": "auto"},
        "shortcuts": [
            {
                "name": shortcut.say,
                "url": shortcut.go,
                "icons": [_image(f"/icons/{shortcut.icon}.png", (96, 96))],
            }
            for shortcut in content.home.shortcuts
        ],
        "screenshots": [
            _image(f"/screenshots/{name}.png", png_size(content.shots[name]))
            | {"form_factor": shot.form, "label": shot.label}
            for name, shot in content.screenshots.items()
        ],
    }
    return msgspec.json.encode(manifest)


def _icon(name: str, type_: str) -> dict[str, str]:
    sizes = "any" if type_ == "image/svg+xml" else "192x192" if "192" in name else "512x512"
    purpose = next((purpose for purpose in ("maskable", "monochrome") if purpose in name), "any")
    return {"src": f"/icons/{name}", "type": type_, "sizes": sizes, "purpose": purpose}


def _image(src: str, size: tuple[int, int] | None) -> dict[str, str]:
    width, height = size or (0, 0)  # `check` refuses a screenshot without a size
    return {"src": src, "type": "image/png", "sizes": f"{width}x{height}"}
