"""Recognises runs that hardly move though nothing has taken their rate away, and are at no minimum."""

import numpy as np

from lrviz.simulate.outcomes.measures import CLOSE, Measures
from lrviz.simulate.outcomes.outcome import Claim, Outcome, claim

_LEVEL = 0.5
"""Share of the slope that is left at most one Newton step nearer to a stationary point; beside √|y| it is 0.58."""

SLOW = 1e-3
"""Share of the excess loss that a tail takes off at least, in a run that is getting somewhere."""

_BY_THE_RATE = 0.1
"""Steps shorter than this share of what the rate makes of the slope are not so short because of the rate."""

_NEARLY_FLAT = 0.01
"""Share of the excess loss that a flat slope would take off at most, kept up across the whole map."""


def rate_zero(path: Measures) -> Outcome | None:
    """A run whose rate is 0 all the time."""
    return None if path.rates.any() or path.ended else _stalled(path, claim("rate_zero"))


def held(path: Measures) -> Outcome | None:
    """A run that stands at a saddle, on a top or on a level place."""
    if path.spread > CLOSE or path.ended:
        return None
    points, local, end = path.objective.critical_points, path.local, path.points[-1]
    near = local.distance <= CLOSE * path.diagonal and _levels_off(path)
    if (near and local.shape == "saddle" and local.marked) or path.nearest(points.saddles, end) is not None:
        return _stalled(path, _balance(path, "saddle"))
    tops, top = (points.minima, "bottom") if path.climbs else (points.maxima, "top")
    if (near and local.shape == "maximum") or path.nearest(tops, end) is not None:
        return _stalled(path, _balance(path, top))
    return _stalled(path, claim("no_slope")) if local.slope == 0 else None


def _levels_off(path: Measures) -> bool:
    """Whether the slope is less where the curvature says that it ends, as it is not beside the floor of a ravine."""
    slope = np.hypot(*path.objective.gradient(*path.local.stationary))
    return bool(slope <= _LEVEL * path.local.slope)


def too_slow(path: Measures) -> Outcome | None:
    """A run that stands still on a slope: a plateau, or a rate that is too small."""
    if path.spread > CLOSE or path.ended or abs(path.fall) > SLOW:
        return None
    local, limit = path.local, float(path.trace.limits[-1])
    lr = path.rate(-1) if path.gone is None else float(path.rates.max())
    if local.slope * path.diagonal <= _NEARLY_FLAT * path.excess[-1] < float("inf"):
        return _stalled(path, _flat(path))
    moved = np.hypot(*np.diff(path.points[-path.tail - 1 :], axis=0).T)
    if moved.sum() < _BY_THE_RATE * path.rates[-path.tail :].sum() * min(1.0, local.slope):
        return _stalled(path, claim("tiny_steps", moved=float(moved.sum()), count=path.tail, slope=local.slope))
    if lr <= limit < 10 * lr:
        return _stalled(path, claim("steep_elsewhere", lr=lr, limit=limit))
    return _stalled(path, claim("too_small", lr=lr, slope=local.slope))


def _stalled(path: Measures, reason: Claim) -> Outcome:
    step, point = path.settled_since(path.points[-1]), path.place(path.points[-1])
    off = (claim("far_off"),) if path.distances[-1] > 2 else ()
    loss = claim("stalled_loss", loss=float(path.trace.losses[-1]))
    return Outcome("stalled", step, (claim("stalled", point=point, step=step), *off, reason, loss))


def _flat(path: Measures) -> Claim:
    saddle = path.nearest(path.objective.saddles, path.points[-1], 20 * CLOSE)
    if saddle is None:
        return claim("plateau", slope=path.local.slope)
    return claim("plateau_saddle", saddle=path.place(saddle), slope=path.local.slope)


def _balance(path: Measures, place: str) -> Claim:
    if path.local.balanced:
        return claim("held_for_ever", place=place)
    return claim("held_long", place=place, way="up" if path.climbs else "down")
