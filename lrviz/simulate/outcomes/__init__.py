"""Says how a run ended: converged, diverged, stalled, cycling, and so on."""

from dataclasses import replace

import numpy as np

from lrviz.simulate.outcomes.diverged import diverged
from lrviz.simulate.outcomes.measures import Measures
from lrviz.simulate.outcomes.restless import hovering, orbiting, strays_at
from lrviz.simulate.outcomes.settled import converged
from lrviz.simulate.outcomes.stuck import stalled
from lrviz.simulate.outcomes.words import Kind, Outcome, number, point_text
from lrviz.simulate.trace import Trace

__all__ = ["Kind", "Outcome", "judge"]

_VERDICTS = (diverged, hovering, converged, stalled, orbiting)
"""Asked in this order; the first that has an answer decides."""


def judge(trace: Trace) -> Outcome:
    """The outcome of a run.

    Lengths count relative to the window's diagonal, losses relative to their excess over the lowest known one; the tail
    is the last tenth of the steps. The twin runs only where the path has been unstable or does not settle.
    """
    with np.errstate(all="ignore"):
        path = Measures(trace)
        found = next((outcome for verdict in _VERDICTS if (outcome := verdict(path)) is not None), None)
        return _with_warning(path, found or _descending(path))


def _with_warning(path: Measures, outcome: Outcome) -> Outcome:
    """The outcome, with half a sentence where rounding errors decided on the way there."""
    if outcome.kind in ("chaotic", "cycling", "bouncing") or path.unstable[: outcome.step].sum() < 10:
        return outcome
    strays = strays_at(path)
    if strays is None or strays > outcome.step:
        return outcome
    return replace(outcome, sentence=f"{outcome.sentence} (chaotic on the way: rounding errors choose the path)")


def _descending(path: Measures) -> Outcome:
    """A run that is still on its way."""
    loss, going = number(path.trace.losses[-1]), "climbing" if path.climbs else "descending"
    after = f"after {path.steps} step{'' if path.steps == 1 else 's'}: loss {loss}"
    if not path.excess[-1] < np.inf:
        return Outcome("descending", path.steps, f"still on its way {after}, {_way_left(path)}")
    if path.fall > 0:
        return Outcome("descending", path.steps, f"still {going} {after}, {_pace(path)}, {_way_left(path)}")
    if path.trend < 0:
        return Outcome("descending", path.steps, f"still {going} in swings {after}, {_way_left(path)}")
    first = number(path.trace.losses[-path.tail - 1])
    return Outcome("descending", path.steps, f"still moving {after}, {first} {path.tail} steps before")


def _pace(path: Measures) -> str:
    """How much the loss changes in a step of the tail: of its excess in %, where the lowest value is known."""
    verb = "rising" if path.climbs else "falling"
    if path.climbs or path.objective.minimum_value is None or not 0 < path.fall < 1:
        return f"{verb} by {number(path.excess[-path.tail - 1] - path.excess[-1])} in {path.tail} steps"
    return f"{verb} by {number(-100 * np.expm1(np.log1p(-path.fall) / path.tail))} % a step"


def _way_left(path: Measures) -> str:
    """How far the nearest goal is, or where the path is."""
    end, points = path.points[-1], path.objective.critical_points
    goals = points.maxima if path.climbs else points.global_minima
    goal = path.nearest(goals, end, np.inf)
    if goal is None:
        return f"now at {point_text(end, path.diagonal)}"
    return f"{number(np.hypot(end[0] - goal[0], end[1] - goal[1]))} away from {point_text(goal, path.diagonal)}"
