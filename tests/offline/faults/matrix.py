"""The fault matrix: a network fault at one stage, then a dead server, then one healthy visit."""

import time
from collections.abc import Callable

from tests.offline.faults.assertions import (
    assert_authentic,
    assert_claims_true,
    assert_readable,
    assert_recovers,
    check,
)
from tests.offline.faults.cases import (
    ENDLESS,
    SETTLED,
    STAGES,
    Case,
    Outcome,
    PromiseBrokenError,
)
from tests.offline.faults.fault_bench import FaultBench, affected_requests
from tests.offline.faults.observations import NOT_SHOWN, observe, observe_offline, one_of_each
from tests.support.phone_actions import damage, update


def run_case(
    bench: FaultBench, case: Case, act: Callable[[FaultBench, Case], None] | None = None
) -> Outcome:
    """Try one case; the outcome says why it failed."""
    start = time.monotonic()
    try:
        (act or try_case)(bench, case)
        reason = ""
    except PromiseBrokenError as broken:
        reason = str(broken)
    except (
        *NOT_SHOWN,
        TimeoutError,
    ) as error:  # the browser gave up, or a busy machine was too slow for its driver
        reason = f"(no verdict: {type(error).__name__}: {next(iter(str(error).splitlines()), '')})"
    finally:
        bench.proxy.start()
        bench.serve(0)
    return Outcome(case, reason, time.monotonic() - start)


def try_case(bench: FaultBench, case: Case) -> None:
    """Inject a fault, stop the server, allow one healthy visit; raises PromiseBrokenError."""
    stage = STAGES[case.stage]
    altered, lost = sorted(bench.releases[0].pages)[2:4], sorted(bench.releases[0].pages)[4:6]
    with bench.phone(case.engine, stage.saved) as phone:
        bench.serve(0)
        if stage.damaged:
            bench.proxy.stop()
            phone.visit("/")
            damage(phone, lost, altered)
            bench.proxy.start()
        bench.serve(stage.newest)
        bench.proxy.fail(case.fault, affected_requests(bench, stage))
        phone.visit("/")
        ended = update(phone) is not None if stage.saved else True
        claims = {bench.worker.wait_settled(phone)}
        # How long a browser waits for /sw.js is its own affair.
        if (
            bench.worker.states
            and case.fault not in ENDLESS
            and stage.where in ("downloads", "second tier")
        ):
            check(ended, "its update never ends")
            check(claims & SETTLED, f"its download never ends: {claims}")
        # A fault that met nothing proves nothing, unless the worker never asks: others never do.
        check(bench.proxy.injected or not bench.worker.states, "(the fault was never met)")
        if stage.saved:
            assert_authentic(
                bench, observe(phone, ["/", *one_of_each(bench.releases[0].pages), *altered])
            )

        seen = observe_offline(bench, phone)
        assert_authentic(bench, seen)
        assert_claims_true(bench, claims | seen.states, seen)
        if stage.saved or stage.where == "second tier":
            assert_readable(bench, seen, ["/"])
        if stage.saved and not stage.damaged:
            assert_readable(bench, seen, one_of_each(bench.releases[0].pages))
        assert_recovers(bench, phone, stage.newest)
