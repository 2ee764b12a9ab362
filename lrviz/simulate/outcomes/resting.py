"""Recognises runs that came to rest: at a minimum, where weight decay balances the slope, or as their rate ran out."""

import numpy as np

from lrviz.arithmetic import FLOATS
from lrviz.objectives import Point
from lrviz.optimizers import Rule
from lrviz.simulate.outcomes.measures import CLOSE, Measures
from lrviz.simulate.outcomes.outcome import Claim, Outcome, claim

AWAY = 2.0
"""A run whose distance from a minimum grows by a larger factor in the tail is not at rest there."""

AGAIN = 3.0
"""A run that was at a minimum has moved away from it again when it comes so many times as far."""

ON_THE_FLOOR = 1e-5
"""Share of the first excess loss below which a path has reached a declared curve of minima."""

_NOTHING_LEFT = 1e-12
"""Share of the first excess loss below which a path is at the lowest value, wherever that is."""

BALANCED = 0.05
"""Share of the pull of weight decay that the slope leaves at most where they balance."""

EARLY = 0.8
"""A rate that has run out before this share of the steps has run out early."""

STILL = 0.02
"""Share of the excess loss by which a frozen run still changes at most."""

NOWHERE = 0.9
"""Share of the first excess loss above which a run has got nowhere, whatever its schedule did at the end."""

DONE = 1e-3
"""Share of the first excess loss below which a schedule has done its work."""


def converged(path: Measures) -> Outcome | None:
    """A run that came to rest where the function has a minimum, or a maximum for one that climbs."""
    target = None if path.ended else _target(path)
    if target is None:
        return None
    gaps = path.away_from(target)[-path.tail :]
    if gaps.max() > CLOSE or (gaps[-1] > AWAY * gaps[0] and gaps[-1] > CLOSE * CLOSE):
        return None
    step = path.settled_since(target)
    if path.gone is not None and step >= path.gone:
        return _settled(path, target)
    loss, rank = float(path.trace.losses[-1]), _rank(path, target)
    said = claim("converged", step=step, point=path.place(target), rank=rank, loss=loss)
    return Outcome("converged", step, (said, *_elsewhere(path, rank)))


