"""The fault matrix: bad weather at one moment of a phone's life, then a dead server, then one good visit."""

import time
from collections.abc import Callable

from tests.offline.acts import SETTLED, damage, update, wait_settled
from tests.offline.cases import ENDLESS, MOMENTS, Case, Outcome
from tests.offline.seen import NOT_SHOWN, dead_look, look, one_of_each
from tests.offline.verdict import (
    BrokenPromiseError,
    demand,
    judge_claims,
    judge_healing,
    judge_reading,
    judge_truth,
)
from tests.offline.world import World, where


def run_case(world: World, case: Case, act: Callable[[World, Case], None] | None = None) -> Outcome:
    """Try one case; the outcome says why it failed."""
    start = time.monotonic()
    try:
        (act or try_case)(world, case)
        reason = ""
    except BrokenPromiseError as broken:
        reason = str(broken)
    except (
        *NOT_SHOWN,
        TimeoutError,
    ) as error:  # the browser gave up, or a busy machine was too slow for its driver
        reason = f"(no verdict: {type(error).__name__}: {next(iter(str(error).splitlines()), '')})"
    finally:
        world.proxy.live()
        world.serve(0)
    return Outcome(case, reason, time.monotonic() - start)


def try_case(world: World, case: Case) -> None:
    """Bad weather, then the dead server, then one good visit; raises BrokenPromiseError."""
    moment = MOMENTS[case.moment]
    altered, lost = sorted(world.releases[0].pages)[2:4], sorted(world.releases[0].pages)[4:6]
    with world.phone(case.engine, moment.saved) as phone:
        world.serve(0)
        if moment.damaged:
            world.proxy.die()
            phone.visit("/")
            damage(phone, lost, altered)
            world.proxy.live()
        world.serve(moment.newest)
        world.proxy.fail(case.fault, where(world, moment))
        phone.visit("/")
        ended = update(phone) is not None if moment.saved else True
        claims = {wait_settled(world.worker, phone)}
        # How long a browser waits for /sw.js is its own affair.
        if (
            world.worker.states
            and case.fault not in ENDLESS
            and moment.where in ("downloads", "second tier")
        ):
            demand(ended, "its update never ends")
            demand(claims & SETTLED, f"its download never ends: {claims}")
        # A fault that nothing met proves nothing, unless the worker never asks: others repair nothing.
        demand(world.proxy.spoiled or not world.worker.states, "(the fault was never met)")
        if moment.saved:
            judge_truth(world, look(phone, ["/", *one_of_each(world.releases[0].pages), *altered]))

        seen = dead_look(world, phone)
        judge_truth(world, seen)
        judge_claims(world, claims | seen.states, seen)
        if moment.saved or moment.where == "second tier":
            judge_reading(world, seen, ["/"])
        if moment.saved and not moment.damaged:
            judge_reading(world, seen, one_of_each(world.releases[0].pages))
        judge_healing(world, phone, moment.newest)
