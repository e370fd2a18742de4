"""What a command costs: seconds by the clock, and of the processor with all its children."""

import resource
import time
from collections.abc import Callable
from typing import NamedTuple


class Cost(NamedTuple):
    """Seconds by the clock, and of the processor: other programs change those less."""

    clock: float
    busy: float

    def __str__(self) -> str:
        return f"{self.clock:.1f} s ({self.busy:.1f} s of the processor)"


def cost(work: Callable[[], object]) -> Cost:
    """The cost of work that runs in child processes which have ended when it returns."""
    start, before = time.perf_counter(), _busy()
    work()
    return Cost(time.perf_counter() - start, _busy() - before)


def _busy() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
