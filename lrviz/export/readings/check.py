"""Describes a schedule by simple curves, and checks that they give the same learning rates."""

from itertools import pairwise

import numpy as np

from lrviz.arrays import Floats
from lrviz.export.pieces import Line, Points, Ramp, Restarts, Steady, line_rates
from lrviz.export.readings.table import pieces
from lrviz.schedules import Schedule

_CLOSE, _LEAST = 5e-13, 5e-16
_FAR = 100.0


def read(schedule: Schedule, lr: float, rates: Floats) -> Line | None:
    """The pieces whose rates are `rates` to rounding; None where there are none.

    Pieces that aim at rates far above all that the run reaches are left out: their rounding would show. So are those
    that aim below 0, which libraries refuse or cut off.

    Args:
        schedule: what gave the rates.
        lr: the optimizer's own rate.
        rates: the rate of every step of the scheduler, shape (n,).
    """
    steps = len(rates)
    with np.errstate(all="ignore"):
        line = _complete(pieces(schedule, lr, steps) or ()) if steps and np.isfinite(rates).all() else ()
        if not line:
            return None
        drawn, high = line_rates(line, steps), float(np.max(np.abs(rates)))
        same = bool(np.all(np.abs(drawn - rates) <= _CLOSE * np.abs(rates) + _LEAST * high))
    corners = _corners(line)
    return line if same and min(corners) >= 0 and max(corners) <= _FAR * high else None


def _complete(line: Line) -> Line:
    """The pieces where they follow one another; what a last rise has risen to follows it."""
    if not line or any(later <= earlier for (earlier, _), (later, _) in pairwise(line)):
        return ()
    start, last = line[-1]
    if isinstance(last, Ramp) and last.start < last.end:
        return (*line, (start + last.steps, Steady(last.end)))
    return line


def _corners(line: Line) -> list[float]:
    """The rates that the pieces are made from, reached or not, and 0."""
    ramps = [rate for _, piece in line if isinstance(piece, Ramp) for rate in (piece.start, piece.end)]
    ends = [rate for _, piece in line if isinstance(piece, Restarts) for rate in (piece.top, piece.end)]
    points = [rate for _, piece in line if isinstance(piece, Points) for rate in piece.values]
    return [0.0, *ramps, *ends, *points]
