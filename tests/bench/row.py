"""One line of the table that `make bench` writes."""

from typing import NamedTuple


class Row(NamedTuple):
    """What was measured, what it may be, and what it is."""

    what: str
    budget: str
    ours: str
    fits: bool | None  # None: no budget, or not measured
