"""Milestones that the run never reaches, and stages that torch skips."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case
from lrviz.analysis.traps.lengths import attempt
from lrviz.analysis.traps.parts import Mending, Part, places
from lrviz.schedules import MultiStepLR, Phases, PiecewiseConstant, PiecewiseLinear, Schedule, Sequential, StepLR
from lrviz.schedules.scaling import fitted, scaled

_SHARE = 0.8
"""Where in the run the last of mended milestones is."""


def beyond_the_end(case: Case) -> Iterator[Trap]:
    """Changes that are planned for steps that do not come."""
    for place in case.places:
        missed = _missed(place)
        if not missed:
            continue
        yield case.trap(
            "milestone beyond the end",
            f"{place.name} would change at {' and '.join(case.when(place.start + int(step)) for step in missed[:3])}"
            f"{' and later' if len(missed) > 3 else ''}, but {case.when(place.stop - 1)} is the last that it has. "
            "What was planned for later never happens.",
            place.stop - 1,
            mending=_scaled_into(case, place),
        )


def _missed(place: Part) -> list[float]:
    """The changes that a schedule is not in charge for; none where it never starts."""
    end = place.duration + isinstance(place.part, PiecewiseLinear)
    return [step for step in _changes(place.part) if step >= end] if place.duration > 0 else []


def _changes(part: Schedule) -> tuple[float, ...]:
    """The steps at which a schedule turns to something else, by its own clock."""
    if isinstance(part, MultiStepLR | Sequential):
        return tuple(sorted(part.milestones))
    if isinstance(part, Phases):
        return part.sequence.milestones
    if isinstance(part, PiecewiseConstant):
        return part.boundaries
    if isinstance(part, PiecewiseLinear):
        return _bends(part)
    return (part.step_size,) if isinstance(part, StepLR) else ()


def _bends(part: PiecewiseLinear) -> tuple[float, ...]:
    """The points up to the last one that still changes the rate."""
    points = part.points
    changing = [index for index in range(1, len(points)) if points[index][1] != points[index - 1][1]]
    return tuple(step for step, _ in points[: changing[-1] + 1]) if changing else ()


def _scaled_into(case: Case, place: Part) -> Mending | None:
    """The part with all its lengths scaled so that its last change comes in time; None where others then do not."""
    part, steps = place.part, place.duration
    if place.refit is not None and not part.repeats:
        mending = place.ended(steps)
    elif isinstance(part, Sequential | Phases) and part.length is not None:
        mending = place.changed(attempt(lambda: fitted(part, steps)))
    else:
        share = 1.0 if isinstance(part, PiecewiseLinear) else _SHARE
        mending = place.changed(attempt(lambda: scaled(part, share * steps / _changes(part)[-1])))
    if mending is None or _late(mending.schedule, case) >= _late(case.entry.schedule, case):
        return None
    return mending


def _late(schedule: Schedule, case: Case) -> int:
    """How many parts have changes that never happen."""
    return sum(bool(_missed(place)) for place in places(schedule, case.calls))


def skips_a_stage(case: Case) -> Iterator[Trap]:
    """Milestones that do not rise."""
    for place in case.places:
        if not isinstance(place.part, Sequential) or place.duration <= min(place.part.milestones, default=0):
            continue
        skipped = _skipped(place.part)
        if not skipped:
            continue
        yield case.trap(
            "skips a stage",
            "SequentialLR looks for its stage by bisection, which needs rising milestones: with "
            f"{', '.join(f'{milestone:,}' for milestone in place.part.milestones)} it never runs "
            f"{' or '.join(skipped)}.",
            place.start + min(place.part.milestones),
            mending=_sorted(place, place.part),
        )


def _skipped(part: Sequential) -> list[str]:
    """The labels of stages that torch never comes to, however long the run."""
    run = {bisect_right(part.milestones, step) for step in (0, *part.milestones)}
    return [schedule.label for index, schedule in enumerate(part.schedules) if index not in run]


def _sorted(place: Part, part: Sequential) -> Mending | None:
    """The milestones in order; None where a stage is still left out."""
    ordered = attempt(lambda: replace(part, milestones=tuple(sorted(part.milestones))))
    return None if ordered is None or _skipped(ordered) else place.changed(ordered)
