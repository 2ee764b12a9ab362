"""Another length: the rise is as planned, and what follows takes more steps or fewer."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from lrviz.analysis.partings.case import Case
from lrviz.analysis.partings.cause import Explanation, by_warp, parted
from lrviz.analysis.partings.pace import nearest_scale
from lrviz.analysis.traps.parts import parts
from lrviz.comparison import Entry

_SAME = 0.005
_LEVELS = 2


def another_length(case: Case) -> Iterator[Explanation]:
    """The plan at another pace from the end of its warmup on."""
    if not case.rise or case.sample.levels < _LEVELS:
        return
    rows = case.sample.only(case.sample.steps >= case.rise)
    found = nearest_scale(case, rows, float(case.rise)) if len(rows) else None
    if found is None or abs(found.scale - 1) < _SAME:
        return
    steps = planned_length(case, found.scale)
    some = f"{'at least ' if found.at_least else ''}{steps:,} steps"
    says = f"The log rises as planned and then runs as if {some} had been planned in place of {case.length:,}."
    later = by_warp(case, found, "another length", says, size=float(steps), entries=partial(_entries, case, steps))
    yield replace(later, rates_at=parted(case, float(case.rise), later.rates_at))


def _entries(case: Case, steps: int) -> tuple[Entry | None, ...]:
    return () if case.entry is None else resized(case, case.entry, steps)


def planned_length(case: Case, scale: float) -> int:
    """How many steps are planned where a schedule keeps its rise and goes on at another pace."""
    return max(case.rise + round((case.length - case.rise) / scale), 1)


def resized(case: Case, entry: Entry, steps: int) -> tuple[Entry | None, ...]:
    """The entry with the part that is in charge at the end so long that the whole ends at a step of the optimizer."""
    calls = entry.calls(case.plan) if case.plan is not None else 0
    leaves = [part for part in parts(entry.schedule, calls) if part.leaf and part.duration > 0]
    ends = [part.ended(round(steps / case.repeats) - part.start) for part in reversed(leaves)]
    return tuple(replace(entry, schedule=fix.schedule) for fix in ends if fix is not None)
