"""Whatever the network or the phone does: the emergency page reads, releases are not mixed, a good visit heals."""

import pytest

from tests.offline.faults.cases import OURS, every_fault_once
from tests.offline.faults.device_faults import BLOWS, every_blow
from tests.offline.faults.fault_bench import World
from tests.offline.faults.matrix import run_case


@pytest.fixture(scope="module")
def world(playwright, tmp_path_factory):
    """Three releases behind one address."""
    world = World(tmp_path_factory.mktemp("faults"), OURS, playwright)
    yield world
    world.close()


@pytest.mark.slow
@pytest.mark.parametrize("case", every_fault_once(), ids=str)
def test_every_fault_breaks_nothing(world, case):
    """Each fault once, with every moment and every engine among them."""
    assert run_case(world, case).reason == ""


@pytest.mark.slow
@pytest.mark.parametrize("case", every_blow(), ids=str)
def test_every_blow_breaks_nothing(world, case):
    """Kills, full storage, lost data, wrong clocks and hasty editors."""
    assert run_case(world, case, BLOWS[case.fault][0]).reason == ""
