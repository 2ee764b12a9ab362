"""A factor and a time scale at once, as where both come from the number of devices."""

from collections.abc import Iterator
from dataclasses import replace

from lrviz.analysis.partings.case import Case
from lrviz.analysis.partings.cause import Explanation, by_warp
from lrviz.analysis.partings.factor import told_factor
from lrviz.analysis.partings.pace import nearest_scale
from lrviz.analysis.partings.timescale import paced, told_pace
from lrviz.comparison import Entry

_SAME = 0.005
_LEVELS = 4


def factor_and_scale(case: Case) -> Iterator[Explanation]:
    """The plan at another height and at another pace."""
    if case.sample.levels < _LEVELS:
        return
    found = nearest_scale(case, case.sample, any_height=True)
    if found is None or abs(found.scale - 1) < _SAME or abs(found.factor - 1) < _SAME:
        return

    def entries() -> tuple[Entry | None, ...]:
        higher = case.at_rate(found.factor)
        return () if higher is None else paced(replace(case, entry=higher), found)

    says = f"{told_factor(case, found)}, and it runs {told_pace(found)}."
    yield by_warp(case, found, "factor and time scale", says, parameters=2, size=found.scale, entries=entries)
