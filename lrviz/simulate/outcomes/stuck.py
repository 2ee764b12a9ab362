"""Recognises runs that hardly move any more and are at no minimum."""

import numpy as np

from lrviz.simulate.outcomes.measures import CLOSE, Measures
from lrviz.simulate.outcomes.words import Outcome, number, point_text

_SLOW = 1e-3
"""Share of the excess loss that a tail takes off at least, in a run that is getting somewhere."""

_STARVED = 1e-3
"""Share of the highest rate below which a schedule leaves nothing to move with."""

_NEARLY_FLAT = 0.01
"""Share of the excess loss that a flat slope would take off at most, kept up across the whole map."""


def stalled(path: Measures) -> Outcome | None:
    """A run that stands still at a saddle or on a plateau, or whose learning rate is used up or too small."""
    reason = _starved(path) or (_why_stuck(path) if path.spread <= CLOSE else None)
    if reason is None:
        return None
    step, where = path.settled_since(path.points[-1]), point_text(path.points[-1], path.diagonal)
    where += " far off the map" if path.distances[-1] > 2 else ""
    loss = number(path.trace.losses[-1])
    return Outcome("stalled", step, f"stalled at {where} since step {step}: {reason}; loss {loss}")


def _starved(path: Measures) -> str | None:
    """What the schedule did, where its last rates are next to nothing and the path stands still under them."""
    last, peak = path.rates[-1], path.rates.max()
    if peak == 0:
        return "the learning rate is 0"
    still = path.away_from(path.points[-1])[-max(2, path.steps // 50 + 1) :].max() <= CLOSE
    if last > _STARVED * peak or not still or path.steps == 1:
        return None
    if path.spread <= CLOSE and (held := _held(path)) is not None:
        return held
    return f"the schedule has starved it (lr {number(last)}, {number(peak)} at its peak)"


def _why_stuck(path: Measures) -> str | None:
    held = _held(path)
    if held is not None or abs(path.fall) > _SLOW:
        return held
    local, lr, limit = path.local, path.rates[-1], path.trace.limits[-1]
    if local.slope * path.diagonal <= _NEARLY_FLAT * path.excess[-1] < np.inf:
        return _flat(path)
    reason = f"lr {number(lr)} is too small to get anywhere (slope {number(local.slope)})"
    if lr <= limit < 10 * lr:
        reason = (
            f"lr {number(lr)} is too small for this direction, and the steep one allows no more than {number(limit)}"
        )
    return reason


def _flat(path: Measures) -> str:
    saddle = path.nearest(path.objective.saddles, path.points[-1], 20 * CLOSE)
    near = "" if saddle is None else f" around the saddle {point_text(saddle, path.diagonal)}"
    return f"a plateau{near}, where the slope is only {number(path.local.slope)}"


def _held(path: Measures) -> str | None:
    """The saddle or the top that holds the path, in words."""
    points, local, end = path.objective.critical_points, path.local, path.points[-1]
    held = local.distance <= CLOSE * path.diagonal
    saddle = held and local.shape == "saddle" and local.marked
    if saddle or path.nearest(points.saddles, end) is not None:
        return f"a saddle; {_balance(path)}"
    tops, top = (points.minima, "a minimum") if path.climbs else (points.maxima, "a maximum")
    if (held and local.shape == "maximum") or path.nearest(tops, end) is not None:
        return f"{top}; {_balance(path)}"
    return "a plateau, where the slope is exactly 0" if local.slope == 0 else None


def _balance(path: Measures) -> str:
    if path.local.balanced:
        return "exactly balanced, it never leaves"
    return f"the way {'up' if path.climbs else 'down'} starts very slowly"
