"""Finds warmups that the run is too short to finish."""

from collections.abc import Iterator
from math import inf

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case
from lrviz.analysis.traps.lengths import attempt, risen
from lrviz.analysis.traps.parts import Fix, Part
from lrviz.analysis.traps.stepping import in_epochs
from lrviz.schedules.scaling import fitted

_REACHED = 0.99
_SHARE = 10
"""A shortened warmup takes the run's length over this."""


def unfinished_rise(case: Case) -> Iterator[Trap]:
    """A warmup, or the rise of a cycle, that is cut off."""
    for part in case.leaves:
        cycle = part.schedule.peak_field is not None
        if part.schedule.rise < part.duration or not (cycle or case.final(part)):
            continue
        peak, highest = _peak(case, part), _highest(case, part)
        if peak is None or highest is None or not highest < _REACHED * peak:
            continue
        kind = "never reaches its peak" if cycle else "warmup longer than the run"
        fix = in_epochs(case) or _shortened(part)
        yield case.trap(kind, _told(case, part, highest, peak), max(0, part.start), fix=fix)


def _peak(case: Case, part: Part) -> float | None:
    """The rate that a rise is meant to end at; None where it cannot be told."""
    schedule = part.schedule
    if schedule.peak_field:
        return float(getattr(schedule, schedule.peak_field))
    if case.swaps_base and not schedule.overwrites_lr:
        return None
    if schedule.rise == inf:
        return case.entry.lr
    rates = attempt(lambda: schedule.rates(case.entry.lr, int(schedule.rise) + 1))
    return None if rates is None or not rates.max() > 0 else float(rates.max())


def _highest(case: Case, part: Part) -> float | None:
    """The highest rate that a rise gets to: in the run, or of a factor in a product by itself."""
    if not part.chained:
        return float(case.own(part).max(initial=0.0))
    rates = part.schedule.rates_at(case.entry.lr, [part.duration - 1])
    return None if rates is None else float(rates[0])


def _told(case: Case, part: Part, highest: float, peak: float) -> str:
    steps, reached = part.schedule.rise, highest / peak
    if steps == inf:
        return (
            f"{part.name} with {part.schedule.rise_field} = 0 stays at its start for ever in torch, at "
            f"{case.percent(reached)} of the rate: the warmup never ends."
        )
    missed = " The run never trains at the rate that was meant." if case.peak < _REACHED * peak else ""
    return (
        f"{part.name} rises for {case.count(int(steps))}, but there are only {part.duration:,} from "
        f"{case.when(max(0, part.start))} on, so it gets to {case.percent(reached)} of its peak and no further.{missed}"
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
