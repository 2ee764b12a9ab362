"""Finds the first step of a logged training run at which its learning rate differs from the planned schedule."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lrviz.analysis.logs import LoggedRun
from lrviz.arrays import Flags, Floats, Integers

OFFSETS = (0, -1, 1)
_COUNTING = {
    -1: "its step s is the plan's step s − 1: it counts from 1",
    0: "its step s is the plan's step s",
    1: "its step s is the plan's step s + 1: it gives the rate of the step to come",
}
_FLOOR = 0.1
_ABOUT = 0.9
_STEADY = 0.01
_LAST_BITS = 1 + 1e-9
_DIGITS = range(2, 8)
_DECIMALS = range(1, 13)
_TELLING_VALUES = 8
_LARGEST_ROUNDING = 0.05
_SAMPLE = 1000


@dataclass(frozen=True)
class Parting:
    """The first logged step whose learning rate is not the planned one.

    Attributes:
        offset: the log's step s is the plan's step s + offset.
        step: the log's number of the first step that differs; None where none does.
        planned: the rate planned for that step; NaN without one.
        logged: the rate logged there; NaN without one.
        share_agreeing: how many of the logged steps within the plan have the planned rate, from 0 to 1.
        sentence: all of this in words.
    """

    offset: int
    step: int | None
    planned: float
    logged: float
    share_agreeing: float
    sentence: str


def parting(rates_of_plan: ArrayLike, logged: LoggedRun, tolerance: float = 0.01) -> Parting:
    """Compares the rates of a log with the planned ones.

    Two rates differ if they are further apart than `tolerance` times the larger one, than a tenth of `tolerance` times
    the peak, so that the last steps before zero are not held to digits that nobody sees, and than the log's own
    rounding. Tools log the rate of the step just taken or of the one to come, and count from 0 or from 1: of the three
    ways to lay the log over the plan, the one that agrees longest is taken, and of near equals the closest.

    Args:
        rates_of_plan: (n,), the rate of each optimizer step, from step 0.
        logged: the run; steps outside the plan are not compared.
        tolerance: relative.
    """
    plan = np.asarray(rates_of_plan, dtype=float)
    fits = [_Fit.of(plan, logged, tolerance, offset) for offset in OFFSETS]
    best = _best(fits)
    return Parting(
        offset=best.offset,
        step=None if best.first is None else int(best.steps[best.first]),
        planned=math.nan if best.first is None else float(best.planned[best.first]),
        logged=math.nan if best.first is None else float(best.logged[best.first]),
        share_agreeing=float(np.mean(~best.differs)) if len(best.differs) else 0.0,
        sentence=_sentence(best, len(plan), logged, tolerance),
    )


@dataclass(frozen=True, eq=False)
class _Fit:
    """The log laid over the plan in one way: what both say of the steps that lie within the plan, each (m,)."""

    offset: int
    steps: Integers
    planned: Floats
    logged: Floats
    differs: Flags
    rounded: bool

    @staticmethod
    def of(plan: Floats, run: LoggedRun, tolerance: float, offset: int) -> "_Fit":
        places = run.steps + offset
        inside = (places >= 0) & (places < len(plan))
        planned, rates = plan[places[inside]], run.rates[inside]
        relative, absolute = _rounding(rates, planned)
        larger = np.maximum(np.abs(planned), np.abs(rates))
        peak = float(np.abs(plan[np.isfinite(plan)]).max(initial=0.0))
        floor = _FLOOR * tolerance * peak
        allowed = np.maximum(max(tolerance, relative) * larger, max(floor, absolute))
        differs = ~(np.abs(planned - rates) <= _LAST_BITS * allowed)
        return _Fit(offset, run.steps[inside], planned, rates, differs, relative > tolerance or absolute > floor)

    @property
    def first(self) -> int | None:
        """The first row that differs."""
        return int(self.differs.argmax()) if self.differs.any() else None

    @property
    def agreeing(self) -> int:
        """How many rows agree before the first that differs."""
        return len(self.differs) if self.first is None else self.first

    def deviation(self, rows: int) -> float:
        """How far apart both are on the average of the first rows."""
        return float(np.mean(np.abs(self.planned[:rows] - self.logged[:rows]))) if rows else 0.0

    @property
    def factor(self) -> float | None:
        """What multiplies the plan in the log, where that is the same at nearly every step and not 1; else None."""
        both = (self.planned > 0) & (self.logged > 0)
        if both.sum() < _TELLING_VALUES or both.mean() < 0.9:
            return None
        with np.errstate(over="ignore", invalid="ignore"):  # what leaves the range of floats is steady with nothing
            ratios = self.logged[both] / self.planned[both]
            middle = float(np.median(ratios))
            steady = np.mean(np.abs(ratios / middle - 1) < _STEADY) > 0.95
        return middle if steady and abs(middle - 1) > _STEADY else None


def _best(fits: list[_Fit]) -> _Fit:
    """Of the fits that agree about as long as the longest, the one with the smallest deviation as far as all agree."""
    longest = max(fit.agreeing for fit in fits)
    lasting = [fit for fit in fits if fit.agreeing >= _ABOUT * longest - 1]
    rows = min(fit.agreeing for fit in lasting)
    return min(lasting, key=lambda fit: fit.deviation(rows))


def _rounding(rates: Floats, planned: Floats) -> tuple[float, float]:
    """How far the log's rounding may have moved a rate: relative to it, for few digits, and absolutely, for decimals.

    Both are 0 unless rounding shows: rates that are different in the plan are one in the log, and yet there are enough
    different ones to tell rounded numbers from numbers that are short anyway.
    """
    every = max(len(rates) // _SAMPLE, 1)
    different, steps_of_plan = _distinct(rates[::every]), _distinct(planned[::every])
    if not _TELLING_VALUES <= len(different) < len(steps_of_plan):
        return 0.0, 0.0
    relative = next((0.5 * 10.0 ** (1 - d) for d in _DIGITS if _is_short(different, d)), 0.0)
    absolute = next((0.5 * 10.0**-d for d in _DECIMALS if _ends(different, d)), 0.0)
    return min(relative, _LARGEST_ROUNDING), min(absolute, _LARGEST_ROUNDING * float(different.max()))


def _distinct(rates: Floats) -> Floats:
    """The different positive rates, those that differ in their last bits only taken for one."""
    positive = np.sort(rates[rates > 0])
    return positive[np.diff(positive, prepend=0.0) > 1e-9 * positive]


def _ends(rates: Floats, decimals: int) -> bool:
    with np.errstate(over="ignore"):  # numpy rounds by way of a product
        return _same(np.round(rates, decimals), rates)


def _is_short(rates: Floats, digits: int) -> bool:
    with np.errstate(all="ignore"):
        unit = 10.0 ** (np.floor(np.log10(rates)) - digits + 1)
        return _same(np.round(rates / unit) * unit, rates)


def _same(one: Floats, other: Floats) -> bool:
    return bool(np.allclose(one, other, rtol=1e-12, atol=0.0))


def _sentence(fit: _Fit, length: int, run: LoggedRun, tolerance: float) -> str:
    if not len(fit.steps):
        span = f"{run.steps[0]:,} to {run.steps[-1]:,}"
        return f"No logged step lies within the plan: the log has steps {span}, the plan has {length:,} steps."
    counting = f"In the log, {_COUNTING[fit.offset]}."
    allowing = ", allowing for the log's rounding" if fit.rounded else ""
    if fit.first is None:
        steps = f"all {len(fit.steps):,} logged steps" if len(fit.steps) > 1 else "the one logged step"
        words = f"Plan and log agree within {100 * tolerance:g} % at {steps}{allowing}"
    else:
        words = f"Plan and log part at step {fit.steps[fit.first]:,}: {_difference(fit, fit.first)}"
        if fit.first < _TELLING_VALUES:
            counting = ""
    over = int(run.steps[-1]) + fit.offset - length
    beyond = f" The log goes on to step {run.steps[-1]:,}, the plan ends after {length:,} steps." if over > 0 else ""
    return f"{words}. {counting}".rstrip() + beyond


def _difference(fit: _Fit, row: int) -> str:
    planned, logged = float(fit.planned[row]), float(fit.logged[row])
    words = f"planned {planned:.5g}, logged {logged:.5g}"
    if fit.factor is not None:
        return f"{words}, and nearly all along the log is {fit.factor:.4g} times the plan"
    if planned > 0 and logged > 0:
        change = 100 * (logged / planned - 1)
        words += f" ({abs(change):.3g} % {'more' if change > 0 else 'less'})"
    return words
