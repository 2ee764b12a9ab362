"""Finds warmups that the run is too short to finish."""

from collections.abc import Iterator
from math import inf

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case
from lrviz.analysis.traps.lengths import attempt, risen
from lrviz.analysis.traps.parts import Fix, Part
from lrviz.schedules.scaling import fitted

_REACHED = 0.99
_SHARE = 10
"""A shortened warmup takes the run's length over this."""


def unfinished_rise(case: Case) -> Iterator[Trap]:
    """A warmup, or the rise of a cycle, that is cut off."""
    for part in case.leaves:
        cycle = part.schedule.peak_field is not None
        if part.schedule.rise <= part.duration - 1 or not (cycle or case.final(part)):
            continue
        reached = _reached(case, part)
        if reached is None or reached >= _REACHED:
            continue
        kind = "never reaches its peak" if cycle else "warmup longer than the run"
        yield case.trap(kind, _told(case, part, reached), part.start, fix=_shortened(part))


def _reached(case: Case, part: Part) -> float | None:
    """The rate at the last step of a rise as a share of the peak."""
    schedule, last = part.schedule, part.duration - 1
    steps = schedule.rise
    if schedule.peak_field:
        rates, peak = schedule.rates_at(case.entry.lr, [last]), float(getattr(schedule, schedule.peak_field))
    elif steps == inf:
        rates, peak = schedule.rates_at(case.entry.lr, [last]), case.entry.lr
    else:
        rates = schedule.rates_at(case.entry.lr, [last, int(steps) - 1, int(steps)])
        peak = 0.0 if rates is None else float(rates[1:].max())
    return float(rates[0]) / peak if rates is not None and peak > 0 else None


def _told(case: Case, part: Part, reached: float) -> str:
    steps = part.schedule.rise
    if steps == inf:
        return (
            f"{part.name} with {part.schedule.rise_field} = 0 stays at its start for ever in torch, at "
            f"{case.percent(reached)} of the rate: the warmup never ends."
        )
    return (
        f"The rate rises for {case.count(int(steps))}, but there are only {part.duration:,} from "
        f"{case.when(part.start)} on, so it gets to {case.percent(reached)} of its peak and no further. "
        "The run never trains at the rate that was meant."
    )


def _shortened(part: Part) -> Fix | None:
    """A warmup of a tenth of what is left, or a cycle fitted to it; None where that is too short to rise in."""
    schedule, steps = part.schedule, part.duration
    if part.refit is not None and not schedule.repeats:
        gradual = not schedule.jumps and (steps - 1) / steps >= _REACHED
        return part.ended(steps) if gradual else None
    shortest = max(1, steps // _SHARE)
    shorter = risen(schedule, shortest) if schedule.rise_field else attempt(lambda: fitted(schedule, steps))
    return part.changed(shorter) if shorter is not None and shorter.rise <= steps - 1 else None
