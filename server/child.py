"""Work in a child process: it uses another core, and returns its memory when it ends."""

import os
import pickle
import threading
from collections.abc import Callable
from typing import NoReturn, TypeVar

Result = TypeVar("Result")


class ChildError(Exception):
    """The child process ended without a result; the message says why."""


def in_child(work: Callable[[], Result]) -> Callable[[], Result]:
    """Start `work` in a forked process; returns the function that waits for its result.

    That function raises ChildError. If other threads run, which a fork would not copy, it does the
    work itself.
    """
    if threading.active_count() > 1:
        return work
    read_end, write_end = os.pipe()
    if (pid := os.fork()) == 0:
        os.close(read_end)
        _run(work, write_end)
    os.close(write_end)

    def result() -> Result:
        with os.fdopen(read_end, "rb") as pipe:
            written = pipe.read()
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if code < 0:
            raise ChildError(f"killed by signal {-code}; out of memory?")
        if code:
            raise ChildError(written.decode("utf-8", "replace"))
        value: Result = pickle.loads(written)  # noqa: S301  from this program's own process
        return value

    return result


def _run(work: Callable[[], object], pipe: int) -> NoReturn:
    try:
        written, code = pickle.dumps(work()), 0
    except BaseException as error:
        written, code = (str(error) or type(error).__name__).encode(), 1
    try:
        with os.fdopen(pipe, "wb") as file:
            file.write(written)
    finally:  # the parent may have ended: the child must not go on in its place
        os._exit(code)
