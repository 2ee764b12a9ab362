"""Makes the plot and the ranking of what theory expects of each schedule."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lrviz.analysis.theory import Spectrum, best_scale, bounds, expected_loss, last_iterate_bound
from lrviz.arrays import Floats, Integers
from lrviz.comparison import Curve
from lrviz.figures.board.payload import Line, Panel
from lrviz.figures.board.quantities import Plotted

LOSS, BOUND = "expected loss", "last-iterate bound"

_MOST_LOSSES = 4000
_WORK = 20_000_000
"""Rates that the bounds of one curve are computed from together."""


@dataclass(frozen=True, eq=False)
class Expected:
    """What theory says of one entry at the end of the run.

    Attributes:
        drawn: the entry.
        loss: the expected loss of the noisy quadratic.
        bound: the last-iterate bound for distance 1 and gradients of length 1.
        scale: the multiple of the whole schedule that makes the bound smallest.
        best_bound: the bound there.
    """

    drawn: Plotted
    loss: float
    bound: float
    scale: float
    best_bound: float


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


def ranking(drawn: Sequence[Plotted], spectrum: Spectrum) -> list[Expected]:
    """What theory says of each entry, the lowest expected loss first."""
    values = curvatures(drawn, spectrum)
    rows = [
        Expected(one, float(_losses(one.curve, values, spectrum.noise)[-1]), *_final_bounds(one.curve))
        for one in drawn
        if len(one.curve.rates)
    ]
    return sorted(rows, key=lambda row: row.loss)


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
def _final_bounds(curve: Curve) -> tuple[float, float, float]:
    return (last_iterate_bound(curve.rates), *best_scale(curve.rates))
