"""Several processes behind one socket: who dies is replaced, and all end together.

Hypercorn has workers too, but they share no memory: each would load the releases again.
"""

import logging
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

from server.process.sockets import ServeError

RESTART_SECONDS = 1.0
MOST_RESTART_SECONDS = 16.0
KILL_SECONDS = 5  # a worker ends by itself before that
SERVES = b"serves"
REASON_BYTES = 4096

log = logging.getLogger(__name__)

Ready = Callable[[], None]


class Worker:
    """One process, and what it said through its pipe: that it serves, or why it cannot."""

    def __init__(self, number: int, pipe: int) -> None:
        self.number = number
        self.pipe = pipe
        self.said = b""

    @property
    def serves(self) -> bool:
        """Whether it has begun to serve."""
        return self.said == SERVES

    @property
    def reason(self) -> str:
        """Why it cannot start, if it said so."""
        return "" if self.serves else self.said.decode("utf-8", "replace")

    def listen(self) -> None:
        """Take in what it said since."""
        with suppress(BlockingIOError):
            self.said += os.read(self.pipe, REASON_BYTES)


class Supervisor:
    """Starts the workers, replaces those that die, and ends them all at SIGTERM or SIGINT.

    A worker that says why it cannot start ends everything with that reason, since it would say so again and again. Only
    if others serve, and it did so before, is it tried again, less and less often.
    """

    def __init__(self, count: int, work: Callable[[int, Ready], None]) -> None:
        self.count = count
        self.work = work
        self.stopping = False
        self.reason: str | None = None
        self.workers: dict[int, Worker] = {}  # by process
        self.pauses: dict[int, float] = {}  # by number: the seconds before it was last replaced

    def run(self) -> None:
        """Run until all have ended; raises ServeError with the reason of a worker that cannot start."""
        for number in range(self.count):
            self._start(number)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        signal.signal(signal.SIGALRM, self._kill)
        while self.workers:
            pid, status = os.wait()
            for worker in self.workers.values():
                worker.listen()
            worker = self.workers.pop(pid)
            os.close(worker.pipe)
            if not self.stopping:
                self._replace(worker, os.waitstatus_to_exitcode(status))
        signal.alarm(0)
        if self.reason is not None:
            raise ServeError(self.reason)

    def _start(self, number: int) -> None:
        hear, say = os.pipe()
        if (pid := os.fork()) == 0:
            for pipe in (hear, *(worker.pipe for worker in self.workers.values())):
                os.close(pipe)
            _work(number, self.work, say)
        os.close(say)
        os.set_blocking(hear, False)
        self.workers[pid] = Worker(number, hear)
        if self.stopping:  # the signal came between
            os.kill(pid, signal.SIGTERM)

    def _replace(self, worker: Worker, code: int) -> None:
        before = self.pauses.get(worker.number, 0)
        others = any(other.serves for other in self.workers.values())
        if worker.serves:
            log.error("worker %d ended with %d; another takes its place", worker.number, code)
            pause = RESTART_SECONDS
        else:
            reason = worker.reason or f"it ended with {code}"
            pause = min(MOST_RESTART_SECONDS, 2 * before) if before else RESTART_SECONDS
            if (worker.reason and not before) or (
                not others and (worker.reason or before == MOST_RESTART_SECONDS)
            ):
                self.reason = worker.reason or f"worker {worker.number} could not start: {reason}"
                self._stop()
                return
            log.error(
                "worker %d could not start: %s; again in %d seconds", worker.number, reason, pause
            )
        self.pauses[worker.number] = pause
        end = time.monotonic() + pause
        while time.monotonic() < end and not self.stopping:
            time.sleep(0.1)
        if not self.stopping:
            self._start(worker.number)

    def _stop(self, *_: int | FrameType | None) -> None:
        self.stopping = True
        signal.alarm(KILL_SECONDS)
        self._send(signal.SIGTERM)

    def _kill(self, *_: int | FrameType | None) -> None:
        self._send(signal.SIGKILL)

    def _send(self, name: signal.Signals) -> None:
        for pid in list(self.workers):
            with suppress(ProcessLookupError):  # it ended by itself a moment ago
                os.kill(pid, name)


def run_workers(count: int, work: Callable[[int, Ready], None]) -> None:
    """Run `work(number, ready)` in so many processes until SIGTERM or SIGINT; returns when all have ended.

    They are forked before any thread or loop of theirs exists, so they share what was loaded, and the sockets.
    Raises ServeError.
    """
    Supervisor(count, work).run()


def _work(number: int, work: Callable[[int, Ready], None], say: int) -> None:
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, signal.SIG_DFL)
    ready = False

    def serves() -> None:
        nonlocal ready
        ready = True
        os.write(say, SERVES)

    try:
        work(number, serves)
        os._exit(0)
    except BaseException as error:
        if ready:
            log.error("worker %d could not go on: %s", number, error)
        else:
            os.write(say, (str(error) or type(error).__name__).encode()[:REASON_BYTES])
        os._exit(1)
