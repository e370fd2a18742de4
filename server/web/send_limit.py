"""A time limit for each part of a response; drops clients that stop reading."""

import asyncio

from hypercorn.typing import ASGISendCallable, ASGISendEvent

# The system buffers 64 KB and more for a slow phone: only a client that stops reading gets here.
SEND_SECONDS = 8.0


class SendLimit:
    """Raises TimeoutError for a part that is not taken within `seconds`, or half as many more.

    One timer checks all pending sends. `asyncio.timeout` makes one for each, which was a quarter
    of what our layers add to a response.
    """

    def __init__(self, seconds: float = SEND_SECONDS) -> None:
        self.seconds = seconds
        self._waiting: dict[asyncio.Task[object], float] = {}
        self._is_watching = False

    async def send(self, send: ASGISendCallable, message: ASGISendEvent) -> None:
        """Send one part. Raises TimeoutError."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None  # noqa: S101  a coroutine of a server runs in a task
        self._waiting[task] = loop.time()
        if not self._is_watching:
            self._schedule_check(loop)
        try:
            await send(message)
        except asyncio.CancelledError:
            if task in self._waiting or task.uncancel():
                raise  # something else cancelled it, such as the end of the server
            raise TimeoutError from None
        finally:
            self._waiting.pop(task, None)

    def _schedule_check(self, loop: asyncio.AbstractEventLoop) -> None:
        self._is_watching = True
        loop.call_later(self.seconds / 2, self._check, loop)

    def _check(self, loop: asyncio.AbstractEventLoop) -> None:
        """Cancel what waits too long; look again while anything waits."""
        self._is_watching = False
        last = loop.time() - self.seconds
        for task in [task for task, since in self._waiting.items() if since < last]:
            del self._waiting[task]
            task.cancel()
        if self._waiting:
            self._schedule_check(loop)
