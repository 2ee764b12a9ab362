"""Finds decays that end above their floor, and runs that continue at a rate of 0."""

from collections.abc import Iterator

import numpy as np

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case
from lrviz.analysis.traps.lengths import ending
from lrviz.analysis.traps.parts import Fix, Part, parts
from lrviz.analysis.traps.stepping import in_epochs
from lrviz.arrays import Floats
from lrviz.schedules import Schedule

_VISIBLE = 0.01
"""How much of the way from the peak to the floor may be left at the last step."""

_LONG = 0.2
"""The share of the run that is long for a small rate that a decay holds."""
_HIGH = 0.5
"""The share of its peak below which what a decay holds is a small rate."""
_SAME = 1e-9
"""How far two rates may be apart that are one."""

_STILL = 1e-12
"""What rounding leaves of a rate of 0, as a share of the peak."""


def ends_above_floor(case: Case) -> Iterator[Trap]:
    """A decay planned for more steps than it has, or for just one too many."""
    for part in case.leaves:
        length, last = part.schedule.length, part.duration - 1
        if not part.schedule.falls or length is None or length <= last or not case.final(part):
            continue
        if part.schedule.rise > last or (case.swaps_base and not part.schedule.overwrites_lr):
            continue
        left = _left(case, part.schedule, last)
        if left is None or not left > _VISIBLE:
            continue
        if length == part.duration and (part.refit is not None or _wastes_an_epoch(case, part.schedule)):
            continue
        yield case.trap(
            "ends above its floor",
            _told(case, part, length, left),
            part.stop - 1,
            "warning" if length > part.duration else "note",
            in_epochs(case) or planned_for(case, part),
        )


def planned_for(case: Case, part: Part) -> Fix | None:
    """A schedule planned for the steps that it has, or for one fewer where it would end visibly above its floor.

    None where no length brings it down.
    """
    if not case.final(part):
        return part.ended(part.duration)
    if part.refit is not None:
        fix = part.ended(part.duration)
        return fix if fix and _all_fit(fix.schedule, case.calls) else None
    for steps in (part.duration, part.duration - 1):
        schedule = ending(part.schedule, steps)
        left = _left(case, schedule, part.duration - 1) if schedule else None
        if schedule and (left is None or left <= _VISIBLE or _wastes_an_epoch(case, schedule)):
            return part.changed(schedule)
    return None


def _all_fit(schedule: Schedule, calls: int) -> bool:
    """Whether no schedule is longer than its part."""
    inside = (part for part in parts(schedule, calls) if part.duration > 0)
    return all((part.schedule.length or 0) <= part.duration for part in inside)


def _left(case: Case, schedule: Schedule, step: int) -> float | None:
    """The share of the way from its peak to its floor that a decay has not gone at a step of its own."""
    if schedule.length is None:
        return None
    rates = schedule.rates_at(case.entry.lr, [step, int(np.ceil(schedule.rise)), schedule.length])
    if rates is None:
        return None
    now, peak, floor = rates.tolist()
    return (now - floor) / (peak - floor) if peak > floor else None


def _wastes_an_epoch(case: Case, schedule: Schedule) -> bool:
    """Whether to reach the floor would be to spend a whole epoch at a rate of 0."""
    floor = None if schedule.length is None else schedule.rates_at(case.entry.lr, [schedule.length])
    return case.per_call > 1 and floor is not None and not floor.any()


def _told(case: Case, part: Part, length: int, left: float) -> str:
    if length > part.duration:
        return (
            f"{part.name} is planned for {case.count(length)} and the run gives it {part.duration:,}, so it stops "
            f"with {case.percent(left)} of its way down still to go, at a rate of {case.rates[-1]:.3g}. "
            "The small rates at the end, which settle the loss, are never used."
        )
    return (
        f"{part.name} reaches its floor one {'epoch' if case.by_epoch else 'step'} after the last one, which still "
        f"has {case.percent(left)} of the way to go, at a rate of {case.rates[-1]:.3g}: the first rate is number 0."
    )


def stays_at_floor(case: Case) -> Iterator[Trap]:
    """A decay that is over early and holds a small rate for a large part of the run."""
    for part in case.leaves:
        length, own = part.schedule.length, case.own(part)
        if not part.schedule.falls or part.chained or length is None or not case.final(part):
            continue
        floor = float(own[-1])
        if not 0 < floor < _HIGH * own.max() or floor <= _STILL * own.max():
            continue
        held = _held(own)
        if held < _LONG * len(case.rates) or length > part.duration - held + 1:
            continue
        first = part.stop - held
        yield case.trap(
            "stays at its floor",
            f"{part.name} is down at its floor of {floor:.3g} at {case.when(first)} and stays there to the end, "
            f"{case.count(held)} or {case.percent(held / len(case.rates))} of the run at "
            f"{case.percent(floor / own.max())} of its peak: the decay is planned for a shorter run.",
            first,
            fix=planned_for(case, part),
        )


def _held(rates: Floats) -> int:
    """How many rates at the end are the last one."""
    moving = np.flatnonzero(np.abs(rates - rates[-1]) > _SAME * abs(rates[-1]))
    return len(rates) - (int(moving[-1]) + 1 if len(moving) else 0)


def stands_still(case: Case) -> Iterator[Trap]:
    """A rate of 0 for more than the last step."""
    rates, still = case.rates, _STILL * case.peak
    if len(rates) < 2 or not (np.abs(rates[-2:]) <= still).all():
        return
    moving = np.flatnonzero(np.abs(rates) > still)
    first = int(moving[-1]) + 1 if len(moving) else 0
    wasted = len(rates) - first
    highest = float(np.abs(rates[first:]).max())
    told = "is 0" if highest == 0 else f"is at most {highest:.2g}, which is as good as 0,"
    yield case.trap(
        "stands still at the end",
        f"The rate {told} from {case.when(first)} to the end, {case.count(wasted)} or "
        f"{case.percent(wasted / len(rates))} of the run: they cost as much as the others and change nothing.",
        first,
        fix=_stretched(case) if len(moving) else None,
    )


def _stretched(case: Case) -> Fix | None:
    """The last decay planned for all that is left; None where it would stand still all the same."""
    part = next((part for part in reversed(case.leaves) if case.final(part)), None)
    if part is None or part.chained or not part.schedule.falls:
        return None
    length, last = part.schedule.length, part.duration - 1
    longer = ending(part.schedule, part.duration)
    rates = longer.rates_at(case.entry.lr, [last - 1]) if longer else None
    if length is None or length >= last or rates is None or rates[0] <= _STILL * case.entry.lr:
        return None
    return planned_for(case, part)
