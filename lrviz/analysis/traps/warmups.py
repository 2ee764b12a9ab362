"""Rises that the run is too short for."""

from collections.abc import Iterator
from math import inf

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case
from lrviz.analysis.traps.lengths import attempt, levels, rise, rise_field, risen
from lrviz.analysis.traps.parts import Mending, Part
from lrviz.schedules import ConstantLR, CyclicLR, OneCycleLR
from lrviz.schedules.scaling import fitted

_REACHED = 0.99
_SHARE = 10
"""A mended warmup takes the run's length over this."""


def unfinished_rise(case: Case) -> Iterator[Trap]:
    """A warmup, or the rise of a cycle, that is cut off."""
    for place in case.leaves:
        cycle = isinstance(place.part, OneCycleLR | CyclicLR)
        if rise(place.part) <= place.duration - 1 or not (cycle or case.final(place)):
            continue
        reached = _reached(case, place)
        if reached is None or reached >= _REACHED:
            continue
        kind = "never reaches its peak" if cycle else "warmup longer than the run"
        yield case.trap(kind, _told(case, place, reached), place.start, mending=_shortened(case, place))


def _reached(case: Case, place: Part) -> float | None:
    """The rate at the last step of a rise as a share of the peak."""
    part, last = place.part, place.duration - 1
    steps = rise(part)
    if isinstance(part, OneCycleLR | CyclicLR):
        rates, peak = levels(part, [last], case.entry.lr), part.max_lr
    elif steps == inf:
        rates, peak = levels(part, [last], case.entry.lr), case.entry.lr
    else:
        rates = levels(part, [last, int(steps) - 1, int(steps)], case.entry.lr)
        peak = 0.0 if rates is None else float(rates[1:].max())
    return float(rates[0]) / peak if rates is not None and peak > 0 else None


def _told(case: Case, place: Part, reached: float) -> str:
    steps = rise(place.part)
    if steps == inf:
        return (
            f"{place.name} with total_iters = 0 stays at its start for ever in torch, at {case.percent(reached)} "
            "of the rate: the warmup never ends."
        )
    return (
        f"The rate rises for {case.count(int(steps))}, but there are only {place.duration:,} from "
        f"{case.when(place.start)} on, so it gets to {case.percent(reached)} of its peak and no further. "
        "The run never trains at the rate that was meant."
    )


def _shortened(case: Case, place: Part) -> Mending | None:
    """A warmup of a tenth of what is left, or a cycle fitted to it; None where that is too short to rise in."""
    part, steps = place.part, place.duration
    if place.refit is not None and not part.repeats:
        gradual = not isinstance(part, ConstantLR) and (steps - 1) / steps >= _REACHED
        return place.ended(steps) if gradual else None
    warmup = rise_field(part) is not None
    shorter = risen(part, max(1, steps // _SHARE)) if warmup else attempt(lambda: fitted(part, steps))
    return place.changed(shorter) if shorter is not None and rise(shorter) <= steps - 1 else None
