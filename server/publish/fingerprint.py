"""What a release is made from, as one hash: publishing again without a change has nothing to do."""

from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from server import paths

SHAPING = (
    "jinja2",
    "markdown-it-py",
    "markupsafe",
    "msgspec",
    "rcssmin",
    "rjsmin",
    "ruamel.yaml",
    "tzdata",
)  # their versions shape the bytes of a release


def inputs_digest(content: Path, lang: str) -> str:
    """The hash, as hex, of all authored files, page parts, code and shaping versions."""
    total = sha256(lang.encode())
    for name in SHAPING:
        total.update(f"{name} {version(name)}\n".encode())
    for folder in (content, paths.PWA, paths.PACKAGE):
        for path in _files(folder):
            total.update(
                f"{path.relative_to(folder).as_posix()} {sha256(path.read_bytes()).hexdigest()}\n".encode()
            )
    return total.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(
        path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    )
