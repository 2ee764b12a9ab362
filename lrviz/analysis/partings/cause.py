"""What a cause of a parting says of a run, and how well the log's rows bear it out."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from lrviz.analysis.partings.case import Case
from lrviz.analysis.partings.warp import RatesAt, Warp
from lrviz.comparison import Entry

ENOUGH = 0.95
_MENDED = 0.8
_FEWEST = 3
_MANY, _CLOSE = 3, 0.2
_COST = 0.02
_INEXACT = 0.1


@dataclass(frozen=True, eq=False)
class Explanation:
    """What a run may have done in place of its plan.

    Attributes:
        cause: its short name.
        says: what the run did, as a sentence.
        because: what has that effect in practice, in sentences; empty where there is nothing to say.
        rates_at: the rates that the log would have at any of its steps, NaN where it would have none.
        peak: the highest of them.
        parameters: how many numbers were fitted: of explanations that fit alike the simplest is taken.
        size: the number that was fitted: the factor, the scale, the steps; NaN where there is none.
        entries: schedules that may give just these rates, the likeliest first.
    """

    cause: str
    says: str
    because: str
    rates_at: RatesAt
    peak: float
    parameters: int
    size: float = math.nan
    entries: Callable[[], tuple[Entry | None, ...]] = tuple


Cause: TypeAlias = Callable[[Case], Iterator[Explanation]]
"""Fits itself to a log that parts from its plan, and gives what may have happened, or nothing."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """How well an explanation fits.

    Attributes:
        rows: how many rows the log has.
        agreeing: how many of them agree under the explanation.
        without: how many agree with the plan as it is.
        apart: the largest difference that remains in the rows that agree, as a share of the highest rate.
        misfit: how far the rows are from it on the average, in what they are allowed to be.
    """

    rows: int
    agreeing: int
    without: int
    apart: float
    misfit: float

    @staticmethod
    def of(case: Case, explanation: Explanation) -> "Evidence":
        """The evidence for an explanation in all rows."""
        rates = explanation.rates_at(case.rows.steps.astype(float))
        differ = case.rows.differ(rates, explanation.peak)
        apart = np.abs(rates - case.rows.rates)
        agreeing = int((~differ).sum())
        allowed = np.maximum(case.rows.allowed(rates, explanation.peak)[~differ], np.finfo(float).tiny)
        return Evidence(
            rows=len(case.rows),
            agreeing=agreeing,
            without=int((~case.differing).sum()),
            apart=float(apart[~differ].max(initial=0.0) / (explanation.peak or 1.0)),
            misfit=float((apart[~differ] / allowed).mean()) if agreeing else np.inf,
        )

    def enough(self, parameters: int) -> bool:
        """Whether an explanation with so many fitted numbers is borne out; one with many must fit all rows closely."""
        left, before = self.rows - self.agreeing, self.rows - self.without
        told = self.agreeing - self.without >= _FEWEST and self.agreeing >= _FEWEST + parameters
        if parameters >= _MANY and (left or self.misfit > _CLOSE):
            return False
        return told and self.agreeing >= ENOUGH * self.rows and left <= (1 - _MENDED) * before

    def worth(self, parameters: int) -> float:
        """What an explanation is worth beside others: it explains many rows, closely, by few numbers."""
        return self.agreeing / self.rows - _COST * parameters - _INEXACT * min(self.misfit, 1.0)


def by_warp(
    case: Case,
    warp: Warp,
    cause: str,
    says: str,
    because: str = "",
    parameters: int = 1,
    size: float = math.nan,
    entries: Callable[[], tuple[Entry | None, ...]] = tuple,
) -> Explanation:
    """An explanation by the plan gone through in another way."""
    peak = max(case.peak * abs(warp.factor), np.finfo(float).tiny)
    return Explanation(cause, says, because, lambda steps: warp.rates_at(case, steps), peak, parameters, size, entries)


def parted(case: Case, start: float, later: RatesAt) -> RatesAt:
    """The planned rates up to a step of the log, and other ones from there on."""
    plan = Warp(shift=float(case.counting))
    return lambda steps: np.where(steps < start, plan.rates_at(case, steps), later(steps))