def left_again(path: Measures) -> Outcome | None:
    """A run that was at rest at a minimum, moved away from it again, and is still near."""
    target = None if path.ended or path.trace.noise > 0 else path.nearest(_goals(path), path.points[-1])
    if target is None:
        return None
    gaps, since = path.away_from(target), path.settled_since(target)
    late = gaps[since:]
    if len(late) < 2 * path.tail:
        return None
    peaks = np.array([block.max() for block in np.array_split(late, len(late) // path.tail)])
    nearest = int(np.argmin(peaks))
    if not peaks[nearest:].max() > max(AGAIN * peaks[nearest], 0.1 * CLOSE):
        return None
    best = since + int(np.argmin(late))
    near, far = float(gaps[best] * path.diagonal), float(gaps[best:].max() * path.diagonal)
    if not far > AGAIN * near:
        return None
    loss = float(path.trace.losses[-1])
    said = claim("left_again", point=path.place(target), near=near, step=best, far=far, loss=loss)
    return Outcome("restless", path.steps, (said,))


def balanced(path: Measures) -> Outcome | None:
    """A run at rest on a slope that its weight decay holds, while its rate would let it move."""
    if path.spread > CLOSE or path.ended or not _in_balance(path):
        return None
    step = path.settled_since(path.points[-1])
    if path.gone is not None and step >= path.gone:
        return None
    point, loss = path.place(path.points[-1]), float(path.trace.losses[-1])
    return Outcome("balanced", step, (claim("balanced", point=point, step=step, loss=loss),))


def _in_balance(path: Measures) -> bool:
    """Whether decay and slope cancel: as gradients where decay joins the gradient, else as steps."""
    rule, point = path.trace.run.optimizer, path.points[-1]
    if not isinstance(rule, Rule):
        pull = vars(rule).get("weight_decay", 0.0)
        return _stands_against(path, float(pull))
    if float(rule.penalty) > 0:
        gradient, pull = path.sign * path.objective.gradient(*point), float(rule.penalty) * point
        return bool(np.hypot(*(gradient + pull)) <= BALANCED * np.hypot(*pull))
    state = tuple(path.trace.state_array[-1, 0].tolist())
    return _stands_against(path, float(rule.shrinkage(state, path.steps, FLOATS)))


def _stands_against(path: Measures, pull: float) -> bool:
    """Whether the last steps moved far less than decay alone would have moved them."""
    moved = np.hypot(*np.diff(path.points[-path.tail - 1 :], axis=0).T)
    alone = pull * path.rates[-path.tail :] * np.hypot(*path.points[-1])
    return bool(alone.sum() > 0 and moved.sum() <= BALANCED * alone.sum())


def ran_out(path: Measures) -> Outcome | None:
    """A run whose schedule took its rate away: settled after its work, or frozen long before it was done."""
    if path.gone is None or path.ended:
        return None
    excess, since = path.excess, path.gone - 1
    stayed = abs(excess[since:] - excess[since]).max() <= STILL * excess[since]
    early = path.gone <= EARLY * path.steps and stayed and excess[-1] > DONE * excess[0]
    if not early:
        return _settled(path, None) if excess[-1] <= NOWHERE * excess[0] else None
    then, now = (float(path.trace.losses[index]) for index in (path.gone - 1, -1))
    said = claim("frozen", gone=path.gone, then=then, now=now)
    return Outcome("frozen", path.gone, (said, *way_left(path)))


def _settled(path: Measures, target: Point | None) -> Outcome:
    gone, loss = path.gone or path.steps, float(path.trace.losses[-1])
    said = claim("settled", gone=gone, loss=loss)
    if target is None:
        return Outcome("settled", gone, (said, *way_left(path)))
    rank = _rank(path, target)
    where = claim("settled_at", point=path.place(target), rank=rank)
    return Outcome("settled", path.settled_since(target), (said, where, *_elsewhere(path, rank)))


def way_left(path: Measures) -> tuple[Claim, ...]:
    """How far the nearest goal is, or where the path is."""
    end, points = path.points[-1], path.objective.critical_points
    goal = path.nearest(points.maxima if path.climbs else points.global_minima, end, np.inf)
    if goal is None:
        return (claim("place", point=path.place(end)),)
    return (claim("goal", distance=float(np.hypot(end[0] - goal[0], end[1] - goal[1])), point=path.place(goal)),)


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
    return bool(curve) and bool(path.excess[-1] <= ON_THE_FLOOR * path.excess[0])


def _rank(path: Measures, target: Point) -> str:
    if path.climbs:
        return "maximum"
    if _on_curve(path):
        return "on_a_curve"
    near, lowest = path.nearest(path.objective.minima, target), path.objective.global_minima
    if near is None:
        if path.excess[-1] <= _NOTHING_LEFT * path.excess[0]:
            return "as_low_as_the_lowest"
        return "off_the_map" if _off_the_map(path, target) else "local_minimum"
    if near not in lowest:
        return "local_minimum"
    if len(path.objective.minima) == 1:
        return "minimum"
    return "lowest_minimum" if len(lowest) == 1 else "one_of_the_lowest"


def _off_the_map(path: Measures, target: Point) -> bool:
    return not all(low <= at <= high for at, (low, high) in zip(target, path.objective.window, strict=True))


def _elsewhere(path: Measures, rank: str) -> tuple[Claim, ...]:
    """Where it goes lower, for a local minimum."""
    if rank != "local_minimum":
        return ()
    lowest, points = path.objective.minimum_value, path.objective.global_minima
    if lowest is None or not points:
        return (claim("lower_elsewhere"),)
    return (claim("lowest", lowest=float(lowest), point=path.place(points[0])),)
