"""Replaces any curve by a few points that can be dragged with the mouse."""

import heapq
from dataclasses import replace

import numpy as np

from lrviz.arrays import Floats
from lrviz.comparison.curve import Curve
from lrviz.comparison.entry import Entry
from lrviz.comparison.plan import Plan
from lrviz.schedules import PiecewiseLinear


def traced(entry: Entry, curve: Curve, plan: Plan) -> Entry | None:
    """An entry drawn by points that follows another; None where there is nothing to follow.

    Args:
        entry: what is followed.
        curve: its curve over the plan.
        plan: the run.
    """
    if not len(curve.rates) or entry.lr == 0:
        return None
    return replace(entry, schedule=by_points(curve.rates[:: entry.repeats(plan)], entry.lr))


def by_points(rates: Floats, lr: float, most: int = 12) -> PiecewiseLinear:
    """The schedule of straight pieces that follows a curve, with a point wherever it was furthest off.

    Args:
        rates: (n,) with n ≥ 1, a rate for each step of the scheduler.
        lr: the base rate, above 0.
        most: how many points at most; fewer where fewer give the curve to a thousandth of its height.
    """
    factors = np.clip(np.nan_to_num(rates / lr, posinf=1e4), 0.0, 1e4)
    tolerance = 1e-3 * float(factors.max())
    kept = {0, len(factors) - 1}
    pieces = [_furthest(factors, 0, len(factors) - 1)]
    while pieces and len(kept) < most and -pieces[0][0] > tolerance:
        _, middle, begin, end = heapq.heappop(pieces)
        kept.add(middle)
        heapq.heappush(pieces, _furthest(factors, begin, middle))
        heapq.heappush(pieces, _furthest(factors, middle, end))
    return PiecewiseLinear(tuple((float(step), float(f"{factors[step]:.6g}")) for step in sorted(kept)))


def _furthest(factors: Floats, begin: int, end: int) -> tuple[float, int, int, int]:
    """How far a piece is off its straight line, negative, and the step where it is furthest, with the piece."""
    line = np.linspace(factors[begin], factors[end], end - begin + 1)
    off = np.abs(factors[begin : end + 1] - line)
    place = int(np.argmax(off))
    return -float(off[place]), begin + place, begin, end
