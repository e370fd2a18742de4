"""Sleep under a moved clock: libfaketime 0.9.10 refuses the way in which `time.sleep` asks the system for it."""

import select
import time


def sleep(seconds: float) -> None:
    """Wait as `time.sleep` does."""
    select.select((), (), (), seconds)


time.sleep = sleep
