"""A folder that is written as a whole or stays empty."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class FolderNotEmptyError(Exception):
    """The folder is not empty: files of two origins must not mix."""


@contextmanager
def new_folder(folder: Path) -> Iterator[None]:
    """Fill an empty or new folder; after an error it is as before, so that it can be tried again.

    Raises FolderNotEmptyError and OSError.
    """
    existed = folder.is_dir()
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FolderNotEmptyError
    try:
        yield
    except BaseException:  # SIGTERM and Ctrl+C too
        for path in folder.iterdir():
            with suppress(OSError):
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()
        if not existed:
            with suppress(OSError):
                folder.rmdir()
        raise
