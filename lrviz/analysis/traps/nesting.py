"""Finds combinations inside others that torch steps once too often before the first step."""

from collections.abc import Iterator

import numpy as np

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case
from lrviz.analysis.traps.lengths import attempt
from lrviz.analysis.traps.parts import Fix, Part
from lrviz.schedules.combination import Combination

_SAME = 1e-9
"""How far two rates may be apart that are one."""


def loses_a_step(case: Case) -> Iterator[Trap]:
    """A combination as the first stage of another one, where its curve shows it."""
    outers = [part for part in case.parts if isinstance(part.schedule, Combination)]
    for index, inner in enumerate(outers):
        shown = None if inner.start >= 0 or inner.chained or case.swaps_base else _shown(case, inner)
        if shown is None:
            continue
        outer, (step, now, alone) = outers[index - 1], shown
        early = ", and its stages change a step early" if inner.schedule.turns else ""
        yield case.trap(
            "torch loses a step",
            f"Torch steps {inner.name} once too often when it builds {outer.name} around it: at {case.when(step)} the "
            f"rate is {now:.3g}, where it would be {alone:.3g} without the outer one{early}.",
            step,
            fix=_flat(outer),
        )
        return


def _shown(case: Case, inner: Part) -> tuple[int, float, float] | None:
    """The first step at which a schedule inside another one is not what it is alone, and both rates."""
    own = case.own(inner)
    alone = attempt(lambda: inner.schedule.rates(case.entry.lr, len(own)))
    if alone is None:
        return None
    differs = ~np.isclose(own, alone, rtol=_SAME, atol=0)
    step = int(np.argmax(differs))
    return (step, float(own[step]), float(alone[step])) if differs.any() else None


def _flat(outer: Part) -> Fix | None:
    flat = attempt(outer.schedule.flattened) if isinstance(outer.schedule, Combination) else None
    return None if flat is None else Fix(outer.rebuild(flat), "Put all stages into one SequentialLR")
