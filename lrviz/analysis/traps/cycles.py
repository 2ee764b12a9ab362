"""Finds runs that end high inside a cycle."""

import math
from collections.abc import Iterator
from itertools import islice

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case
from lrviz.analysis.traps.climbing import climbs_again
from lrviz.analysis.traps.floors import ends_above_floor
from lrviz.analysis.traps.lengths import attempt
from lrviz.analysis.traps.parts import Fix, Part
from lrviz.analysis.traps.warmups import unfinished_rise
from lrviz.schedules import Schedule
from lrviz.schedules.scaling import scaled, shifted

_HIGH = 0.1
"""How much of the way from the lowest rate to the highest a run may end above the lowest."""
_TRIES = 24
_FAR = 1e9


def ends_high(case: Case) -> Iterator[Trap]:
    """A rate that goes down and up again, and is up when the run ends."""
    part = next((part for part in reversed(case.leaves) if case.final(part) and not part.chained), None)
    if part is None:
        return
    high = _height(case, part)
    if high is None or any(any(finder(case)) for finder in (ends_above_floor, climbs_again, unfinished_rise)):
        return
    own = case.own(part)
    yield case.trap(
        "ends high inside a cycle",
        f"The run ends inside a cycle of {part.name}, at a rate of {own[-1]:.3g}, {case.percent(own[-1] / own.max())} "
        f"of its peak of {own.max():.3g}. What the small rates have settled is stirred up again.",
        part.stop - 1,
        fix=_settled(case, part),
    )


def _height(case: Case, part: Part) -> float | None:
    """How far the last rate is above the lowest, as a share of the way to the highest; None where it is not far."""
    lowest = _lowest(case, part.schedule, part.duration)
    own = case.own(part)
    if lowest is None or len(own) < 2 or not (part.schedule.rise or own[0] == own.max()):
        return None
    low, high = min(lowest, float(own.min())), float(own.max())
    share = (float(own[-1]) - low) / (high - low) if high > low else 0.0
    return share if share > _HIGH else None


def _lowest(case: Case, schedule: Schedule, steps: int) -> float | None:
    """The rate at the end of the cycle that a run of so many steps stops in; None for what goes in no cycles."""
    ends = schedule.low_ends(steps)
    if not len(ends) or ends[-1] < steps:
        return None
    rates = schedule.rates_at(case.entry.lr, [math.ceil(min(ends[-1], _FAR)) - 1])
    return None if rates is None else float(rates[0])


def _settled(case: Case, part: Part) -> Fix | None:
    """The least change with which the run ends low; None where none does."""
    low = (schedule for schedule in islice(_options(part), _TRIES) if _ends_low(case, schedule, part.duration))
    return part.changed(next(low, None))


def _options(part: Part) -> Iterator[Schedule]:
    schedule, steps = part.schedule, part.duration
    settled = attempt(lambda: schedule.settled(steps))
    if settled is not None:
        yield settled
    factors = [steps / end for end in schedule.low_ends(steps) if end > 0]
    for factor in sorted(factors, key=lambda factor: abs(math.log(factor))):
        near = scaled(schedule, factor)
        yield near
        yield from shifted(near, 1)


def _ends_low(case: Case, schedule: Schedule, steps: int) -> bool:
    lowest, last = _lowest(case, schedule, steps), schedule.rates_at(case.entry.lr, [steps - 1, int(schedule.rise)])
    if lowest is None or last is None or schedule.rise > steps - 1:
        return False
    high = max(float(last[1]), case.entry.lr if not schedule.overwrites_lr else 0.0)
    return float(last[0]) - lowest <= _HIGH * (high - lowest)
