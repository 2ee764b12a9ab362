"""Guesses which schedule a curve may be: a fall along a cosine or a line behind a warmup, or a decay by a factor."""

import math
from collections.abc import Iterator

import numpy as np

from lrviz.arrays import Floats
from lrviz.schedules import CosineDecay, ExponentialLR, PolynomialDecay, Schedule, Warmup, WarmupStableDecay


def shapes(factors: Floats, tolerance: float) -> Iterator[Schedule]:
    """Schedules that a curve may be; whoever asks compares them with it.

    Args:
        factors: (n,), fractions of the highest rate, from step 0 on.
        tolerance: how far equal ones may be apart.
    """
    highest = np.flatnonzero(factors == factors.max())
    top, last = int(highest[0]), int(highest[-1])
    start = _tidy(factors[0], tolerance)
    yield from _decays(factors)
    for steps, floor in _falls(factors[last:], tolerance):
        stable = last - top
        for shape in ("cosine", "linear") if stable and start in (0.0, floor) else ():
            yield WarmupStableDecay(top, stable, steps, shape, floor)
        for fall in (CosineDecay(steps, floor), PolynomialDecay(steps, floor)) if not stable else ():
            yield Warmup(fall, top, start) if top else fall


def _decays(factors: Floats) -> Iterator[Schedule]:
    """By one factor at each step."""
    if len(factors) > 2 and 0 < factors[-1] < factors[0]:
        yield ExponentialLR(_tidy((factors[-1] / factors[0]) ** (1 / (len(factors) - 1)), 1e-12))


def _falls(fall: Floats, tolerance: float) -> Iterator[tuple[int, float]]:
    """How many steps a fall from 1 may take, and what it may fall to, as a fraction."""
    count, lowest = len(fall), float(fall.min())
    end = int(np.argmax(fall <= lowest + tolerance))
    ended = (end, _tidy(lowest, tolerance) if lowest > tolerance else 0.0)
    if 0 < end < count - 1:
        yield ended
        return
    middle = count // 2
    if count < 3 or not 0 < fall[middle] < 1:
        return
    yield round(math.pi * middle / math.acos(2 * float(fall[middle]) - 1)), 0.0  # half a cosine down to 0
    yield round(middle / (1 - float(fall[middle]))), 0.0  # a line down to 0
    yield ended
    for steps in (count, count - 1):  # as long as what was read, down to a floor
        for share in (0.5 * (1 + math.cos(math.pi * middle / steps)), 1 - middle / steps):
            floor = (float(fall[middle]) - share) / (1 - share)
            if 0 <= floor < 1:
                yield steps, _tidy(floor, tolerance)


def _tidy(number: float, tolerance: float) -> float:
    """The number with the digits that are sure: 0.1, not 0.0999998."""
    return float(f"{number:.{max(1, int(-math.log10(tolerance)))}g}")
