"""Decays that the run cuts off above their floor, and runs that go on at a rate of 0."""

from collections.abc import Iterator

import numpy as np

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case
from lrviz.analysis.traps.lengths import ending, levels, rise
from lrviz.analysis.traps.parts import Mending, Part, places
from lrviz.schedules import (
    CosineAnnealingLR,
    CosineCycles,
    CosineDecay,
    CosineRestartsWithWarmup,
    CosineWithWarmup,
    LinearLR,
    LinearWithWarmup,
    OneCycleLR,
    OneMinusSqrt,
    OneMinusSquare,
    PolynomialLR,
    PolynomialWithWarmup,
    PowerDecay,
    Rex,
    Schedule,
    TanhCycles,
    WarmupStableDecay,
)

_FALLS = (
    LinearLR,
    PolynomialLR,
    CosineAnnealingLR,
    OneCycleLR,
    LinearWithWarmup,
    CosineWithWarmup,
    CosineRestartsWithWarmup,
    PolynomialWithWarmup,
    WarmupStableDecay,
    CosineDecay,
    Rex,
    OneMinusSqrt,
    OneMinusSquare,
    PowerDecay,
    CosineCycles,
    TanhCycles,
)
"""Schedules that come down to a floor at the end of their length, without a jump."""

_VISIBLE = 0.01
"""How much of the way from the peak to the floor may be left at the last step."""

_STILL = 1e-12
"""What rounding leaves of a rate of 0, as a share of the peak."""


def ends_above_floor(case: Case) -> Iterator[Trap]:
    """A decay planned for more steps than it has, or for just one too many."""
    for place in case.leaves:
        length, last = place.part.length, place.duration - 1
        if not isinstance(place.part, _FALLS) or length is None or length <= last or not case.final(place):
            continue
        if rise(place.part) > last or (case.swaps_base and not place.part.overwrites_lr):
            continue
        left = _left(case, place.part, last)
        if left is None or not left > _VISIBLE:
            continue
        if length == place.duration and (place.refit is not None or _wastes_an_epoch(case, place.part)):
            continue
        yield case.trap(
            "ends above its floor",
            _told(case, place, length, left),
            place.stop - 1,
            "warning" if length > place.duration else "note",
            planned_for(case, place),
        )


def planned_for(case: Case, place: Part) -> Mending | None:
    """A part planned for the steps that it has, or for one fewer where it would end visibly above its floor.

    None where no length brings it down.
    """
    if not case.final(place):
        return place.ended(place.duration)
    if place.refit is not None:
        mending = place.ended(place.duration)
        return mending if mending and _all_fit(mending.schedule, case.calls) else None
    for steps in (place.duration, place.duration - 1):
        part = ending(place.part, steps)
        left = _left(case, part, place.duration - 1) if part else None
        if part and (left is None or left <= _VISIBLE or _wastes_an_epoch(case, part)):
            return place.changed(part)
    return None


def _all_fit(schedule: Schedule, calls: int) -> bool:
    """Whether no part is longer than its place."""
    inside = (place for place in places(schedule, calls) if place.duration > 0)
    return all((place.part.length or 0) <= place.duration for place in inside)


def _left(case: Case, part: Schedule, step: int) -> float | None:
    """The share of the way from its peak to its floor that a decay has not gone at a step of its own."""
    if part.length is None:
        return None
    rates = levels(part, [step, int(np.ceil(rise(part))), part.length], case.entry.lr)
    if rates is None:
        return None
    now, peak, floor = rates.tolist()
    return (now - floor) / (peak - floor) if peak > floor else None


def _wastes_an_epoch(case: Case, part: Schedule) -> bool:
    """Whether to reach the floor would be to spend a whole epoch at a rate of 0."""
    floor = None if part.length is None else levels(part, [part.length], case.entry.lr)
    return case.per_call > 1 and floor is not None and not floor.any()


def _told(case: Case, place: Part, length: int, left: float) -> str:
    if length > place.duration:
        return (
            f"{place.name} is planned for {case.count(length)} and the run gives it {place.duration:,}, so it stops "
            f"with {case.percent(left)} of its way down still to go, at a rate of {case.rates[-1]:.3g}. "
            "The small rates at the end, which settle the loss, are never used."
        )
    return (
        f"{place.name} reaches its floor one {'epoch' if case.by_epoch else 'step'} after the last one, which still "
        f"has {case.percent(left)} of the way to go, at a rate of {case.rates[-1]:.3g}: the first rate is number 0."
    )


def stands_still(case: Case) -> Iterator[Trap]:
    """A rate of 0 for more than the last step."""
    rates, still = case.rates, _STILL * case.peak
    if len(rates) < 2 or (np.abs(rates[-2:]) > still).any():
        return
    moving = np.flatnonzero(np.abs(rates) > still)
    first = int(moving[-1]) + 1 if len(moving) else 0
    wasted = len(rates) - first
    yield case.trap(
        "stands still at the end",
        f"The rate is 0 from {case.when(first)} to the end, {case.count(wasted)} or "
        f"{case.percent(wasted / len(rates))} of the run: they cost as much as the others and change nothing.",
        first,
        mending=_stretched(case) if len(moving) else None,
    )


def _stretched(case: Case) -> Mending | None:
    """The last decay planned for all that is left; None where it would stand still all the same."""
    place = next((place for place in reversed(case.leaves) if case.final(place)), None)
    if place is None or place.chained or not isinstance(place.part, _FALLS):
        return None
    length, last = place.part.length, place.duration - 1
    longer = ending(place.part, place.duration)
    rates = levels(longer, [last - 1], case.entry.lr) if longer else None
    if length is None or length >= last or rates is None or rates[0] <= _STILL * case.entry.lr:
        return None
    return planned_for(case, place)
