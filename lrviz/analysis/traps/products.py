"""Finds products in which one schedule sets the rate afresh and so undoes the others."""

from collections.abc import Collection, Iterator, Sequence

import numpy as np

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case
from lrviz.analysis.traps.lengths import attempt
from lrviz.analysis.traps.parts import Part, parts
from lrviz.arrays import Floats
from lrviz.schedules import Constant, Schedule
from lrviz.schedules.combination import Combination

_SEEN = 0.01
"""From which change of the rate on a factor is seen."""
_KEPT = 0.9
"""How much of its logarithm a factor must keep at a step."""
_MOST_TOLD = 30.0
"""The logarithm of a factor from which on all are alike."""
_MOST = 0.5
"""At which share of the steps that it should change a factor must be lost to be told."""


def is_undone(case: Case) -> Iterator[Trap]:
    """A factor of a product that the product does not have."""
    for whole in case.parts:
        product = whole.schedule
        if not isinstance(product, Combination) or not product.together or whole.chained or case.entry.lr <= 0:
            continue
        fresh = [_sets(factor) for factor in product.parts]
        for index, itself in enumerate(fresh):
            others = [other for other, sets in enumerate(fresh) if sets and other != index]
            if itself:  # of two that set the rate the later one has its way
                others = [other for other in others if other > index]
            if others:
                yield from _undone(case, whole, product, index, others)


def _sets(factor: Schedule) -> bool:
    """Whether a factor sets the rate afresh at some of its steps."""
    return any(part.schedule.afresh or not part.leaf for part in parts(factor, 1))


def _undone(case: Case, whole: Part, product: Combination, index: int, others: Sequence[int]) -> Iterator[Trap]:
    factors, lr, steps = product.parts, case.entry.lr, whole.duration
    lost = _lost(product, index, lr, steps)
    guilty = [other for other in others if lost and _lost(_only(product, (index, other)), index, lr, steps)]
    if lost is None or not guilty:
        return
    step, alone, effect = lost
    by = " and ".join(dict.fromkeys(factors[other].title for other in guilty))
    at = max(0, whole.start) + step
    told = "at the base rate" if abs(effect - 1) < _SEEN / 10 else f"at {case.percent(effect)} of the base rate"
    yield case.trap(
        "undone in a product",
        f"At {case.when(at)} {factors[index].title} alone would have the rate at "
        f"{case.percent(alone)} of the base rate, and in this product it acts as if it were {told}: {by} sets each "
        "rate afresh, whatever the factor has made of it. One LambdaLR with the whole product keeps both.",
        at,
    )


def _lost(product: Schedule, index: int, lr: float, steps: int) -> tuple[int, float, float] | None:
    """The step at which most of a factor is lost, what it is alone there and what it does in the product."""
    if not isinstance(product, Combination):
        return None
    alone = _rates(product.parts[index], lr, steps)
    whole = _rates(product, lr, steps)
    without = _rates(_only(product, [other for other in range(len(product.parts)) if other != index]), lr, steps)
    if alone is None or whole is None or without is None:
        return None
    with np.errstate(all="ignore"):
        own, effect = alone / lr, whole / without
        wanted, got = np.abs(np.log(own)), np.abs(np.log(effect))
    acts = (np.abs(own - 1) > _SEEN) & (own >= 0) & np.isfinite(effect)
    lost = acts & ~(got >= _KEPT * wanted)
    if not lost.any() or lost.sum() <= _MOST * acts.sum():
        return None
    step = int(np.argmax(np.where(lost, np.minimum(wanted, _MOST_TOLD) - got, -np.inf)))
    return step, float(own[step]), float(effect[step])


def _only(product: Combination, kept: Collection[int]) -> Schedule:
    """The product with all factors but these left out."""
    whole: Schedule = product
    for index in range(len(product.parts)):
        if index not in kept and isinstance(whole, Combination):
            whole = list(whole.inside())[index].exchanged(Constant())
    return whole


def _rates(schedule: Schedule, lr: float, steps: int) -> Floats | None:
    return attempt(lambda: schedule.rates(lr, steps))
