"""Whatever the network or the phone does: the emergency page reads, releases are not mixed, a good visit heals."""

import pytest

from tests.offline.faults.cases import OURS, every_fault_once
from tests.offline.faults.device_faults import BLOWS, every_blow
from tests.offline.faults.fault_bench import FaultBench
from tests.offline.faults.matrix import run_case


@pytest.fixture(scope="module")
def fault_bench(playwright, tmp_path_factory):
    """Three releases behind one address."""
    bench = FaultBench(tmp_path_factory.mktemp("faults"), OURS, playwright)
    yield bench
    bench.close()


@pytest.mark.slow
@pytest.mark.parametrize("case", every_fault_once(), ids=str)
def test_every_fault_breaks_nothing(fault_bench, case):
    """Each fault once, with every moment and every engine among them."""
    assert run_case(fault_bench, case).reason == ""


@pytest.mark.slow
@pytest.mark.parametrize("case", every_blow(), ids=str)
def test_every_blow_breaks_nothing(fault_bench, case):
    """Kills, full storage, lost data, wrong clocks and hasty editors."""
    assert run_case(fault_bench, case, BLOWS[case.fault][0]).reason == ""
