"""Recognises runs that keep moving without progress: on a noise floor, across a kink, in a cycle, in chaos."""

import numpy as np

from lrviz.arrays import Floats
from lrviz.objectives import Point
from lrviz.simulate.outcomes.measures import CLOSE, Measures
from lrviz.simulate.outcomes.words import Outcome, number, point_text

SENSITIVE = 1e-6
"""A run is sensitive when one rounding error in its start moves it by more than this share of the path's size."""


def hovering(path: Measures) -> Outcome | None:
    """A noisy run that has stopped making progress while its rate keeps shaking it."""
    late = path.rates[-path.tail :]
    steady = late[-1] > 0.5 * late[0] and path.spread > 1e-9 and path.steps >= 20
    if not path.trace.noise > 0 or not steady or not -0.01 <= path.trend <= 1:
        return None
    half = -(len(path.costs) // 2)
    level = number(path.trace.losses[half:].mean())
    step = int(np.argmax(path.excess <= path.excess[half:].mean()))
    middle = path.points[half:].mean(axis=0)
    known = path.nearest(path.objective.minima, middle, 20 * CLOSE) is not None
    floor = "on the noise floor" if known or path.local.slope > path.trace.noise else "with the noise"
    sentence = f"bouncing {floor} around {_around(path, middle)} since step {step}: the loss averages {level}"
    hint = "a smaller rate would bring it closer" if known else f"the noise is {number(path.trace.noise)}"
    return Outcome("bouncing", step, f"{sentence}; {hint}")


def orbiting(path: Measures) -> Outcome | None:
    """A run without noise that goes up and down and gets nowhere."""
    if not path.restless or path.trace.noise > 0 or path.steps < 8:
        return None
    period = path.period
    if period is None and path.trend < -0.05:
        return None
    middle = path.points[-path.tail :].mean(axis=0)
    kink = path.nearest(path.objective.minima, middle, 100 * CLOSE)
    if kink is not None and path.kinked_at(kink):
        bouncing = _at_kink(path, kink)
        if bouncing.step <= path.steps // 2:
            return bouncing
    if period is not None:
        return _cycle(path, period)
    if path.trace.sensitivity > SENSITIVE:
        return _chaos(path)
    middle = path.points[-path.steps // 2 :].mean(axis=0)
    sentence = f"circling around {_around(path, middle)} without repeating itself: loss {_span(path)}"
    return Outcome("cycling", path.steps, sentence + _against_limit(path))


def _at_kink(path: Measures, kink: Point) -> Outcome:
    reach = float(path.away_from(kink)[-path.tail :].max())
    step = path.settled_since(kink, reach * (1 + CLOSE))
    level, where = number(path.trace.losses[-path.tail :].mean()), point_text(kink, path.diagonal)
    sentence = f"bouncing across the kink at {where} since step {step}: the slope does not fade there, so lr "
    sentence += f"{number(path.rates[-1])} sets the size of the jumps; the loss averages {level}"
    return Outcome("bouncing", step, sentence)


def _cycle(path: Measures, period: int) -> Outcome:
    apart = np.abs(path.points[period:] - path.points[:-period]).max(axis=1)
    size = np.ptp(path.points[-period * 3 :], axis=0).max()
    moving = np.flatnonzero(~(apart <= 10 * CLOSE * size))
    step = int(moving[-1]) + 1 if len(moving) else 0
    around = _around(path, path.points[-period:].mean(axis=0))
    sentence = f"cycling around {around} with period {period} since step {step}: loss {_span(path)}"
    return Outcome("cycling", step, sentence + _against_limit(path))


def _chaos(path: Measures) -> Outcome:
    step = strays_at(path) or path.steps
    sentence = f"chaotic: from step {step} on a start one rounding error away takes another path; loss {_span(path)}"
    return Outcome("chaotic", step, sentence + _against_limit(path))


def strays_at(path: Measures) -> int | None:
    """The first step at which the twin is elsewhere, or None."""
    gaps = np.abs(path.points - path.trace.twin[: len(path.points)]).max(axis=1)
    size = np.maximum(1.0, np.maximum.accumulate(np.abs(path.points).max(axis=1)))
    elsewhere = np.flatnonzero(~(gaps <= SENSITIVE * size))
    return int(elsewhere[0]) if len(elsewhere) else None


def _span(path: Measures) -> str:
    late = path.trace.losses[-max(path.tail, path.steps // 3) :]
    least, most = number(late.min()), number(late.max())
    return least if least == most else f"between {least} and {most}"


def _against_limit(path: Measures) -> str:
    limits, late = path.trace.limits[-path.tail :], path.unstable[-path.tail :]
    if not late.any():
        return ""
    return f" (lr {number(path.rates[-1])}, limit down to {number(np.nanmin(limits))})"


def _around(path: Measures, point: Floats) -> str:
    """The known minimum around which a path goes, or else the middle of the path."""
    x, y = path.nearest(path.objective.minima, point, 20 * CLOSE) or point.tolist()
    return point_text((x, y), path.diagonal)
