"""Schedules that rise again because the run goes on past their end."""

from collections.abc import Iterator

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case
from lrviz.analysis.traps.floors import planned_for
from lrviz.comparison import MOST_STEPS
from lrviz.schedules import CosineAnnealingLR, CosineWithWarmup, Schedule

_VISIBLE = 1e-3
"""The smallest rise that is told, as a share of the peak."""


def climbs_again(case: Case) -> Iterator[Trap]:
    """A single fall along a cosine that is over before its time is."""
    for place in case.leaves:
        bottom = _bottom(place.part)
        if bottom is None or bottom >= place.duration - 1:
            continue
        own = case.rates[place.start : place.stop]
        after = own[bottom:]
        low, high = float(after[0]), float(after.max())
        if not high - low > _VISIBLE * own.max():
            continue
        until = "the end of the run" if case.final(place) else "the next schedule takes over"
        yield case.trap(
            "climbs again",
            f"The cosine is at its bottom at {case.when(place.start + bottom)}, {case.count(len(after) - 1)} before "
            f"{until}, and climbs again from {low:.3g} to {high:.3g}, {case.percent(high / own.max())} of its peak. "
            "That undoes what the small rates have settled.",
            place.start + bottom,
            mending=planned_for(case, place),
        )


def _bottom(part: Schedule) -> int | None:
    """The step at which a cosine that is meant to fall once has fallen; None for every other schedule."""
    if isinstance(part, CosineAnnealingLR):
        return part.T_max
    if isinstance(part, CosineWithWarmup) and 0 < part.num_cycles <= 0.5 and part.total_steps > part.warmup_steps:
        return part.warmup_steps + round(
            min((part.total_steps - part.warmup_steps) / (2 * part.num_cycles), MOST_STEPS)
        )
    return None
