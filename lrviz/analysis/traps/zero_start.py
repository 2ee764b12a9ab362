"""Finds runs whose first steps have a learning rate of 0."""

from collections.abc import Iterator

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case


def starts_at_zero(case: Case) -> Iterator[Trap]:
    """A first rate of 0, where it costs something: a whole epoch, or a batch that Adam only remembers."""
    if not len(case.rates) or case.rates[0] != 0 or case.peak <= 0:
        return
    first = (part for part in case.leaves if part.start == 0 and case.entry.lr > 0)
    fix = next(filter(None, (part.changed(part.schedule.off_zero()) for part in first)), None)
    if case.per_call > 1:
        yield case.trap(
            "first epoch at rate 0",
            f"The rate is 0 for the whole first epoch, {case.per_call:,} optimizer steps: they cost as much as the "
            "others and move nothing.",
            0,
            "warning",
            fix,
        )
    elif case.optimizer.has_moments:
        yield case.trap(
            "first step at rate 0",
            f"The rate of the first step is 0: {type(case.optimizer).__name__} spends the batch on its moments alone "
            "and no parameter moves.",
            0,
            "note",
            fix,
        )
