"""A constant factor: the run has another base rate, as where it is multiplied by the number of devices."""

from collections.abc import Iterator
from functools import partial

from lrviz.analysis.partings.case import Case
from lrviz.analysis.partings.cause import Explanation, by_warp
from lrviz.analysis.partings.numbers import short, whole_part
from lrviz.analysis.partings.warp import COUNTINGS, Warp, misfit
from lrviz.comparison import Entry, Plan

_SAME = 0.005


def factor(case: Case) -> Iterator[Explanation]:
    """The plan at another height all along.

    Fitted as the middle of what each row asks for. Where a schedule has an absolute floor, the factor is that of the
    base rate alone, or of the floor too.
    """
    ways = [
        Warp(shift=float(o), floors=floors).at_height(case, case.sample) for floors in (False, True) for o in COUNTINGS
    ]
    best = min(ways, key=lambda warp: misfit(case, case.sample, warp))
    if abs(best.factor - 1) < _SAME:
        return
    says = f"{told_factor(case, best)}."
    because = _because(case, best.factor)
    entries = partial(_entries, case, best.factor)
    yield by_warp(case, best, "factor", says, because, size=best.factor, entries=entries)


def _entries(case: Case, factor: float) -> tuple[Entry | None, ...]:
    return (case.at_rate(factor),)


def told_factor(case: Case, warp: Warp) -> str:
    """The factor in words."""
    says = f"The log has {short(warp.factor)} times the planned rate"
    if case.entry is None or case.entry.schedule.overwrites_lr or warp.floors:
        return says
    return f"{says}, as a base rate of {case.entry.lr * warp.factor:.4g} in place of {case.entry.lr:.4g} gives it"


def _because(case: Case, factor: float) -> str:
    """Where such a factor comes from."""
    whole, below = whole_part(factor), factor < 1
    if whole is None:
        return ""
    deed = "divided" if below else "multiplied"
    for count, words in _counts(case.plan):
        if count == whole:
            return f"The plan's base rate may have been {deed} {words}."
    return f"Some trainers have the base rate {deed} by the number of devices or of batches in a step, here {whole:,}."


def _counts(plan: Plan | None) -> Iterator[tuple[int, str]]:
    """What the plan counts that base rates are multiplied by, each with its words."""
    if plan is not None:
        yield plan.devices, f"by its {plan.devices:,} devices"
        yield plan.accumulation, f"by the {plan.accumulation:,} batches that it adds up for a step"
        both = plan.devices * plan.accumulation
        yield both, f"by its {plan.devices:,} devices times {plan.accumulation:,} batches a step"
