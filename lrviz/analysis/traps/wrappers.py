"""Schedules that change more of the optimizer than they are asked to: its own rate, and its momentum."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, TypeGuard

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case
from lrviz.analysis.traps.lengths import attempt, levels, rise
from lrviz.analysis.traps.parts import Part, places
from lrviz.comparison import Entry
from lrviz.schedules import CyclicLR, OneCycleLR, Schedule

_SAME = 0.01


def ignores_rate(case: Case) -> Iterator[Trap]:
    """A schedule with a peak of its own, on an optimizer with another rate."""
    own = case.entry.lr
    for place in case.leaves:
        peak = _peak(place, own) if place.part.overwrites_lr else None
        if peak is None or abs(peak - own) <= _SAME * max(peak, own):
            continue
        alone = case.entry.schedule is place.part
        fix = attempt(partial(replace, case.entry, lr=peak)) if alone and peak > 0 else None
        yield Trap(
            "overwrites the optimizer's rate",
            f"{place.name} ignores lr = {own:g} and peaks at {peak:.4g}, which its own settings say. "
            + ("Whoever tunes lr changes nothing." if alone else "Whoever tunes lr changes only the other parts."),
            place.start * case.per_call,
            "warning",
            fix,
            f"Set the base rate to {peak:.4g} (the curve stays as it is)" if fix else "",
        )


def _peak(place: Part, lr: float) -> float | None:
    if isinstance(place.part, OneCycleLR | CyclicLR):
        return place.part.max_lr
    rates = levels(place.part, [int(rise(place.part)) - 1, int(rise(place.part))], lr)
    return None if rates is None else float(rates.max())


def moves_momentum(case: Case) -> Iterator[Trap]:
    """A schedule that cycles the momentum of an optimizer that has none."""
    if not case.entry.schedule.cycles_momentum:
        return
    name, field = type(case.optimizer).__name__, case.optimizer.cycled
    fix = _without_cycling(case.entry)
    label = "Turn cycle_momentum off" if fix else ""
    if field is None:
        yield Trap(
            "refuses the optimizer",
            f"cycle_momentum is on and {name} has neither momentum nor β₁ for it: torch raises a ValueError before the "
            "first step.",
            0,
            "error",
            fix,
            label,
        )
    elif getattr(case.optimizer, field) == 0:
        yield Trap(
            "silently gives momentum",
            f"cycle_momentum is on, so {name} with {field} = 0 trains with a {field} of up to {_highest(case):g}. "
            "Every step then also takes up earlier ones, and nothing says so.",
            0,
            "warning",
            fix,
            label,
        )


def _highest(case: Case) -> float:
    return max(place.part.max_momentum for place in case.places if _cycles(place.part))


def _cycles(part: Schedule) -> TypeGuard[OneCycleLR | CyclicLR]:
    return isinstance(part, OneCycleLR | CyclicLR) and part.cycle_momentum


def _without_cycling(entry: Entry) -> Entry | None:
    """The same with cycle_momentum off in every part."""
    while entry.schedule.cycles_momentum:
        place = next((place for place in places(entry.schedule, 1) if _cycles(place.part)), None)
        quiet = attempt(partial(_quietened, place)) if place else None
        if quiet is None:
            return None
        entry = replace(entry, schedule=quiet)
    return entry


def _quietened(place: Part) -> Schedule:
    part: Any = place.part
    return place.rebuild(replace(part, cycle_momentum=False))
