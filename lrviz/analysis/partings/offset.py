"""An offset: the run is a number of steps ahead of its plan or behind it."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from lrviz.analysis.partings.case import Case
from lrviz.analysis.partings.cause import Explanation, by_warp
from lrviz.analysis.partings.rows import Rows
from lrviz.analysis.partings.warp import COUNTINGS, Warp, fitted
from lrviz.analysis.traps.lengths import attempt
from lrviz.comparison import Entry
from lrviz.schedules import Constant, ConstantLR, Sequential

_MOST = 6000


def offset(case: Case) -> Iterator[Explanation]:
    """The plan begun at another step.

    Fitted over all offsets with which the log lies within the schedule.
    """
    found = nearest_shift(case, case.sample)
    still = float(np.ptp(case.sample.rates)) <= 2 * case.rows.tolerance * case.peak
    if still or found is None or found.shift in COUNTINGS:
        return
    steps = int(found.shift)
    where, sign = ("ahead of", "+") if steps > 0 else ("behind", "−")
    says = (
        f"The log is {abs(steps):,} steps {where} the plan: its step s has the rate of the plan's step "
        f"s {sign} {abs(steps):,}."
    )
    because = (
        "The scheduler may have gone on from a checkpoint while the log counts from 0."
        if steps > 0
        else "The log may count steps that the scheduler was not called for, as those of an earlier run."
    )
    yield by_warp(case, found, "offset", says, because, size=found.shift, entries=partial(_entries, case, -steps))


def nearest_shift(case: Case, rows: Rows, low: float | None = None, high: float | None = None) -> Warp | None:
    """The whole offset that is nearest to the rows, between two ends where these are given."""
    first = -float(rows.steps[-1]) if low is None else low
    last = float(len(case.known) - 1 - rows.steps[-1]) if high is None else high
    last = min(last, 2.0 * len(case.planned)) if high is None else last
    if last < first:
        return None
    shifts = np.unique(np.round(np.linspace(first, last, min(_MOST, int(last - first) + 1))))
    return fitted(case, rows, np.ones(len(shifts)), shifts, whole=True)


def _entries(case: Case, later: int) -> tuple[Entry | None, ...]:
    """The schedule held at its first rate until it begins."""
    if case.entry is None or later <= 0 or later % case.repeats:
        return ()
    entry, steps = case.entry, later // case.repeats
    share = float(case.planned[0]) / entry.lr if entry.lr > 0 else 1.0
    first = attempt(lambda: ConstantLR(factor=share, total_iters=steps) if share < 1 else Constant())
    held = None if first is None else attempt(lambda: Sequential((first, entry.schedule), (steps,)))
    return () if held is None else (replace(entry, schedule=held),)
