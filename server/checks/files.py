"""Files and folders of content that no part of the app reads, such as a misspelled name."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path, PurePath

from server.authored.findings import Finding
from server.authored.model import AUTHORED_FILES
from server.authored.text_files import is_program_file
from server.paths import LANGUAGE_FOLDER

GUIDES = {"README.md", "READINGS.md", "LICENSE"}  # for editors, in any folder
PICTURE_PATTERNS = (
    "{lang}/shared.png",
    "{lang}/screenshots/*.png",
    "{lang}/pictures/*.svg",
    "pictures/*.svg",
    "icons/*",
)


def unknown_files(folder: Path, lang: str) -> list[Finding]:
    """Find files and folders that nothing reads, in one language's folder and above it."""
    patterns = [file.path.format(lang=lang) for file in AUTHORED_FILES]
    patterns += [pattern.format(lang=lang) for pattern in PICTURE_PATTERNS]
    return [
        Finding(f"{folder.resolve().name}/{path.relative_to(folder).as_posix()}", "-", message)
        for path, message in _unread(folder, folder, lang, patterns)
    ]


def _unread(folder: Path, root: Path, lang: str, patterns: list[str]) -> Iterator[tuple[Path, str]]:
    folders = {parent for pattern in patterns for parent in PurePath(pattern).parents}
    for path in sorted(folder.iterdir()):
        name = path.relative_to(root)
        if is_program_file(path) or path.name in GUIDES or _is_other_language(name, lang):
            continue
        if path.is_dir() and name in folders:
            yield from _unread(path, root, lang, patterns)
        elif not any(_fits(name, PurePath(pattern)) for pattern in patterns):
            yield path, _problem(path, name, patterns)


def _fits(name: PurePath, pattern: PurePath) -> bool:
    return len(name.parts) == len(pattern.parts) and name.match(str(pattern))


def _is_other_language(name: PurePath, lang: str) -> bool:
    """Whether another language has its pages there; `check --lang` reads those."""
    return name.as_posix() != lang and LANGUAGE_FOLDER.fullmatch(name.as_posix()) is not None


def _problem(path: Path, name: PurePath, patterns: list[str]) -> str:
    what = "folder" if path.is_dir() else "file"
    depth = len(name.parts) - 1
    known = [PurePath(pattern).parts for pattern in patterns]
    siblings = {parts[depth] for parts in known if parts[:depth] == name.parts[:-1]}
    endings = {PurePath(sibling).suffix for sibling in siblings if sibling.startswith("*")}
    if endings and not path.is_dir():
        return f"unused {what}: a name here ends with {' or '.join(sorted(endings))}"
    close = get_close_matches(path.name, sorted(siblings), 1, 0.75)
    suggestion = f"; did you mean '{close[0]}'?" if close else ": rename it, or move it elsewhere"
    return f"unused {what}{suggestion}"
