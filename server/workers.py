"""Several processes behind one socket: who dies is replaced, and all end together."""

import logging
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

RESTART_SECONDS = 1.0
KILL_SECONDS = 5  # a worker ends by itself before that

log = logging.getLogger(__name__)


def run_workers(count: int, work: Callable[[int], None]) -> None:
    """Run `work(number)` in so many processes until SIGTERM or SIGINT; returns when all have ended.

    They are forked before any thread or loop of theirs exists, so they share what was loaded, and the socket.
    """
    workers: dict[int, int] = {}
    stopping = False

    def start(number: int) -> None:
        if (pid := os.fork()) == 0:
            _work(number, work)
        workers[pid] = number
        if stopping:  # the signal came between
            os.kill(pid, signal.SIGTERM)

    def stop(*_: int | FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        signal.alarm(KILL_SECONDS)
        for pid in workers:
            with suppress(ProcessLookupError):  # it ended by itself a moment ago
                os.kill(pid, signal.SIGTERM)

    def kill(*_: int | FrameType | None) -> None:
        for pid in workers:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    for number in range(count):
        start(number)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, stop)
    signal.signal(signal.SIGALRM, kill)
    while workers:
        pid, status = os.wait()
        number = workers.pop(pid)
        if not stopping:
            log.error("worker %d ended with %d; another takes its place", number, os.waitstatus_to_exitcode(status))
            time.sleep(RESTART_SECONDS)
            if not stopping:
                start(number)


def _work(number: int, work: Callable[[int], None]) -> None:
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, signal.SIG_DFL)
    try:
        work(number)
        os._exit(0)
    except BaseException as error:
        log.error("worker %d could not go on: %s", number, error)
        os._exit(1)
