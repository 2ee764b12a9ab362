"""Finds parts that do not add up to the length that is given beside them."""

from collections.abc import Iterator

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case
from lrviz.analysis.traps.parts import Fix
from lrviz.schedules.combination import Combination


def adds_up_to_another(case: Case) -> Iterator[Trap]:
    """Steps and shares that are more or fewer than the whole."""
    for part in case.parts:
        whole = part.schedule
        if not isinstance(whole, Combination) or part.duration <= 0:
            continue
        promise = whole.promised()
        if promise is None or whole.length is None:
            continue
        said, right = promise
        yield case.trap(
            f"{whole.parts_word} add up to another length",
            f"The parts of {part.name} last {case.count(whole.length)} together, {abs(whole.length - said):,} "
            f"{'more' if whole.length > said else 'fewer'} than the {said:,} of which the shares are taken.",
            max(0, part.start),
            fix=None if right is None else Fix(part.rebuild(right), f"Make the shares fill {said:,} steps"),
        )
