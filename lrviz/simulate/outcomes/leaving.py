"""Says when and why a run left: for good, on its way out, down an endless slope, or to where nothing is defined."""

import numpy as np

from lrviz.simulate.outcomes.measures import Measures
from lrviz.simulate.outcomes.outcome import Claim, Outcome, claim

FAR = 10.0
"""Window diagonals from the middle of the map beyond which a path has left."""

GROWN = 10.0
"""A path far out that no longer moves has diverged when its excess loss is so many times that of the start."""

FARTHER = 3.0
"""A path that has left lies so many times farther from the middle of the map than it began."""

BLOCKS = 6
"""Stretches of the last half whose highest losses all rise in a run that is diverging."""


def undefined(path: Measures) -> Outcome | None:
    """A run that ended where the function, or its gradient, has no value."""
    if path.distances[-1] > FAR:
        return None
    if np.isnan(path.costs[-1]):
        defined = np.flatnonzero(~np.isnan(path.costs))
        step = int(defined[-1]) + 1 if len(defined) else 0
        return Outcome("undefined", step, (claim("undefined", step=step, point=path.place(path.points[step])),))
    step, point = len(path.points), path.points[-1]
    if step <= path.steps and not np.isfinite(path.objective.gradient(*point)).all():
        return Outcome("undefined", step, (claim("no_gradient", step=step, point=path.place(point)),))
    return None


def left(path: Measures) -> Outcome | None:
    """A run that left the map for good, or jumped from it straight beyond all numbers."""
    last, before, first = path.distances[[-1, -min(path.tail + 1, len(path.distances)), 0]]
    grown = last > before or path.excess[-1] > GROWN * path.excess[0]
    if not (path.ended or np.isnan(path.costs[-1])) and not (last > FAR and grown and last > FARTHER * first):
        return None
    outside = path.distances > FAR
    step = int(np.flatnonzero(~outside)[-1]) + 1 if not outside.all() else 0
    step = min(max(step, 1), path.steps)
    beyond = [claim("beyond_numbers", step=len(path.points))] if path.ended and len(path.points) > step else []
    if _endless(path):
        verb = "rises" if path.climbs else "falls"
        loss = float(path.sign * path.costs[np.isfinite(path.costs)][-1])
        return Outcome("unbounded", step, (claim("unbounded", step=step, verb=verb, loss=loss), *beyond))
    return Outcome("diverged", step, (claim("diverged", step=step), _reason(path, step), *beyond))


def _endless(path: Measures) -> bool:
    """Whether a path outside the map has come lower than ever and the function goes on falling that way."""
    finite = np.flatnonzero(np.isfinite(path.costs))
    if len(finite) < 2 or path.distances[finite[-1]] <= FAR:
        return False
    costs = path.costs[finite]
    if not (costs[-1] <= costs.min() and costs[-1] < costs[0]):
        return False
    centre = np.asarray(path.objective.centre)
    ahead = centre + np.outer([1.0, 2.0, 4.0, 8.0], path.points[finite[-1]] - centre)
    values = path.sign * path.objective.value(ahead[:, 0], ahead[:, 1])
    values = values[np.isfinite(values)]
    return bool((np.diff(values) < 0).all())


def _reason(path: Measures, step: int) -> Claim:
    first = _above_since(path, step)
    if first is not None:
        return claim("above_limit", lr=path.rate(first), limit=float(path.trace.limits[first]), since=first + 1)
    if not np.isfinite(path.costs[0]):
        return claim("infinite_start")
    if path.trace.noise > path.local.slope:
        return claim("noise_outweighs", noise=path.trace.noise, slope=path.local.slope)
    if path.distances[-1] <= FAR and np.isfinite(path.local.slope):
        return claim("own_division")
    return claim("led_out", lr=path.rate(min(step, len(path.rates)) - 1))


def _above_since(path: Measures, step: int) -> int | None:
    """Index of the first of the unstable steps that led out without a break; None when the last was a stable one."""
    unstable = path.unstable[:step]
    if not len(unstable) or not unstable[-1]:
        return None
    stable = np.flatnonzero(~unstable)
    return int(stable[-1]) + 1 if len(stable) else 0


def diverging(path: Measures) -> Outcome | None:
    """A run still on the map whose loss has grown, above the stability limit, all through its last half."""
    late = path.excess[path.steps // 2 :]
    if path.steps < 4 or not path.unstable[path.steps // 2 :].all() or not np.isfinite(late).all():
        return None
    peaks = np.array([block.max() for block in np.array_split(late, min(BLOCKS, len(late)))])
    if not (np.diff(peaks) > 1e-9 * peaks[:-1]).all():
        return None
    first = _above_since(path, path.steps) or 0
    lowest = first + int(np.argmin(path.costs[first:]))
    losses = path.trace.losses
    grown = claim("grown", least=float(losses[lowest]), since=lowest, loss=float(losses[-1]))
    since = claim("unstable_since", since=first + 1)
    limit = claim("diverging", lr=path.rate(-1), limit=float(path.trace.limits[-1]))
    return Outcome("diverging", path.steps, (limit, since, grown))
