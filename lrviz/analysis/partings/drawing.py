"""Makes an entry of what a log ran, to be drawn beside the plan."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from lrviz.analysis.partings.case import Case, round_off
from lrviz.analysis.partings.cause import Explanation
from lrviz.analysis.partings.going_on import as_planned_on
from lrviz.analysis.partings.laying import laid
from lrviz.analysis.traps.lengths import attempt
from lrviz.arrays import Floats
from lrviz.comparison import Entry, Plan, curve
from lrviz.comparison.tracing import by_points
from lrviz.schedules import PiecewiseConstant, Schedule

NAME = "what the log ran"
_MOST_POINTS = 64
_SLACK = 0.02


def what_ran(case: Case, explanation: Explanation | None) -> Entry | None:
    """An entry whose curve is what the log ran: the plan's own, changed, or a line through points as a last resort.

    Args:
        case: the log and the plan.
        explanation: what happened; None draws the log's own rows.

    Returns:
        The entry; None where no entry or plan is known, or there is no rate to draw.
    """
    plan = case.plan
    if case.entry is None or plan is None:
        return None
    changed = () if explanation is None else explanation.entries()
    if explanation is None or explanation.cause == "resumed":
        planned = (entry for entry in as_planned_on(case) if _agreement(case, entry, plan) == 1)
        changed = (*changed, next(planned, None))
    with np.errstate(all="ignore"):  # a log may have rates that are no fraction of any base rate
        drawn = [*changed, *_by_hand(case, case.entry, explanation)]
    agreements = [(_agreement(case, entry, plan), entry) for entry in drawn if entry is not None]
    best = max((agreement for agreement, _ in agreements), default=0.0)
    chosen = next((entry for agreement, entry in agreements if agreement >= best - _SLACK), None)
    return None if chosen is None else replace(chosen, name=NAME)


def _agreement(case: Case, entry: Entry, plan: Plan) -> float:
    """How many of the rows within the plan agree with an entry."""
    differs = laid(curve(entry, plan).rates, case.rows).differs
    return float(np.mean(~differs)) if len(differs) else 0.0


def _by_hand(case: Case, entry: Entry, explanation: Explanation | None) -> Iterator[Entry | None]:
    """Stairs and a line through points, of what the explanation gives and of the log's own rows."""
    steps = np.arange(len(case.planned), dtype=float)
    curves = [_filled(case.rows.steps.astype(float), case.rows.rates, steps)]
    if explanation is not None:
        curves.insert(0, _filled(steps, explanation.rates_at(steps), steps))
    for rates in curves:
        lr = entry.lr or round_off(float(rates.max(initial=0.0)))
        if not len(rates) or not 0 < lr < np.inf:
            continue
        called = rates[:: case.repeats]
        for shape in (_stairs(called, lr), attempt(partial(by_points, called, lr, _MOST_POINTS))):
            yield None if shape is None else replace(entry, lr=lr, schedule=shape)


def _filled(places: Floats, rates: Floats, steps: Floats) -> Floats:
    """Rates at all steps, along lines between those that are known; nothing where none is."""
    known = np.isfinite(rates)
    return np.interp(steps, places[known], rates[known]) if known.any() else np.empty(0)


def _stairs(rates: Floats, lr: float) -> Schedule | None:
    """The schedule of flat pieces that has just these rates; None where they would be too many."""
    turns = np.flatnonzero(np.diff(rates)) + 1
    if len(turns) >= _MOST_POINTS:
        return None
    values = tuple(round_off(float(rates[turn] / lr)) for turn in (0, *turns))
    return attempt(lambda: PiecewiseConstant(tuple(turns.tolist()), values))
