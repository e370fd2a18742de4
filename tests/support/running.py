"""The app without a server around it, for tests of its answers."""

from quart import Quart
from quart.testing.app import TestApp

BUSY_SECONDS = 60  # Quart's own six are too few for reading a release while two browsers start


def running(app: Quart) -> TestApp:
    """The app, started and ended by an `async with`."""
    return TestApp(app, startup_timeout=BUSY_SECONDS, shutdown_timeout=BUSY_SECONDS)
