"""Standard output whose errors name it, so that no folder is blamed for them."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import click

from server.os_errors import reason_of


class OutputError(click.ClickException):
    """Standard output cannot be written to."""


@contextmanager
def named_output() -> Iterator[None]:
    """Turn errors of standard output into OutputError, except that of a closed pipe."""
    stream = sys.stdout
    sys.stdout = _NamedOutput(stream)
    try:
        yield
    finally:
        sys.stdout = stream
        _discard_unwritable(stream)


def _discard_unwritable(stream: TextIO) -> None:
    """Keep Python, which flushes the stream when it exits, from failing again."""
    try:
        stream.flush()
    except OSError:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), stream.fileno())


class _NamedOutput:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        with self._named_errors():
            return self._stream.write(text)

    def flush(self) -> None:
        with self._named_errors():
            self._stream.flush()

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:  # click ends the command quietly
            raise
        except OSError as error:
            raise OutputError(f"cannot write the output: {reason_of(error)}") from error
