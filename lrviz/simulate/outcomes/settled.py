"""Recognises runs that came to rest at a minimum, or where weight decay balances the slope."""

from lrviz.objectives import Point
from lrviz.simulate.outcomes.measures import CLOSE, Measures
from lrviz.simulate.outcomes.words import Outcome, number, point_text

_ON_THE_FLOOR = 1e-5
"""Share of the first excess loss below which a path has reached a declared curve of minima."""

_NOTHING_LEFT = 1e-12
"""Share of the first excess loss below which a path is at the lowest value, wherever that is."""

_RUNNING = 1e-3
"""Share of the highest rate above which an optimizer is still free to move."""


def converged(path: Measures) -> Outcome | None:
    """A run that came to rest where the function has a minimum, or a maximum for one that climbs."""
    target = _target(path)
    if target is None:
        return _balanced(path)
    gaps = path.away_from(target)[-path.tail :]
    if gaps.max() > CLOSE or (gaps[-1] > 2 * gaps[0] and gaps[-1] > CLOSE * CLOSE):
        return None
    step, loss = path.settled_since(target), number(path.trace.losses[-1])
    where = f"{point_text(target, path.diagonal)}, {_rank(path, target)}"
    return Outcome("converged", step, f"converged at step {step} to {where}: loss {loss}{_elsewhere(path, target)}")


def _target(path: Measures) -> Point | None:
    """The minimum at which the path ends: one of the objective's own, or one found from the curvatures there."""
    near = path.nearest(_goals(path), path.points[-1])
    if near is not None:
        return near
    local, reach = path.local, CLOSE * path.diagonal
    if local.shape in ("minimum", "valley") and local.distance <= reach and not _on_curve(path):
        return local.stationary
    x, y = path.points[-1].tolist()
    return (x, y) if _on_curve(path) and local.across <= reach else None


def _goals(path: Measures) -> tuple[Point, ...]:
    points = path.objective.critical_points
    return points.maxima if path.climbs else points.minima


def _on_curve(path: Measures) -> bool:
    """Whether the path is down on a whole curve of lowest minima."""
    curve = path.objective.valley and len(path.objective.global_minima) > 1 and not path.climbs
    return bool(curve) and bool(path.excess[-1] <= _ON_THE_FLOOR * path.excess[0])


def _rank(path: Measures, target: Point) -> str:
    if path.climbs:
        return "a maximum"
    if _on_curve(path):
        return "a point on a curve of minima"
    near, lowest = path.nearest(path.objective.minima, target), path.objective.global_minima
    if near is None:
        if path.excess[-1] <= _NOTHING_LEFT * path.excess[0]:
            return "as low as the lowest minimum"
        return "a minimum off the map" if _off_the_map(path, target) else "a local minimum"
    if near not in lowest:
        return "a local minimum"
    if len(path.objective.minima) == 1:
        return "the minimum"
    return "the lowest minimum" if len(lowest) == 1 else "one of the lowest minima"


def _off_the_map(path: Measures, target: Point) -> bool:
    return not all(low <= at <= high for at, (low, high) in zip(target, path.objective.window, strict=True))


def _elsewhere(path: Measures, target: Point) -> str:
    """Where it goes lower, for a local minimum."""
    if _rank(path, target) != "a local minimum":
        return ""
    lowest, points = path.objective.minimum_value, path.objective.global_minima
    if lowest is None or not points:
        return "; the function goes lower elsewhere"
    return f"; the lowest is {number(lowest)} at {point_text(points[0], path.diagonal)}"


def _balanced(path: Measures) -> Outcome | None:
    """A run at rest on a slope that its weight decay holds."""
    decays = any(getattr(path.trace.run.optimizer, name, 0.0) > 0 for name in ("weight_decay", "lambd"))
    moves = path.rates[-path.tail :].min() > _RUNNING * path.rates.max()
    if not decays or not moves or path.spread > CLOSE * CLOSE or path.local.distance <= CLOSE * path.diagonal:
        return None
    step, where = path.settled_since(path.points[-1]), point_text(path.points[-1], path.diagonal)
    reason = f"where weight decay balances the slope: loss {number(path.trace.losses[-1])}"
    return Outcome("converged", step, f"converged at step {step} to {where}, {reason}")
