"""Chooses the cases of a parametrised test that run in `make test`; `make test-all` runs all."""

from collections.abc import Iterable
from typing import Any

import pytest


def fast_subset(values: Iterable[Any], count: int = 1) -> list[Any]:
    """The same values, all but the first ones marked slow."""
    each = list(values)
    return [*each[:count], *(_slow(value) for value in each[count:])]


def _slow(value: Any) -> Any:
    values = value if isinstance(value, tuple) else (value,)
    return pytest.param(*values, marks=pytest.mark.slow)
