"""Finds drops that come later than their milestones say, because these are counted from the end of a warmup."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case
from lrviz.analysis.traps.lengths import attempt
from lrviz.analysis.traps.parts import Fix, Part
from lrviz.hyperparameters import hyperparameters


def drops_later(case: Case) -> Iterator[Trap]:
    """Milestones behind a warmup that are round as they are written and not where they come."""
    per_epoch = 1 if case.by_epoch else case.plan.steps_per_epoch
    for part in case.leaves:
        name = _milestones(part)
        if name is None or not _behind_a_rise(case, part):
            continue
        written = sorted(getattr(part.schedule, name))
        come = [milestone + part.start for milestone in written]
        if not written or come[-1] >= part.stop or _roundness(come, per_epoch) > _roundness(written, per_epoch):
            continue
        earlier = [milestone - part.start for milestone in written]
        meant = min(earlier) > 0 and _roundness(written, per_epoch) > _roundness(earlier, per_epoch)
        yield case.trap(
            "drops come later",
            f"{part.name} counts its {name} from the end of the warmup, which is {case.when(part.start)}: "
            f"the rate changes at {_listed(come)}, not at {_listed(written)}.",
            come[0],
            "note",
            _moved(part, name) if meant else None,
        )


def _milestones(part: Part) -> str | None:
    """The field with the steps at which the rate jumps, each counted from the start."""
    fields = hyperparameters(type(part.schedule))
    many = (parameter.name for parameter in fields if parameter.many and parameter.unit == "steps")
    return next(many, None) if part.schedule.jumps else None


def _behind_a_rise(case: Case, part: Part) -> bool:
    before = (other for other in case.leaves if other.stop == part.start and not other.chained)
    return part.start > 0 and not part.chained and any(other.schedule.rise > 0 for other in before)


def _roundness(numbers: Sequence[int], per_epoch: int) -> tuple[int, int]:
    """How many are whole epochs, and how round the numbers are: two for each 0 at the end, one for a 5."""
    whole = [number % per_epoch == 0 for number in numbers]
    return sum(whole), sum(
        _zeros(number // per_epoch if is_whole else number) for number, is_whole in zip(numbers, whole, strict=True)
    )


def _zeros(number: int) -> int:
    tens = 0
    while number and number % 10 == 0:
        number, tens = number // 10, tens + 2
    return tens + (number % 5 == 0 and number > 0)


def _listed(steps: Sequence[int]) -> str:
    return ", ".join(f"{step:,}" for step in steps)


def _moved(part: Part, name: str) -> Fix | None:
    earlier = tuple(step - part.start for step in getattr(part.schedule, name))
    changes: dict[str, Any] = {name: earlier}
    return part.changed(attempt(lambda: replace(part.schedule, **changes)))
