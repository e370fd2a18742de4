"""Under every fault the emergency page is readable, releases do not mix, and one visit repairs."""

import pytest

from tests.offline.faults.cases import OURS, every_fault_once
from tests.offline.faults.device_faults import DEVICE_FAULTS, every_device_fault
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
def test_a_network_fault_breaks_no_promise(fault_bench, case):
    """Each network fault is tried once; every stage and every engine is among the cases."""
    assert run_case(fault_bench, case).reason == ""


@pytest.mark.slow
@pytest.mark.parametrize("case", every_device_fault(), ids=str)
def test_a_device_fault_breaks_no_promise(fault_bench, case):
    """Killed processes, full storage, lost data, wrong clocks, concurrent publishes: no harm."""
    assert run_case(fault_bench, case, DEVICE_FAULTS[case.fault][0]).reason == ""
