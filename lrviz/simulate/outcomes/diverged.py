"""Says when and why a run diverged."""

import numpy as np

from lrviz.simulate.outcomes.measures import Measures
from lrviz.simulate.outcomes.words import Outcome, above, number, point_text

FAR = 10.0
"""Window diagonals from the middle of the map beyond which a path has left."""


def diverged(path: Measures) -> Outcome | None:
    """The outcome of a run that stopped being finite, or that is on its way out for good; None for all others."""
    if len(path.points) <= path.steps:
        return _ended(path)
    if np.isnan(path.costs[-1]):
        return _undefined(path) if path.distances[-1] <= FAR else _left(path)
    last, before, first = path.distances[[-1, -path.tail - 1, 0]]
    if last > FAR and last > before and last > 3 * first:
        return _left(path)
    return _overshooting(path)


def _ended(path: Measures) -> Outcome:
    """A run that has a first step after which the parameter is not finite."""
    step = len(path.points)
    point = path.points[-1]
    if path.distances[-1] <= FAR:
        if np.isnan(path.costs[-1]):
            return _undefined(path)
        where = point_text(point, path.diagonal)
        if not np.isfinite(path.objective.gradient(*point)).all():
            return Outcome("diverged", step, f"stopped at step {step}: the gradient is undefined at {where}")
    return _left(path)


def _undefined(path: Measures) -> Outcome:
    """A run that ended where the function has no value, though the parameter is finite."""
    defined = np.flatnonzero(~np.isnan(path.costs))
    step = int(defined[-1]) + 1 if len(defined) else 0
    where = point_text(path.points[step], path.diagonal)
    return Outcome("diverged", step, f"diverged at step {step}: the function is undefined at {where}")


def _left(path: Measures) -> Outcome:
    """A run that left the map, or jumped from it straight beyond all numbers."""
    outside = path.distances > FAR
    step = int(np.flatnonzero(~outside)[-1]) + 1 if not outside.all() else 0
    step = min(max(step, 1), path.steps)
    sentence = f"diverged at step {step}: {_reason(path, step)}"
    if len(path.points) <= path.steps and len(path.points) > step:
        sentence += f"; beyond all numbers at step {len(path.points)}"
    return Outcome("diverged", step, sentence)


def _reason(path: Measures, step: int) -> str:
    finite = path.costs[np.isfinite(path.costs)]
    falls = len(finite) > 1 and finite[-1] <= finite.min() and finite[-1] < finite[0]
    if falls:
        return "the function rises for ever that way" if path.climbs else "the function falls for ever that way"
    first = _above_since(path, step)
    if first is not None:
        since = "" if first + 1 == step else f" since step {first + 1}"
        return above(path.rates[first], path.trace.limits[first]) + since
    if not np.isfinite(path.costs[0]):
        return "the function is beyond all numbers at the start already"
    if path.trace.noise > 0 and path.trace.noise > path.local.slope:
        return f"the noise, {number(path.trace.noise)}, outweighs the gradient"
    if np.isfinite(path.local.slope) and path.distances[-1] <= FAR:
        return "the optimizer's own division has no finite result"
    return f"lr {number(path.rates[min(step, len(path.rates)) - 1])} makes every step overshoot further"


def _above_since(path: Measures, step: int) -> int | None:
    """Index of the first of the unstable steps that led out without a break; None when the last was a stable one."""
    unstable = path.unstable[:step]
    if not len(unstable) or not unstable[-1]:
        return None
    stable = np.flatnonzero(~unstable)
    return int(stable[-1]) + 1 if len(stable) else 0


def _overshooting(path: Measures) -> Outcome | None:
    """A run still on the map that has grown, above its limit, all through its last half."""
    late = path.unstable[path.steps // 2 :]
    grown = path.excess[-1] > path.excess[0] > 0 and path.trend > 0.01
    if not (late.all() and grown):
        return None
    first = _above_since(path, path.steps) or 0
    factor = number(path.excess[-1] / path.excess[0])
    reason = above(path.rates[-1], path.trace.limits[-1])
    return Outcome("diverged", first + 1, f"diverging: {reason}, and the loss has grown {factor} times")
