"""The files of a release that are not pages: scripts, style sheets, icons, sounds, manifest."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from server import addresses, paths
from server.addresses import OPENAPI, ROBOTS, SHARED_PICTURE
from server.assets import (
    CACHED_ICONS,
    ICONS,
    NAVIGATION_ICONS,
    RANKING,
    SCRIPTS,
    SOUNDS,
    STYLESHEET_TIERS,
    TIER_1_SCRIPTS,
    WORDS_SCRIPT,
)
from server.authored.model import Content
from server.media_types import CSS, ICO, JAVASCRIPT, JSON, MANIFEST, PNG, SVG, TEXT, WAV
from server.release.model import Document
from server.render.manifest import manifest
from server.render.minify import minify_css, minify_script
from server.render.openapi import openapi
from server.render.script_words import words_of_script
from server.render.used import UsedFiles
from server.search.script import ranking_script


def shell_documents(content: Content, pwa: Path, pages: Iterable[Document]) -> Iterator[Document]:
    """Every file that is not a page, but that these pages use.

    Most tiers are set in `server/assets.py`; what only browsers ask for is in tier 0.
    """
    used = UsedFiles(pages, _minified_scripts())
    yield from _scripts(content, used.scripts)
    yield from _icons(content, pwa / "icons")
    if content.shared_picture:
        yield Document(SHARED_PICTURE, PNG, 0, content.shared_picture)
    for name, body in content.screenshot_files.items():
        yield Document(f"/screenshots/{name}.png", PNG, 0, body)
    for name in sorted(used.sounds & set(SOUNDS)):
        body = (pwa / "sounds" / f"{name}.wav").read_bytes()
        yield Document(f"/sounds/{name}.wav", WAV, 2, body)
    for name, tier in STYLESHEET_TIERS.items():
        if name not in used.sheets:
            continue
        css = minify_css((pwa / "styles" / f"{name}.css").read_text("utf-8"))
        yield Document(f"/{name}.css", CSS, tier, css.encode())
    yield Document(addresses.MANIFEST, MANIFEST, 2, manifest(content))
    yield Document(ROBOTS, TEXT, 0, b"User-agent: *\nAllow: /\n")
    description = msgspec.json.encode(openapi(content))
    yield Document(OPENAPI, JSON, 0, description)


def _minified_scripts() -> dict[str, str]:
    scripts = {name: path.read_text("utf-8") for name, path in SCRIPTS.items()}
    scripts[RANKING] = ranking_script(paths.PWA)
    return {name: minify_script(code) for name, code in scripts.items()}


def _scripts(content: Content, scripts: dict[str, str]) -> Iterator[Document]:
    words = _words(content, scripts.values())
    for name, code in scripts.items():
        body = words + code if name == WORDS_SCRIPT else code
        yield Document(f"/{name}.js", JAVASCRIPT, 1 if name in TIER_1_SCRIPTS else 2, body.encode())


def _words(content: Content, scripts: Iterable[str]) -> str:
    """The interface words that scripts name, as a constant."""
    words = words_of_script("\n".join(scripts), "words", content.interface)
    return f"const WORDS = {msgspec.json.encode(words).decode()};\n"


def _icons(content: Content, folder: Path) -> Iterator[Document]:
    """The drawings of the content, else those of the engine; of shortcuts, those that it has."""

    def body(name: str) -> bytes:
        return content.icon_files.get(name) or (folder / name).read_bytes()

    for name, type_ in ICONS.items():
        yield Document(f"/icons/{name}", type_, 2 if name in CACHED_ICONS else 0, body(name))
    bar = (folder / NAVIGATION_ICONS).read_bytes().strip()
    yield Document(f"/icons/{NAVIGATION_ICONS}", SVG, 1, bar)
    for icon in sorted({shortcut.icon for shortcut in content.home.shortcuts}):
        yield Document(f"/icons/{icon}.png", PNG, 0, body(f"{icon}.png"))
    yield Document("/favicon.ico", ICO, 0, body("favicon.ico"))
