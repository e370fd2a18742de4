"""The time limit of each part of a response, with one timer for all of them."""

import asyncio

import pytest

from server.web.send_limit import SendLimit

PART = {"type": "http.response.body", "body": b"Call now.", "more_body": False}
SOON = 0.02
NEVER = 3600.0


async def stuck(_):
    """A client that reads nothing."""
    await asyncio.Event().wait()


async def taken(_):
    """A client that reads at once."""


async def started(coroutine):
    """A task that waits in its first send."""
    task = asyncio.create_task(coroutine)
    await asyncio.sleep(0)
    return task


async def test_each_stuck_part_raises_a_timeout():
    """Every part that nobody takes ends with TimeoutError, also one that began later."""
    limit = SendLimit(SOON)
    first, second = [await started(limit.send(stuck, PART)) for _ in range(2)]
    for task in (first, second):
        with pytest.raises(TimeoutError):
            await task
    with pytest.raises(TimeoutError):
        await limit.send(stuck, PART)


async def test_a_task_goes_on_after_its_timeout():
    """A task that was timed out is not cancelled any more: it can say why in the log."""
    limit = SendLimit(SOON)

    async def respond():
        with pytest.raises(TimeoutError):
            await limit.send(stuck, PART)
        await asyncio.sleep(0)
        return asyncio.current_task().cancelling()

    assert await asyncio.create_task(respond()) == 0


async def test_a_cancelled_task_stays_cancelled():
    """The end of the server is not taken for a slow client."""
    task = await started(SendLimit(NEVER).send(stuck, PART))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_part_that_is_taken_is_forgotten():
    """A client that reads is left alone, however long its next part takes to make."""
    limit = SendLimit(SOON)
    await limit.send(taken, PART)
    other = await started(limit.send(stuck, PART))
    with pytest.raises(TimeoutError):  # the limit of the first part has passed, too
        await other
    await limit.send(taken, PART)
