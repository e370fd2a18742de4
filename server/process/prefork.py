"""Several processes behind one socket: a process that dies is replaced, and all stop together.

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
MAX_RESTART_SECONDS = 16.0
KILL_SECONDS = 5  # a worker stops by itself before that
SERVING = b"serving"
REASON_BYTES = 4096

log = logging.getLogger(__name__)

Ready = Callable[[], None]
Work = Callable[[int, Ready], None]  # of the worker with this number; it calls `ready`


class Worker:
    """One process, and what it wrote to its pipe: that it is serving, or why it cannot."""

    def __init__(self, number: int, pipe: int) -> None:
        self.number = number
        self.pipe = pipe
        self.output = b""

    @property
    def is_serving(self) -> bool:
        """Whether it has reported that it serves."""
        return self.output == SERVING

    @property
    def reason(self) -> str:
        """Why it cannot start, or empty."""
        return "" if self.is_serving else self.output.decode("utf-8", "replace")

    def read_pipe(self) -> None:
        """Read what it has written since the last call."""
        with suppress(BlockingIOError):
            self.output += os.read(self.pipe, REASON_BYTES)


class Supervisor:
    """Starts the workers, replaces those that die, and stops them all at SIGTERM or SIGINT.

    If a worker cannot start and gives a reason, all stop with that reason, since the next would
    give it too. It is restarted only if it has served before and others are serving, with
    exponential back-off.
    """

    def __init__(self, count: int, work: Work) -> None:
        self.count = count
        self.work = work
        self.stopping = False
        self.reason: str | None = None
        self.workers: dict[int, Worker] = {}  # by process
        self.pauses: dict[int, float] = {}  # by number: seconds before the last restart

    def run(self) -> None:
        """Run until all have stopped; raises ServeError if a worker cannot start."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        signal.signal(signal.SIGALRM, self._kill)
        try:
            for number in range(self.count):
                self._start(number)
        except OSError as error:  # the system has no process or handle left
            self.reason = f"worker {len(self.workers)} could not be started: {error}"
            self._stop()
        while self.workers:
            pid, status = os.wait()
            for worker in self.workers.values():
                worker.read_pipe()
            ended = self.workers.pop(pid, None)
            if ended is None:  # process 1 of a container is given the children of others too
                continue
            os.close(ended.pipe)
            if not self.stopping:
                self._replace(ended, os.waitstatus_to_exitcode(status))
        signal.alarm(0)
        if self.reason is not None:
            raise ServeError(self.reason)

    def _start(self, number: int) -> None:
        read_end, write_end = os.pipe()
        try:
            pid = os.fork()
        except OSError:
            os.close(read_end)
            os.close(write_end)
            raise
        if pid == 0:
            for pipe in (read_end, *(worker.pipe for worker in self.workers.values())):
                os.close(pipe)
            _run_worker(number, self.work, write_end)
        os.close(write_end)
        os.set_blocking(read_end, False)
        self.workers[pid] = Worker(number, read_end)
        if self.stopping:  # the signal came during the fork
            os.kill(pid, signal.SIGTERM)

    def _replace(self, worker: Worker, code: int) -> None:
        reason = worker.reason or f"it exited with {code}"
        if self._is_hopeless(worker):
            self.reason = worker.reason or f"worker {worker.number} could not start: {reason}"
            self._stop()
            return
        pause = self.pauses[worker.number] = self._next_pause(worker)
        if worker.is_serving:
            log.error("worker %d exited with %d; restarting it", worker.number, code)
        else:
            message = "worker %d could not start: %s; retrying in %d seconds"
            log.error(message, worker.number, reason, pause)
        self._wait(pause)
        self._restart(worker.number)

    def _restart(self, number: int) -> None:
        """Start a worker again; while the system has no process or handle left, keep trying."""
        while not self.stopping:
            try:
                self._start(number)
                return
            except OSError as error:
                log.error("worker %d could not be started: %s; retrying", number, error)
                self._wait(MAX_RESTART_SECONDS)

    def _is_hopeless(self, worker: Worker) -> bool:
        """Whether a restart cannot help; a worker was restarted before if it has a pause."""
        if worker.is_serving:
            return False
        before = self.pauses.get(worker.number)
        if worker.reason and before is None:
            return True
        others = any(other.is_serving for other in self.workers.values())
        return not others and (bool(worker.reason) or before == MAX_RESTART_SECONDS)

    def _next_pause(self, worker: Worker) -> float:
        before = self.pauses.get(worker.number)
        if worker.is_serving or before is None:
            return RESTART_SECONDS
        return min(MAX_RESTART_SECONDS, 2 * before)

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.stopping:
            time.sleep(0.1)

    def _stop(self, *_: int | FrameType | None) -> None:
        self.stopping = True
        signal.alarm(KILL_SECONDS)
        self._send(signal.SIGTERM)

    def _kill(self, *_: int | FrameType | None) -> None:
        self._send(signal.SIGKILL)

    def _send(self, name: signal.Signals) -> None:
        for pid in list(self.workers):
            with suppress(ProcessLookupError):  # it has just stopped by itself
                os.kill(pid, name)


def run_workers(count: int, work: Work) -> None:
    """Run `work(number, ready)` in `count` processes until SIGTERM or SIGINT; raises ServeError.

    They are forked before a thread or an event loop exists, and share the loaded modules and the
    sockets.
    """
    Supervisor(count, work).run()


def _run_worker(number: int, work: Work, pipe: int) -> None:
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, signal.SIG_DFL)
    is_serving = False

    def ready() -> None:
        nonlocal is_serving
        is_serving = True
        os.write(pipe, SERVING)

    try:
        work(number, ready)
        os._exit(0)
    except BaseException as error:
        if is_serving:
            log.error("worker %d failed: %s", number, error)
        else:
            os.write(pipe, (str(error) or type(error).__name__).encode()[:REASON_BYTES])
    finally:  # whatever fails here, a worker never becomes a second supervisor
        os._exit(1)
