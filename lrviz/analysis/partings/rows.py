"""The rows of a log as they are compared with rates: how far apart two may be and still be called the same."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lrviz.analysis.logs import LoggedRun
from lrviz.arrays import Flags, Floats, Integers

_FLOOR = 0.1
_LAST_BITS = 1 + 1e-9
_DIGITS = range(2, 8)
_DECIMALS = range(1, 13)
TELLING_VALUES = 8
_LARGEST_ROUNDING = 0.05
_SAMPLE = 1000
_CLEAR = 1e-6


@dataclass(frozen=True, eq=False)
class Rows:
    """What a log says, row by row.

    Attributes:
        steps: (m,), the log's own numbers of the steps, rising.
        rates: (m,), the rates logged there.
        rounding: (m,), how far the log's rounding may have moved each rate; 0 where it does not show.
        tolerance: relative.
    """

    steps: Integers
    rates: Floats
    rounding: Floats
    tolerance: float

    @staticmethod
    def of(run: LoggedRun, tolerance: float) -> "Rows":
        """The rows of a logged run that have a rate."""
        known = np.isfinite(run.rates)
        steps, rates = np.rint(run.steps[known]).astype(np.int64), run.rates[known]
        return Rows(steps, rates, _rounding(rates), tolerance)

    def __len__(self) -> int:
        return len(self.steps)

    def only(self, which: Flags | Integers | slice) -> "Rows":
        """Some of the rows."""
        return Rows(self.steps[which], self.rates[which], self.rounding[which], self.tolerance)

    def thinned(self, most: int) -> "Rows":
        """At most so many of the rows, spread evenly, with the first and the last."""
        if len(self) <= most:
            return self
        return self.only(np.unique(np.linspace(0, len(self) - 1, most).round().astype(np.intp)))

    @cached_property
    def peak(self) -> float:
        """The highest logged rate."""
        return float(np.abs(self.rates).max(initial=0.0))

    def allowed(self, planned: Floats, peak: float) -> Floats:
        """How far each rate may be from another one, (m,).

        Args:
            planned: (m,), the other ones.
            peak: the highest rate of the curve that they are of: near zero a tenth of the tolerance of it is allowed.
        """
        larger = np.maximum(np.abs(planned), np.abs(self.rates))
        floor = _FLOOR * self.tolerance * peak
        return np.maximum(np.maximum(self.tolerance * larger, floor), self.rounding)

    def differ(self, planned: Floats, peak: float) -> Flags:
        """Which rates are not those of a curve, (m,); where that has NaN they differ."""
        return ~(np.abs(planned - self.rates) <= _LAST_BITS * self.allowed(planned, peak))

    def shows_rounding(self, planned: Floats, peak: float) -> bool:
        """Whether some rate is only called the same because the log is rounded."""
        exact = Rows(self.steps, self.rates, np.zeros(len(self)), self.tolerance)
        return bool((exact.differ(planned, peak) & ~self.differ(planned, peak)).any())

    @cached_property
    def levels(self) -> int:
        """How many rates the log has that are clearly different: by more than its rounding."""
        every = max(len(self) // _SAMPLE, 1)
        order = np.argsort(self.rates[::every])
        clear = _CLEAR * self.peak
        levels, last = 0, -np.inf
        for value, rounding in zip(self.rates[::every][order].tolist(), self.rounding[::every][order], strict=True):
            if value - last > clear + 2 * rounding:
                levels, last = levels + 1, value
        return levels


def _rounding(rates: Floats) -> Floats:
    """Half a unit of the last digit of each rate, where the rates are written with few digits or few decimals.

    Some numbers are short anyway, as 0.1 and 0.01 are: rounding shows where enough different ones are all short.
    """
    nothing = np.zeros(len(rates))
    different = _distinct(rates[:: max(len(rates) // _SAMPLE, 1)])
    if len(different) < TELLING_VALUES:
        return nothing
    digits = next((d for d in _DIGITS if _is_short(different, d)), None)
    decimals = next((d for d in _DECIMALS if _ends(different, d)), None)
    relative = nothing if digits is None else 0.5 * _unit(rates, digits)
    absolute = 0.0 if decimals is None else min(0.5 * 10.0**-decimals, _LARGEST_ROUNDING * float(different.max()))
    return np.maximum(relative, absolute)


def _distinct(rates: Floats) -> Floats:
    """The different positive rates, those that differ in their last bits only taken for one."""
    positive = np.sort(rates[rates > 0])
    return positive[np.diff(positive, prepend=0.0) > 1e-9 * positive]


def _unit(rates: Floats, digits: int) -> Floats:
    """What the last of so many digits of each rate counts; 0 for a rate of 0."""
    size = np.abs(rates)
    with np.errstate(all="ignore"):
        return np.where(size > 0, 10.0 ** (np.floor(np.log10(size)) - digits + 1), 0.0)


def _ends(rates: Floats, decimals: int) -> bool:
    with np.errstate(over="ignore"):  # numpy rounds by way of a product
        return _same(np.round(rates, decimals), rates)


def _is_short(rates: Floats, digits: int) -> bool:
    with np.errstate(all="ignore"):
        unit = _unit(rates, digits)
        return _same(np.round(rates / unit) * unit, rates)


def _same(one: Floats, other: Floats) -> bool:
    return bool(np.allclose(one, other, rtol=1e-12, atol=0.0))
