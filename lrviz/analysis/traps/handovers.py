"""Finds jumps of the learning rate at the step where one schedule takes over from another."""

from collections.abc import Iterator
from itertools import pairwise

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case
from lrviz.analysis.traps.lengths import ending, risen
from lrviz.analysis.traps.parts import Fix, Part
from lrviz.schedules import Schedule

_LARGE = 0.05
"""The smallest jump that is told, as a share of the higher rate."""
_SUDDEN = 4.0
"""How many times a jump is larger than the steps beside it."""


def jumps(case: Case) -> Iterator[Trap]:
    """A hand-over at which the rate changes by far more than around it."""
    steady = [part for part in case.leaves if not part.chained]
    for before, after in pairwise(steady):
        at = after.start
        if before.stop != at or not _jumps(case, before, after):
            continue
        low, high = float(case.rates[at - 1]), float(case.rates[at])
        yield case.trap(
            "jumps at a hand-over",
            f"From {case.when(at - 1)} to {case.when(at)} the rate goes from {low:.3g} to {high:.3g}, where "
            f"{after.name} takes over from {before.name}. "
            "Every stage starts from the optimizer's own rate, not from where the one before has left it.",
            at,
            fix=_joined(case, before, after),
        )


def _jumps(case: Case, before: Part, after: Part) -> bool:
    rates, at = case.rates, after.start
    if before.duration < 2:
        return False
    jump = abs(rates[at] - rates[at - 1])
    beside = [abs(rates[at - 1] - rates[at - 2])]
    if after.duration > 1:
        beside.append(abs(rates[at + 1] - rates[at]))
    return bool(jump > _LARGE * max(rates[at - 1], rates[at]) and jump > _SUDDEN * max(beside))


def _joined(case: Case, before: Part, after: Part) -> Fix | None:
    """The earlier stage led up to where the later one starts, or the later one without a second warmup."""
    if case.swaps_base:
        return None
    own, start = case.entry.lr, case.rates[after.start]
    if abs(start - own) <= _LARGE * own:
        return before.changed(_reaching(_led_up(before.schedule, before.duration), before.duration, own))
    if abs(case.rates[after.start - 1] - own) > _LARGE * own or (
        after.refit and after.schedule.length == after.schedule.rise
    ):
        return None
    return after.changed(_reaching(risen(after.schedule, 0), 0, own))


def _led_up(schedule: Schedule, steps: int) -> Schedule | None:
    """A rise that takes `steps` steps; None for schedules that are no gradual rises."""
    led_up = schedule.led_up(steps)
    if led_up is not None or schedule.jumps or schedule.rise <= steps:
        return led_up
    return ending(schedule, steps) if schedule.length == schedule.rise else risen(schedule, steps)


def _reaching(schedule: Schedule | None, step: int, lr: float) -> Schedule | None:
    """The schedule itself if at a step of its own it is at the optimizer's whole rate."""
    rates = schedule.rates_at(lr, [step]) if schedule else None
    return schedule if rates is not None and abs(rates[0] - lr) <= _LARGE * lr else None
