"""Owner and mode of files in the data folder, for any writing user and any umask."""

import os
import pwd
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def give_to_owner(path: Path, mode: int) -> None:
    """Set the mode of a file, and give what root made to the owner of its folder. Raises OSError.

    The server seldom runs as root, but must own what `sudo … publish` or `sudo … restore` writes.
    """
    if stat.S_IMODE(path.stat().st_mode) != mode:
        path.chmod(mode)
    folder = path.parent.stat()
    if os.geteuid() == 0 and path.stat().st_uid != folder.st_uid:
        os.chown(path, folder.st_uid, folder.st_gid)


def make_private(path: Path) -> None:
    """Create a file, or take an existing one, that only the owner of its folder reads and writes.

    SQLite gives its -wal and -shm the mode and the owner of the database. Raises OSError.
    """
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    give_to_owner(path, 0o600)


@contextmanager
def private_file_beside(path: Path) -> Iterator[Path]:
    """A new file in the same folder, of this user only, to write what then becomes `path`.

    If it is not moved, it is deleted with what SQLite made beside it. Raises OSError.
    """
    handle, name = tempfile.mkstemp(".tmp", f"{path.name}.", path.parent)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            with suppress(OSError):
                Path(name + suffix).unlink(missing_ok=True)


def is_folder(path: Path) -> bool:
    """Whether a path is a folder that this user can reach; `Path.is_dir` may raise an error."""
    try:
        return path.is_dir()
    except OSError:
        return False


def access_problem(path: Path) -> str:
    """Why this user may not read a file that exists, and how to fix it; empty if it may."""
    try:
        if os.access(path, os.R_OK) or not os.access(path.parent, os.X_OK):
            return ""
        owner = path.stat().st_uid
    except (OSError, ValueError):  # it is gone, the disk fails, or no file can have this name
        return ""
    return f"Permission denied: it belongs to {_name(owner)}; {chown_hint(path)}"


def chown_hint(path: Path) -> str:
    """The command that gives a file, or a folder with all in it, to the user of this process.

    If a parent folder may not be entered, that folder is named: `chown` would not help.
    """
    return (
        _closed_above(path) or f"run `sudo chown {_recursive(path)}{_name(os.geteuid())}: {path}`"
    )


def read_hint(path: Path) -> str:
    """The command that lets this user read a file, or a folder with all in it; its owner stays.

    If a folder above it may not be entered, it is named.
    """
    return _closed_above(path) or f"run `sudo chmod {_recursive(path)}a+rX {path}`"


def _closed_above(path: Path) -> str:
    for above in reversed(path.parents):
        if not os.access(above, os.X_OK) and is_folder(above):
            opened = f"`sudo chmod a+x {above}`"
            user = _name(os.geteuid())
            return f"{user} may not enter {above}: choose another folder, or run {opened}"
    return ""


def _recursive(path: Path) -> str:
    return "-R " if is_folder(path) else ""


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)
