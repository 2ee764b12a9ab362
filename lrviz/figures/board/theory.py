"""Makes the plot and the ranking of what theory expects of each schedule."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lrviz.analysis.theory import (
    Spectrum,
    best_multiple,
    best_scale,
    bounds,
    expected_loss,
    last_iterate_bound,
)
from lrviz.arrays import Floats, Integers
from lrviz.comparison import Curve
from lrviz.figures.board.payload import Line, Panel
from lrviz.figures.board.quantities import Plotted

LOSS, BOUND = "expected loss", "last-iterate bound"

_LIMIT = 1.95
"""From which product of rate and largest curvature on a multiple is the highest stable one: up to rounding 2."""

_MOST_LOSSES = 4000
_WORK = 20_000_000
"""Rates that the bounds of one curve are computed from together."""


@dataclass(frozen=True, eq=False)
class Expected:
    """What theory says of one entry at the end of the run: its expected loss, or its last-iterate bound.

    Attributes:
        drawn: the entry.
        best: the loss, or the bound, at the multiple of the whole schedule that makes it smallest.
        scale: that multiple; NaN where none is better than others.
        as_drawn: the loss, or the bound, of the schedule as it is.
        noise: which share of the loss at its best multiple is owed to noise; NaN of the bound.
        at_limit: whether the best multiple is the highest one that is stable, so that a higher one might be better.
    """

    drawn: Plotted
    best: float
    scale: float
    as_drawn: float
    noise: float = math.nan
    at_limit: bool = False


def curvatures(drawn: Sequence[Plotted], spectrum: Spectrum) -> tuple[float, ...]:
    """The spectrum's curvatures; where the largest is left open, it is 1 over the highest rate that is drawn."""
    peaks = [float(one.curve.rates.max(initial=0.0, where=np.isfinite(one.curve.rates))) for one in drawn]
    peak = max(peaks, default=0.0)
    return tuple(spectrum.eigenvalues(1 / peak if peak > 0 else 1.0).tolist())


def theory_panel(drawn: Sequence[Plotted], kind: str, spectrum: Spectrum) -> tuple[Panel, list[Line]]:
    """The plot of the expected loss, or of the last-iterate bound, after each number of steps."""
    values = curvatures(drawn, spectrum)
    lines = []
    for one in drawn:
        steps = _bound_rows(len(one.curve.rates)) if kind == BOUND else _loss_rows(len(one.curve.rates))
        column = _bounds(one.curve) if kind == BOUND else _losses(one.curve, values, spectrum.noise)
        lines.append(one.line("theory", column, steps))
    return Panel("theory", kind, "automatic", 0.6), lines


def ranking(drawn: Sequence[Plotted], kind: str, spectrum: Spectrum) -> list[Expected]:
    """What theory says of each entry, the best at its best multiple first."""
    values = curvatures(drawn, spectrum)
    moving = [one for one in drawn if len(one.curve.rates)]
    rows = [
        Expected(one, *(_final_bound(one.curve) if kind == BOUND else _final_loss(one.curve, values, spectrum.noise)))
        for one in moving
    ]
    return sorted(rows, key=lambda row: row.best)


def _loss_rows(steps: int) -> Integers:
    return np.unique(np.linspace(0, steps, min(steps, _MOST_LOSSES) + 1).astype(np.intp))


def _bound_rows(steps: int) -> Integers:
    most = int(np.clip(_WORK // max(1, steps), 20, 150))
    return np.unique(np.linspace(min(1, steps), steps, min(steps, most) + 1).astype(np.intp))


@lru_cache(maxsize=48)
def _losses(curve: Curve, values: tuple[float, ...], noise: float) -> Floats:
    return expected_loss(curve.rates, values, noise, _loss_rows(len(curve.rates)))


@lru_cache(maxsize=48)
def _bounds(curve: Curve) -> Floats:
    return bounds(curve.rates, _bound_rows(len(curve.rates)))


@lru_cache(maxsize=48)
def _final_loss(curve: Curve, values: tuple[float, ...], noise: float) -> tuple[float, float, float, float, bool]:
    scale, best = best_multiple(curve.rates, values, noise)
    quiet = expected_loss(curve.rates * (1 if math.isnan(scale) else scale), values, 0.0, [len(curve.rates)])[0]
    share = 1 - float(quiet) / best if best > 0 else 0.0
    at_limit = scale * float(np.abs(curve.rates).max(initial=0.0)) * values[0] > _LIMIT
    return best, scale, float(_losses(curve, values, noise)[-1]), share, at_limit


@lru_cache(maxsize=48)
def _final_bound(curve: Curve) -> tuple[float, float, float]:
    scale, best = best_scale(curve.rates)
    return best, scale, last_iterate_bound(curve.rates)
