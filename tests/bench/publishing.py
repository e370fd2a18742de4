"""The cost of `publish`: at first, beside five releases, and of one changed word."""

import statistics
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

from server import paths
from server.release.store import KEPT
from tests.bench.cost import Cost, cost
from tests.bench.row import Row
from tests.support.site import Site, run


def publishing(folder: Path) -> Iterator[Row]:
    """The whole command: from an empty folder, then beside five releases with all pages changed."""

    def publish(number: int) -> None:
        assert run("publish", "--data", folder / f"publish-{number}").returncode == 0

    first = [cost(partial(publish, number)) for number in range(5)]
    yield _seconds("publish of all content, median of 5", 5, first)
    site = Site(folder / "publishing", paths.CONTENT)
    further = [cost(partial(publish_frame, site, number)) for number in range(KEPT + 3)]
    yield _seconds(
        "the same beside five kept releases, a word of every page changed, median of 3",
        5,
        further[KEPT:],
    )
    lines = ["Speaker on" + "!" * number for number in range(4)]
    corrected = [
        cost(partial(site.publish, ("en/home.yaml", old, new))) for old, new in pairwise(lines)
    ]
    yield _seconds("one changed word beside five kept releases, median of 3", 2, corrected)


def publish_frame(site: Site, number: int) -> None:
    """Publish with another word on every page."""
    old = "other: Other countries" + "!" * number
    site.publish(("en/home.yaml", old, f"{old}!"))


def _seconds(what: str, budget: float, costs: list[Cost]) -> Row:
    ours = Cost(*map(statistics.median, zip(*costs, strict=True)))
    return Row(what, f"≤ {budget:g} s", str(ours), ours.clock <= budget)
