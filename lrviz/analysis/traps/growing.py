"""Finds decays that make the rate grow: a floor above the rate, a factor above 1."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case
from lrviz.analysis.traps.lengths import attempt
from lrviz.analysis.traps.parts import Fix, Part

_VISIBLE = 0.01
"""The smallest rise that is told, as a share of the rate before it."""


def grows(case: Case) -> Iterator[Trap]:
    """A fall that goes up."""
    for part in case.leaves:
        own = case.own(part)
        if part.chained or not len(own) or not own.max() > own[0] * (1 + _VISIBLE):
            continue
        for name, told in ((part.schedule.floor_field, _rises), (part.schedule.decay_field, _multiplies)):
            if name is not None:
                yield from told(case, part, name)


def _rises(case: Case, part: Part, name: str) -> Iterator[Trap]:
    floor, own = getattr(part.schedule, name), case.own(part)
    if not floor > own[0] * (1 + _VISIBLE):
        return
    yield case.trap(
        "rises instead of falling",
        f"{name} = {floor:g} is above the rate of {own[0]:.3g} from which {part.name} starts, so the rate rises to "
        f"{own.max():.3g}, where it was meant to fall. {name} is an absolute rate, not a share.",
        max(0, part.start),
        fix=_with(part, name, 0.0),
    )


def _multiplies(case: Case, part: Part, name: str) -> Iterator[Trap]:
    factor, own = getattr(part.schedule, name), case.own(part)
    if not factor > 1:
        return
    yield case.trap(
        "grows instead of decaying",
        f"{name} = {factor:g} is above 1, so {part.name} makes the rate grow, from {own[0]:.3g} to {own.max():.3g}. "
        "A search for the largest rate that still works is meant to do that; a training diverges.",
        max(0, part.start),
        fix=_with(part, name, 1 / factor),
    )


def _with(part: Part, name: str, value: float) -> Fix | None:
    changes: dict[str, Any] = {name: value}
    return part.changed(attempt(lambda: replace(part.schedule, **changes)))
