"""Work in a process of its own, whose memory is returned when it ends."""

import os
from collections.abc import Callable

from server.process.sockets import ServeError


def in_child(work: Callable[[], str | None]) -> str | None:
    """Run `work` in a forked process and return its result; raises ServeError if it is killed.

    To be called before any thread is started.
    """
    read_end, write_end = os.pipe()
    if (pid := os.fork()) == 0:
        os.close(read_end)
        _run(work, write_end)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        result = pipe.read().decode("utf-8", "replace")
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code < 0:
        raise ServeError(f"publishing was ended by signal {-code}; is there enough memory?")
    return result or None


def _run(work: Callable[[], str | None], pipe: int) -> None:
    code = 1
    try:
        result = work() or ""
        code = 0
    except BaseException as error:
        result = f"publishing failed: {error or type(error).__name__}"
    finally:
        os.write(pipe, result.encode())
        os._exit(code)
