"""Finds the first step of a logged run at which its learning rate differs from the planned one, and explains it."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lrviz.analysis.logs import LoggedRun
from lrviz.analysis.partings.both import factor_and_scale
from lrviz.analysis.partings.case import Case
from lrviz.analysis.partings.cause import Cause, Evidence, Explanation
from lrviz.analysis.partings.drawing import what_ran
from lrviz.analysis.partings.factor import factor
from lrviz.analysis.partings.laying import Laid, laid
from lrviz.analysis.partings.length import another_length
from lrviz.analysis.partings.offset import offset
from lrviz.analysis.partings.resumed import resumed
from lrviz.analysis.partings.rows import Rows
from lrviz.analysis.partings.sentences import where, why
from lrviz.analysis.partings.standing import stands_still
from lrviz.analysis.partings.timescale import time_scale
from lrviz.analysis.partings.warmup import no_warmup
from lrviz.arrays import Floats
from lrviz.comparison import Entry, Plan

SIMPLE: tuple[Cause, ...] = (no_warmup, stands_still, factor, time_scale, offset)
COMPOSED: tuple[Cause, ...] = (another_length, factor_and_scale, resumed)
CAUSES: tuple[Cause, ...] = (*SIMPLE, *COMPOSED)
"""Each way in which a run is known to leave its plan; of those that fit alike the first is taken."""

_PLAIN = 0.94
"""What a simple cause is worth that leaves nothing to the composed ones."""
_AS_GOOD = 0.02
_ALIKE = 6


@dataclass(frozen=True, eq=False)
class Found:
    """An explanation that a log bears out."""

    explanation: Explanation
    evidence: Evidence


@dataclass(frozen=True, eq=False)
class Parting:
    """The first logged step whose learning rate is not the planned one, and why.

    Attributes:
        offset: the log's step s is the plan's step s + offset.
        step: the log's number of the first step that differs; None where none does.
        planned: the rate planned for that step; NaN without one.
        logged: the rate logged there; NaN without one.
        share_agreeing: how many of the logged steps within the plan have the planned rate, from 0 to 1.
        where: all of this in words.
        why: what explains it, in words; empty where nothing parts.
        found: what explains it, the likeliest first; nothing where no known cause does, or nothing parts.
        case: the log and the plan as the causes see them.
    """

    offset: int
    step: int | None
    planned: float
    logged: float
    share_agreeing: float
    where: str
    why: str
    found: tuple[Found, ...]
    case: Case

    @property
    def sentence(self) -> str:
        """Where and why."""
        return f"{self.where} {self.why}".rstrip()

    @property
    def cause(self) -> str | None:
        """The short name of what explains it."""
        return self.found[0].explanation.cause if self.found else None

    def what_ran(self) -> Entry | None:
        """An entry of what the log ran; None where it is not known what the plan's rates are of."""
        return what_ran(self.case, self.found[0].explanation if self.found else None)


def parting(
    rates_of_plan: ArrayLike,
    logged: LoggedRun,
    tolerance: float = 0.01,
    entry: Entry | None = None,
    plan: Plan | None = None,
    explained: bool = True,
    pause: Callable[[], object] = lambda: None,
) -> Parting:
    """Compares the rates of a log with the planned ones.

    Two rates differ if they are further apart than `tolerance` times the larger one, than a tenth of `tolerance` times
    the peak, so that the last steps before zero are not held to digits that nobody sees, and than the log's own
    rounding. Tools log the rate of the step just taken or of the one to come, and count from 0 or from 1: of the three
    ways to lay the log over the plan, the one that agrees longest is taken, and of near equals the closest.

    Where they part, each cause of `CAUSES` is fitted to the log. One explains it if under it at least 95 % of the rows
    agree and at most a fifth of those that differ are left.

    Args:
        rates_of_plan: (n,), the rate of each optimizer step, from step 0.
        logged: the run; steps outside the plan are compared by causes alone.
        tolerance: relative.
        entry: what the rates are of, by which they are known beyond the plan's end and without a warmup.
        plan: the run that the entry has them in.
        explained: whether causes are looked for, which takes longer than all else.
        pause: what is done before each cause is tried; what it raises ends the search.
    """
    rates = np.asarray(rates_of_plan, dtype=float)
    rows = Rows.of(logged, tolerance)
    best = laid(rates, rows)
    case = _case(rates, rows, best, entry, plan)
    parts = best.first is not None or len(rows) > len(best.rows) == 0
    found = _found(case, pause) if explained and parts else ()
    return Parting(
        offset=best.counting,
        step=None if best.first is None else int(best.rows.steps[best.first]),
        planned=math.nan if best.first is None else float(best.planned[best.first]),
        logged=math.nan if best.first is None else float(best.rows.rates[best.first]),
        share_agreeing=float(np.mean(~best.differs)) if len(best.differs) else 0.0,
        where=where(case, best),
        why=why(case, best, [(one.explanation, one.evidence) for one in found]) if explained else "",
        found=found,
        case=case,
    )


def agree(rates_of_plan: ArrayLike, logged: LoggedRun, tolerance: float = 0.01) -> bool:
    """Whether a log has logged steps within a plan, and the planned rate at all of them; as `parting` compares them."""
    best = laid(np.asarray(rates_of_plan, dtype=float), Rows.of(logged, tolerance))
    return bool(len(best.rows)) and best.first is None


def _case(rates: Floats, rows: Rows, best: Laid, entry: Entry | None, plan: Plan | None) -> Case:
    """What the causes look at."""
    places = rows.steps + best.counting
    differing = places >= len(rates)
    differing[(places >= 0) & ~differing] = best.differs
    known = entry is not None and plan is not None
    return Case(rates, rows, differing, best.counting, entry if known else None, plan if known else None)


def _found(case: Case, pause: Callable[[], object]) -> tuple[Found, ...]:
    """What explains a parting, and what does so as well by as few numbers."""
    with np.errstate(all="ignore"):  # a log may have rates near the largest number, and ratios beyond it
        good = _good(case, SIMPLE, pause)
        if not good or _worth(good[0]) < _PLAIN:
            good = sorted([*good, *_good(case, COMPOSED, pause)], key=_worth, reverse=True)
    kept: dict[str, Found] = {}
    for one in good:
        simple = one.explanation.parameters <= good[0].explanation.parameters
        if one is good[0] or (simple and _worth(one) >= _worth(good[0]) - _AS_GOOD):
            kept.setdefault(one.explanation.cause, one)
    return tuple(kept.values())


def _good(case: Case, causes: tuple[Cause, ...], pause: Callable[[], object]) -> list[Found]:
    """What some causes find that the log bears out, the best first."""
    every: list[Found] = []
    for cause in causes:
        pause()
        every += [Found(one, Evidence.of(case, one)) for one in cause(case)]
    return sorted((one for one in every if one.evidence.enough(one.explanation.parameters)), key=_worth, reverse=True)


def _worth(found: Found) -> float:
    """Of those that are worth the same but for the last bits the likelier stays before the other."""
    return round(found.evidence.worth(found.explanation.parameters), _ALIKE)
