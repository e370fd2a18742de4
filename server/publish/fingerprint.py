"""A hash of all inputs of a release: publishing again without a change has nothing to do."""

from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from server import paths
from server.digest import digest

# Libraries whose versions change the bytes of a release.
LIBRARIES = (
    "jinja2",
    "markdown-it-py",
    "markupsafe",
    "msgspec",
    "rcssmin",
    "rjsmin",
    "ruamel.yaml",
    "tzdata",
)


def inputs_fingerprint(content: Path, lang: str) -> str:
    """The SHA-256, as hex, of all authored files, page templates, scripts, code and libraries.

    Paths are relative and no time is read, so it is the same on every machine.
    """
    total = sha256(lang.encode())
    for name in LIBRARIES:
        total.update(f"{name} {version(name)}\n".encode())
    for folder in (content, paths.DEFAULTS, paths.PWA, paths.PACKAGE):
        for path in _files(folder):
            name = path.relative_to(folder).as_posix()
            total.update(f"{name} {_digest_of(path)}\n".encode(errors="surrogateescape"))
    return total.hexdigest()


def _digest_of(path: Path) -> str:
    """The hash of a file; the error if it cannot be read, which the loader reports."""
    try:
        return digest(path.read_bytes())
    except OSError as error:
        return f"errno {error.errno}"


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(
        path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    )
