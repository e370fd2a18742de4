"""The files of a release that are not pages: scripts, style sheets, icons, sounds, manifest."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from server.assets import (
    FIRST_MINUTE,
    ICONS,
    KEPT_ICONS,
    NAVIGATION_ICONS,
    SCRIPT,
    SCRIPTS,
    SHEETS,
    SHORTCUT_ICONS,
    SOUNDS,
    WORDS,
)
from server.authored.model import Content
from server.release.model import Document
from server.render.manifest import manifest
from server.render.minify import minify_css, minify_script
from server.render.openapi import openapi
from server.render.script_words import words_of_script
from server.search.script import ranking_script

RANKING = "ranking"
PNG = "image/png"


def shell_documents(content: Content, pwa: Path) -> Iterator[Document]:
    """Every file that is not a page.

    Every page's scripts are in tier 1, other scripts and the small icon in tier 2, and what only
    browsers ask for in tier 0.
    """
    yield from _scripts(content)
    yield from _icons(pwa / "icons")
    for name, body in content.screenshot_files.items():
        yield Document(f"/screenshots/{name}.png", PNG, 0, body)
    for name in SOUNDS:
        body = (pwa / "sounds" / f"{name}.wav").read_bytes()
        yield Document(f"/sounds/{name}.wav", "audio/wav", 2, body)
    for name, tier in SHEETS.items():
        css = minify_css((pwa / "styles" / f"{name}.css").read_text("utf-8"))
        yield Document(f"/{name}.css", "text/css; charset=utf-8", tier, css.encode())
    yield Document("/manifest.webmanifest", "application/manifest+json", 2, manifest(content))
    yield Document("/robots.txt", "text/plain; charset=utf-8", 0, b"User-agent: *\nAllow: /\n")
    description = msgspec.json.encode(openapi(content))
    yield Document("/api/v1/openapi.json", "application/json", 0, description)


def _scripts(content: Content) -> Iterator[Document]:
    scripts = {name: path.read_text("utf-8") for name, path in SCRIPTS.items()}
    scripts[RANKING] = ranking_script(scripts[RANKING])
    scripts = {name: minify_script(code) for name, code in scripts.items()}
    scripts[WORDS] = _words(content, scripts.values()) + scripts[WORDS]
    for name, code in scripts.items():
        yield Document(f"/{name}.js", SCRIPT, 1 if name in FIRST_MINUTE else 2, code.encode())


def _words(content: Content, scripts: Iterable[str]) -> str:
    """The interface words that scripts name, as a constant."""
    words = words_of_script("\n".join(scripts), "words", content.interface)
    return f"const WORDS = {msgspec.json.encode(words).decode()};\n"


def _icons(folder: Path) -> Iterator[Document]:
    for name, type_ in ICONS.items():
        tier = 2 if name in KEPT_ICONS else 0
        yield Document(f"/icons/{name}", type_, tier, (folder / name).read_bytes())
    bar = (folder / NAVIGATION_ICONS).read_bytes().strip()
    yield Document(f"/icons/{NAVIGATION_ICONS}", "image/svg+xml", 1, bar)
    for name in SHORTCUT_ICONS:
        yield Document(f"/icons/{name}.png", PNG, 0, (folder / f"{name}.png").read_bytes())
    yield Document("/favicon.ico", "image/x-icon", 0, (folder / "favicon.ico").read_bytes())
