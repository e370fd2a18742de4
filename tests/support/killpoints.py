"""Runs a command of the app and kills it at one exact moment of a publish, as a power cut would.

`python -m tests.support.killpoints "after move 1" publish …`: the moments are before and after each
move of a finished file to its place.
"""

import os
import signal
import sys
from pathlib import Path

import server.release.store
from server.cli.main import main


class KillingMove:
    """Replaces the move of the store; kills this process before or after the move of a number."""

    def __init__(self, moment: str) -> None:
        self.moment = moment
        self.move = server.release.store._move
        self.moves = 0

    def __call__(self, temporary: Path, path: Path) -> None:
        self.moves += 1
        self._kill_at(f"before move {self.moves}")
        self.move(temporary, path)
        self._kill_at(f"after move {self.moves}")

    def _kill_at(self, moment: str) -> None:
        if moment == self.moment:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    server.release.store._move = KillingMove(sys.argv.pop(1))
    main()
