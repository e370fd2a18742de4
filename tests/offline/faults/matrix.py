"""The fault matrix: bad weather at one moment of a phone's life, then a dead server, then one good visit."""

import time
from collections.abc import Callable

from tests.offline.faults.assertions import (
    BrokenPromiseError,
    demand,
    judge_claims,
    judge_healing,
    judge_reading,
    judge_truth,
)
from tests.offline.faults.cases import ENDLESS, MOMENTS, Case, Outcome
from tests.offline.faults.fault_bench import FaultBench, where
from tests.offline.faults.observations import NOT_SHOWN, dead_look, look, one_of_each
from tests.support.phone_actions import SETTLED, damage, update, wait_settled


def run_case(
    bench: FaultBench, case: Case, act: Callable[[FaultBench, Case], None] | None = None
) -> Outcome:
    """Try one case; the outcome says why it failed."""
    start = time.monotonic()
    try:
        (act or try_case)(bench, case)
        reason = ""
    except BrokenPromiseError as broken:
        reason = str(broken)
    except (
        *NOT_SHOWN,
        TimeoutError,
    ) as error:  # the browser gave up, or a busy machine was too slow for its driver
        reason = f"(no verdict: {type(error).__name__}: {next(iter(str(error).splitlines()), '')})"
    finally:
        bench.proxy.live()
        bench.serve(0)
    return Outcome(case, reason, time.monotonic() - start)


def try_case(bench: FaultBench, case: Case) -> None:
    """Bad weather, then the dead server, then one good visit; raises BrokenPromiseError."""
    moment = MOMENTS[case.moment]
    altered, lost = sorted(bench.releases[0].pages)[2:4], sorted(bench.releases[0].pages)[4:6]
    with bench.phone(case.engine, moment.saved) as phone:
        bench.serve(0)
        if moment.damaged:
            bench.proxy.die()
            phone.visit("/")
            damage(phone, lost, altered)
            bench.proxy.live()
        bench.serve(moment.newest)
        bench.proxy.fail(case.fault, where(bench, moment))
        phone.visit("/")
        ended = update(phone) is not None if moment.saved else True
        claims = {wait_settled(bench.worker, phone)}
        # How long a browser waits for /sw.js is its own affair.
        if (
            bench.worker.states
            and case.fault not in ENDLESS
            and moment.where in ("downloads", "second tier")
        ):
            demand(ended, "its update never ends")
            demand(claims & SETTLED, f"its download never ends: {claims}")
        # A fault that nothing met proves nothing, unless the worker never asks: others repair nothing.
        demand(bench.proxy.spoiled or not bench.worker.states, "(the fault was never met)")
        if moment.saved:
            judge_truth(bench, look(phone, ["/", *one_of_each(bench.releases[0].pages), *altered]))

        seen = dead_look(bench, phone)
        judge_truth(bench, seen)
        judge_claims(bench, claims | seen.states, seen)
        if moment.saved or moment.where == "second tier":
            judge_reading(bench, seen, ["/"])
        if moment.saved and not moment.damaged:
            judge_reading(bench, seen, one_of_each(bench.releases[0].pages))
        judge_healing(bench, phone, moment.newest)
