"""Finds schedules that overwrite the optimizer's own learning rate or its momentum."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case
from lrviz.analysis.traps.lengths import attempt
from lrviz.analysis.traps.parts import Part, parts
from lrviz.comparison import Entry
from lrviz.schedules import Schedule

_SAME = 0.01


def ignores_rate(case: Case) -> Iterator[Trap]:
    """A schedule with a peak of its own, on an optimizer with another rate."""
    own = case.entry.lr
    for part in case.leaves:
        peak = _peak(part, own) if part.schedule.overwrites_lr else None
        if peak is None or abs(peak - own) <= _SAME * max(peak, own):
            continue
        alone = case.entry.schedule is part.schedule
        fix = attempt(partial(replace, case.entry, lr=peak)) if alone and peak > 0 else None
        yield Trap(
            "overwrites the optimizer's rate",
            f"{part.name} ignores lr = {own:g}: its own settings put its peak at {peak:.4g}. "
            + ("Whoever tunes lr changes nothing." if alone else "Whoever tunes lr changes only the other parts."),
            max(0, part.start) * case.per_call,
            "warning",
            fix,
            f"Set the base rate to {peak:.4g} (the curve stays as it is)" if fix else "",
        )


def _peak(part: Part, lr: float) -> float | None:
    if part.schedule.peak_field:
        return float(getattr(part.schedule, part.schedule.peak_field))
    rates = part.schedule.rates_at(lr, [int(part.schedule.rise) - 1, int(part.schedule.rise)])
    return None if rates is None else float(rates.max())


def moves_momentum(case: Case) -> Iterator[Trap]:
    """A schedule that cycles the momentum of an optimizer that has none."""
    if not case.entry.schedule.cycles_momentum:
        return
    name, field = type(case.optimizer).__name__, case.optimizer.cycled
    fix = _without_cycling(case.entry)
    label = "Turn cycle_momentum off" if fix else ""
    if field is None:
        sentence = (
            f"cycle_momentum is on and {name} has neither momentum nor β₁ for it: torch raises a ValueError before the "
            "first step."
        )
        yield Trap("refuses the optimizer", sentence, 0, "error", fix, label)
    elif getattr(case.optimizer, field) == 0 and _highest(case) > 0:
        sentence = (
            f"cycle_momentum is on, so {name} with {field} = 0 trains with a {field} of up to {_highest(case):g}. "
            "Every step then also takes up earlier ones, and nothing says so."
        )
        yield Trap("silently gives momentum", sentence, 0, "warning", fix, label)


def _highest(case: Case) -> float:
    """The largest momentum of the run; 0 where it takes no step."""
    momenta = case.curve.momenta
    return 0.0 if momenta is None else float(momenta.max(initial=0.0))


def _without_cycling(entry: Entry) -> Entry | None:
    """The same with cycle_momentum off in every schedule."""
    while entry.schedule.cycles_momentum:
        part = next((part for part in parts(entry.schedule, 1) if part.leaf and part.schedule.cycles_momentum), None)
        quiet = attempt(partial(_quietened, part)) if part else None
        if quiet is None:
            return None
        entry = replace(entry, schedule=quiet)
    return entry


def _quietened(part: Part) -> Schedule:
    fields = part.schedule.momentum_fields
    off: dict[str, Any] = {fields[0]: False} if fields else {}
    return part.rebuild(replace(part.schedule, **off))
