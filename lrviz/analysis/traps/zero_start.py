"""First steps at a rate of 0."""

from collections.abc import Iterator
from dataclasses import replace

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case
from lrviz.analysis.traps.parts import Mending, Part
from lrviz.hyperparameters import hyperparameters
from lrviz.schedules import ConstantWithWarmup


def starts_at_zero(case: Case) -> Iterator[Trap]:
    """A first rate of 0, where it costs something: a whole epoch, or a batch that Adam only remembers."""
    if not len(case.rates) or case.rates[0] != 0 or case.peak <= 0:
        return
    first = (place for place in case.leaves if place.start == 0 and case.entry.lr > 0)
    mending = next(filter(None, map(_raised, first)), None)
    if case.per_call > 1:
        yield case.trap(
            "first epoch at rate 0",
            f"The rate is 0 for the whole first epoch, {case.per_call:,} optimizer steps: they cost as much as the "
            "others and move nothing.",
            0,
            "warning",
            mending,
        )
    elif _has_second_moment(case):
        yield case.trap(
            "first step at rate 0",
            f"The rate of the first step is 0: {type(case.optimizer).__name__} spends the batch on its moments alone "
            "and no parameter moves.",
            0,
            "note",
            mending,
        )


def _has_second_moment(case: Case) -> bool:
    return any(p.name == "beta2" for p in hyperparameters(type(case.optimizer)))


def _raised(place: Part) -> Mending | None:
    """A warmup that starts at its first step in place of 0."""
    part = place.part
    if not isinstance(part, ConstantWithWarmup) or part.start_factor or not part.warmup_steps:
        return None
    return place.changed(replace(part, start_factor=1 / part.warmup_steps))
