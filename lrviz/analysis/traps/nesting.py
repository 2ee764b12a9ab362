"""Finds combinations inside others that torch starts one step late."""

from collections.abc import Iterator

import numpy as np

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case
from lrviz.analysis.traps.lengths import attempt
from lrviz.analysis.traps.parts import Fix, Part
from lrviz.schedules import ScheduleError
from lrviz.schedules.combination import Combination


def loses_a_step(case: Case) -> Iterator[Trap]:
    """A combination as the first stage of another one, where its curve shows it."""
    outers = [part for part in case.parts if isinstance(part.schedule, Combination)]
    for inner in outers:
        if inner.start >= 0 or inner.chained or inner.duration < 2 or not _shows(case, inner):
            continue
        outer = next(part for part in reversed(outers[: outers.index(inner)]) if part.start >= inner.start)
        yield case.trap(
            "torch loses a step",
            f"Inside {outer.name} torch starts {inner.name} at its step 1: its step 0 never runs and all that it does "
            f"comes a step early, from a rate of {case.rates[0]:.3g} at {case.when(0)} on.",
            0,
            fix=_flat(outer),
        )
        return


def _shows(case: Case, inner: Part) -> bool:
    """Whether the curve is the inner schedule's own, moved by a step, and not what it would be alone."""
    try:
        alone = inner.schedule.rates(case.entry.lr, inner.duration)
    except ScheduleError:
        return False
    own = case.own(inner)
    moved = alone[-inner.start :][: len(own)]
    return bool(np.allclose(own, moved, rtol=1e-9) and not np.allclose(own, alone[: len(own)], rtol=1e-9))


def _flat(outer: Part) -> Fix | None:
    flat = attempt(outer.schedule.flattened) if isinstance(outer.schedule, Combination) else None
    return None if flat is None else Fix(outer.rebuild(flat), "Put all stages into one SequentialLR")
