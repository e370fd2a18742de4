"""Which cases of a test run every time: `make test` must stay short, `make test-all` leaves nothing out."""

from collections.abc import Iterable
from typing import Any

import pytest


def first_of(values: Iterable[Any], count: int = 1) -> list[Any]:
    """The first ones every time, the others in `make test-all`."""
    each = list(values)
    return [*each[:count], *(_later(value) for value in each[count:])]


def _later(value: Any) -> Any:
    values = value if isinstance(value, tuple) else (value,)
    return pytest.param(*values, marks=pytest.mark.everything)
