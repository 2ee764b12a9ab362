"""Finds schedules whose rate rises again because the run is longer than they are."""

import math
from collections.abc import Iterator

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case
from lrviz.analysis.traps.floors import planned_for

_VISIBLE = 1e-3
"""The smallest rise that is told, as a share of the peak."""


def climbs_again(case: Case) -> Iterator[Trap]:
    """A single fall that is over before its time is."""
    for part in case.leaves:
        if part.schedule.bottom is None or part.schedule.bottom >= part.duration - 1:
            continue
        bottom = math.ceil(part.schedule.bottom)
        own = case.own(part)
        after = case.rates[part.start + bottom : part.stop]
        low, high = float(after[0]), float(after.max())
        if low > case.rates[max(0, part.start + bottom - 1)]:  # in a product with one that has fallen before
            continue
        if not high - low > _VISIBLE * own.max() or not own.max() > 0:
            continue
        until = "the end of the run" if case.final(part) else "the next schedule takes over"
        yield case.trap(
            "climbs again",
            f"The rate is at its bottom at {case.when(part.start + bottom)}, {case.count(len(after) - 1)} before "
            f"{until}, and climbs again from {low:.3g} to {high:.3g}, {case.percent(high / own.max())} of its peak. "
            "That undoes what the small rates have settled.",
            part.start + bottom,
            fix=planned_for(case, part),
        )
