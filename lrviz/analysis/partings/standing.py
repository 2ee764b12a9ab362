"""A schedule that stands still: the run keeps one rate, as where nobody calls the scheduler."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from lrviz.analysis.partings.case import Case, round_off
from lrviz.analysis.partings.cause import Explanation
from lrviz.analysis.traps.lengths import attempt
from lrviz.arrays import Floats
from lrviz.comparison import Entry
from lrviz.schedules import Constant

_FEWEST = 5
_SAME = 0.01
_STEADY = 1e-6


def stands_still(case: Case) -> Iterator[Explanation]:
    """One rate all along, which is the plan's first one or the base rate.

    Fitted as the middle of the logged rates.
    """
    rate = float(np.median(case.sample.rates))
    starts = [float(case.planned[0])] if len(case.planned) else []
    if case.entry is not None:
        starts.append(case.entry.lr)
    steady = np.abs(case.sample.rates - rate) <= case.sample.rounding + _STEADY * abs(rate)
    begun = any(abs(rate - start) <= _SAME * abs(start) for start in starts)
    if len(case.sample) < _FEWEST or not steady.all() or not begun or not _moves(case):
        return
    says = f"The log keeps the rate {rate:.4g} from its first step on."
    because = "The scheduler may never be stepped, or it moves another optimizer than the one that trains."
    at = partial(constant, rate)
    yield Explanation("stands still", says, because, at, abs(rate), 0, rate, partial(_entries, case.entry, rate))


def _moves(case: Case) -> bool:
    """Whether the plan has different rates at all."""
    return bool(len(case.planned)) and float(np.ptp(case.planned)) > case.rows.tolerance * case.peak


def constant(rate: float, steps: Floats) -> Floats:
    """One rate at all steps."""
    return np.full(np.shape(steps), rate)


def _entries(entry: Entry | None, rate: float) -> tuple[Entry | None, ...]:
    if entry is None:
        return ()
    return (attempt(lambda: replace(entry, schedule=Constant(), lr=round_off(rate))),)
