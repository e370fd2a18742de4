"""The scripts, style sheets, icons and sounds in `pwa/`, and which of them a phone saves."""

from pathlib import Path

from server import paths
from server.media_types import PNG, SVG

# The folder says what a script is for; its public address is its name alone.
SHELL = "shell"
PAGE_FOLDERS = ("pages", "search", "tools")
SCRIPT_FOLDERS = (SHELL, "shared", *PAGE_FOLDERS)
RANKING = "ranking"  # a folder whose modules are one script of this name


def _scripts(pwa: Path) -> dict[str, Path]:
    """The scripts of pages, by name. Raises ValueError for a name that is used twice."""
    taken = {RANKING: pwa / RANKING}
    for path in (path for folder in SCRIPT_FOLDERS for path in sorted((pwa / folder).glob("*.js"))):
        if other := taken.get(path.stem):
            raise ValueError(f"{path} and {other} would have the same address; rename one")
        taken[path.stem] = path
    return {name: path for name, path in taken.items() if name != RANKING}


SCRIPTS = _scripts(paths.PWA)
# What every page loads.
COMMON_SCRIPTS = tuple(name for name, path in SCRIPTS.items() if path.parent.name == SHELL)
# A page loads the script that has the name of its kind, and a tool that of its id.
PAGE_SCRIPTS = tuple(name for name, path in SCRIPTS.items() if path.parent.name in PAGE_FOLDERS)
FIRST_TOOLS = ("rescue",)  # those that the first minute may need
# The other scripts are in tier 2.
TIER_1_SCRIPTS = (*COMMON_SCRIPTS, "keep", "phone", "page", "turn", "help", "toast", *FIRST_TOOLS)
WORDS_SCRIPT = "text"  # the script that the interface words are put into
SOUNDS = tuple(path.stem for path in sorted((paths.PWA / "sounds").glob("*.wav")))
INLINE_STYLESHEETS = ("style", "first")  # `first` in the first screen, /404 and /offline only
# `style` is inlined in emergency pages, and a file for the others.
STYLESHEET_TIERS = {"style": 2, "print": 2, "tools": 1, "pages": 1, "embed": 0}
ICON_PIXELS = {"apple-touch-icon.png": 180, "icon-192.png": 192} | {
    f"icon-{name}.png": 512 for name in ("512", "maskable-512", "monochrome-512")
}
SHORTCUT_PIXELS = 96
ICONS = {"icon.svg": SVG} | dict.fromkeys(ICON_PIXELS, PNG)
NAVIGATION_ICONS = "bar.svg"  # one drawing of five, which the style sheet cuts
CACHED_ICONS = ("icon.svg",)  # the others are asked for once, by the browser that installs the app
