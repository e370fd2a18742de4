"""Sleep under a moved clock: libfaketime 0.9.10 refuses the system call of `time.sleep`."""

import select
import time


def sleep(seconds: float) -> None:
    """Wait as `time.sleep` does."""
    select.select((), (), (), seconds)


time.sleep = sleep
