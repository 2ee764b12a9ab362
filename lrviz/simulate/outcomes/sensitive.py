"""Recognises chaos: runs in which rounding errors decide where the path goes."""

import numpy as np

from lrviz.simulate.outcomes.measures import Measures
from lrviz.simulate.outcomes.outcome import Outcome, claim
from lrviz.simulate.outcomes.repeating import against_limit, span
from lrviz.simulate.trace import SENSITIVE

_HARMLESS = 8.0
"""Up to so many e-folds of growth along the path, a rounding error cannot become visible."""


def chaotic(path: Measures) -> Outcome | None:
    """A restless run whose path rounding errors choose."""
    if not path.restless or path.trace.noise > 0:
        return None
    step = strays_at(path)
    return (
        None
        if step is None
        else Outcome("chaotic", step, (claim("chaotic", since=step), *span(path), *against_limit(path)))
    )


def strays_at(path: Measures) -> int | None:
    """The first step at which the twin is elsewhere, or None; the twin runs only where a path may be sensitive."""
    trace = path.trace
    if trace.growth <= _HARMLESS or trace.sensitivity <= SENSITIVE:
        return None
    gaps = np.abs(path.points - trace.twin[: len(path.points)]).max(axis=1)
    size = np.maximum(1.0, np.maximum.accumulate(np.abs(path.points).max(axis=1)))
    elsewhere = np.flatnonzero(~(gaps <= SENSITIVE * size))
    return int(elsewhere[0]) if len(elsewhere) else path.steps
