"""Fits a law to measured losses: coefficients by non-negative least squares, exponents with what is known before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lrviz.arrays import Floats
from lrviz.forecasts.changes import Changes
from lrviz.forecasts.laws import Law, Scale

DISCREPANCY = 0.004
"""How far from the truth a law is at least, as a share of the loss: measured on public runs."""

_MISFIT = 1.5
"""How many times the misfit of the fit it is too."""

_EFFECTIVE = 25
"""As how many points a log counts: its residuals are no independent draws."""

GAIN, GAIN_DEVIATION = 0.065, 0.025
"""What a whole decay typically takes off the loss, as a share of it, where a log has none to tell."""

UNSEEN = 0.02
"""How far it is further from the truth, as a share of the loss, where a rate falls by its whole peak below all that the
log has: measured on the first halves of public cosines."""

_QUIETEST = 3e-5
"""The least noise of a loss, as a share of it."""

_TURN = 1e-3
_ROUNDS = 2


@dataclass(frozen=True, eq=False)
class Fitted:
    """A law with the numbers that fit some runs.

    Attributes:
        law: which.
        scale: the units of its numbers.
        exponents, coefficients: its numbers.
        covariance: of both, exponents first.
        level: the loss at the end of the log; misfit and noise are seen beside it.
        noise: the standard deviation of a measured loss, from how neighbours differ.
        misfit: the root of the mean square of what the law leaves of the measured losses.
        discrepancy: how far it is from the truth, in units of the loss.
        residuals: of each run (m,), measured minus fitted.
        lowest: the lowest rate that was seen, in the peaks of the first run; 0 where no rate fell.
    """

    law: Law
    scale: Scale
    exponents: Floats
    coefficients: Floats
    covariance: Floats
    level: float
    noise: float
    misfit: float
    discrepancy: float
    residuals: tuple[Floats, ...]
    lowest: float = 0.0

    def unseen(self, rates: Floats) -> Floats:
        """(m,), how far it may further be off at such rates because it has seen none as low."""
        below = np.maximum(self.lowest - rates / self.scale.rate, 0.0)
        return np.asarray(UNSEEN * self.level * below, dtype=float)

    def losses(self, seen: Changes) -> Floats:
        """(m,), what it expects."""
        found: Floats = self.law.columns(seen, self.exponents.tolist(), self.scale) @ self.coefficients
        return found

    def slopes(self, seen: Changes) -> Floats:
        """(m, numbers): how what it expects moves with each of its numbers, exponents first."""
        return _slopes(self.law, [seen], self.exponents, self.coefficients, self.scale)

    def deviations(self, slopes: Floats) -> Floats:
        """(m,), the standard deviation of what it expects, by its slopes, its distance from the truth included."""
        variances = np.einsum("ij,jk,ik->i", slopes, self.covariance, slopes)
        found: Floats = np.hypot(np.sqrt(np.maximum(variances, 0.0)), self.discrepancy)
        return found


def fit(law: Law, runs: Sequence[Changes], losses: Sequence[Floats], scale: Scale, decays: bool) -> Fitted:
    """Fits a law to the losses of one run or of several.

    Args:
        law: which.
        runs: the rates, seen from the steps at which the losses were measured.
        losses: (m,) of each run, above 0.
        scale: the units.
        decays: whether a rate falls so far that it tells what a fall does; else the typical gain stands in.
    """
    level = float(np.mean([np.median(one[-5:]) for one in losses]))
    shares = [one / level for one in losses]
    fitting, noise = _Fitting(law, runs, np.concatenate(shares), scale, decays), noise_of(shares)
    exponents, extra = np.array([one.mean for one in law.exponents]), 0.0
    for _ in range(_ROUNDS):
        discrepancy = float(np.hypot(DISCREPANCY, extra))
        deviation = float(np.hypot(noise, discrepancy * np.sqrt(len(fitting.losses) / _EFFECTIVE)))
        exponents = fitting.exponents(exponents, deviation)
        columns, coefficients = fitting.solved(exponents, deviation)
        residuals = fitting.losses - columns @ coefficients
        misfit = float(np.sqrt(np.mean(residuals**2)))
        extra = _MISFIT * float(np.sqrt(max(misfit**2 - noise**2, 0.0)))
    slopes = _slopes(law, runs, exponents, coefficients, scale) / deviation
    covariance = np.asarray(np.linalg.pinv(slopes.T @ slopes + np.diag(fitting.precisions)), dtype=float)
    parts = tuple(np.split(residuals, np.cumsum([len(one) for one in losses])[:-1]))
    shared = Fitted(law, scale, exponents, coefficients, covariance, 1.0, noise, misfit, discrepancy, parts)
    return _in_units(shared, level)


def _in_units(fitted: Fitted, level: float) -> Fitted:
    """What was fitted to shares of a loss, in units of it."""
    units = np.concatenate([np.ones(len(fitted.exponents)), np.full(len(fitted.coefficients), level)])
    return replace(
        fitted,
        coefficients=level * fitted.coefficients,
        covariance=fitted.covariance * np.outer(units, units),
        level=level,
        noise=level * fitted.noise,
        misfit=level * fitted.misfit,
        discrepancy=level * fitted.discrepancy,
        residuals=tuple(level * one for one in fitted.residuals),
    )


def noise_of(losses: Sequence[Floats]) -> float:
    """The standard deviation of single losses, from how three neighbours bend; robust against few outliers."""
    bends = [np.diff(one, 2) / np.sqrt(6.0) for one in losses if len(one) > 2]
    bend = np.concatenate(bends) if bends else np.zeros(1)
    return max(1.4826 * float(np.median(np.abs(bend - np.median(bend)))), _QUIETEST)


class _Fitting:
    """The losses that are fitted, in units of the last ones, and what is known before."""

    def __init__(self, law: Law, runs: Sequence[Changes], losses: Floats, scale: Scale, decays: bool) -> None:
        self._law, self._runs, self._scale, self.losses = law, runs, scale, losses
        self._means = np.array([one.mean for one in law.exponents])
        self._deviations = np.array([one.deviation for one in law.exponents])
        self._gain = None if decays else law.told_by_decay

    @property
    def precisions(self) -> Floats:
        """What is known of exponents and coefficients before, as one over a variance."""
        columns = 3 if self._law.told_by_decay is not None else 2
        known = np.full(columns, 1e-8)
        if self._law.told_by_decay is not None:
            known[self._law.told_by_decay] = 1.0 if self._gain is None else GAIN_DEVIATION**-2
        return np.concatenate([1.0 / self._deviations**2, known])

    def solved(self, exponents: Floats, deviation: float) -> tuple[Floats, Floats]:
        """The columns, and their coefficients of at least 0."""
        from scipy.optimize import nnls

        columns = np.concatenate([self._law.columns(run, exponents.tolist(), self._scale) for run in self._runs])
        weighted, wanted = columns / deviation, self.losses / deviation
        if self._gain is not None:
            row = np.zeros(columns.shape[1])
            row[self._gain] = 1.0 / GAIN_DEVIATION
            weighted, wanted = np.vstack([weighted, row]), np.append(wanted, GAIN / GAIN_DEVIATION)
        coefficients, _ = nnls(weighted, wanted)
        return columns, coefficients

    def exponents(self, first: Floats, deviation: float) -> Floats:
        """The exponents that fit best, begun at some."""
        from scipy.optimize import least_squares

        def left(exponents: Floats) -> Floats:
            columns, coefficients = self.solved(exponents, deviation)
            parts = [(columns @ coefficients - self.losses) / deviation, (exponents - self._means) / self._deviations]
            if self._gain is not None:
                parts.append(np.array([(coefficients[self._gain] - GAIN) / GAIN_DEVIATION]))
            return np.concatenate(parts)

        bounds = tuple(np.array([[one.low, one.high] for one in self._law.exponents]).T)
        settings = {"diff_step": _TURN, "max_nfev": 30, "x_scale": self._deviations}
        found: Floats = least_squares(left, first, bounds=bounds, **settings).x
        return found


def _slopes(law: Law, runs: Sequence[Changes], exponents: Floats, coefficients: Floats, scale: Scale) -> Floats:
    """(m, numbers): how the losses move with each exponent, then with each coefficient."""

    def columns(numbers: Floats) -> Floats:
        return np.concatenate([law.columns(run, numbers.tolist(), scale) for run in runs])

    here = columns(exponents)
    moved = []
    for place, one in enumerate(law.exponents):
        turn = _TURN * max(1.0, abs(exponents[place]))
        turn = -turn if exponents[place] + turn > one.high else turn
        other = exponents.copy()
        other[place] += turn
        moved.append((columns(other) @ coefficients - here @ coefficients) / turn)
    return np.stack([*moved, *here.T], axis=1)
