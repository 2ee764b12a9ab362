"""Finds milestones that the run never reaches, and stages that torch skips."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case
from lrviz.analysis.traps.lengths import attempt
from lrviz.analysis.traps.parts import Fix, Part, parts
from lrviz.analysis.traps.stepping import in_epochs
from lrviz.schedules import Schedule, Sequential
from lrviz.schedules.combination import Combination
from lrviz.schedules.scaling import fitted, scaled

_SHARE = 0.8
"""Where in the run the last of fixed milestones is."""


def beyond_the_end(case: Case) -> Iterator[Trap]:
    """Changes that are planned for steps that do not come."""
    for part in case.parts:
        missed = _missed(part)
        if not missed:
            continue
        yield case.trap(
            "milestone beyond the end",
            f"{part.name} would change at {' and '.join(case.when(part.start + int(step)) for step in missed[:3])}"
            f"{' and later' if len(missed) > 3 else ''}, but {case.when(part.stop - 1)} is the last that it has. "
            "What was planned for later never happens.",
            part.stop - 1,
            fix=in_epochs(case) or _scaled_into(case, part),
        )


def _missed(part: Part) -> list[float]:
    """The changes that a schedule is not in charge for; none where it never starts."""
    end = part.duration + (not part.schedule.jumps)
    return [step for step in part.schedule.turns if step >= end] if part.duration > 0 else []


def _scaled_into(case: Case, part: Part) -> Fix | None:
    """The schedule with all its lengths scaled so that its last change comes in time; None where others then do not."""
    schedule, steps = part.schedule, part.duration
    if part.refit is not None and not schedule.repeats:
        fix = part.ended(steps)
    elif isinstance(schedule, Combination) and schedule.length is not None:
        fix = part.changed(attempt(lambda: fitted(schedule, steps)))
    else:
        share = _SHARE if schedule.jumps else 1.0
        fix = part.changed(attempt(lambda: scaled(schedule, share * steps / schedule.turns[-1])))
    if fix is None or _late(fix.schedule, case) >= _late(case.entry.schedule, case):
        return None
    return fix


def _late(schedule: Schedule, case: Case) -> int:
    """How many parts have changes that never happen."""
    return sum(bool(_missed(part)) for part in parts(schedule, case.calls))


def skips_a_stage(case: Case) -> Iterator[Trap]:
    """Milestones that do not rise."""
    for part in case.parts:
        if not isinstance(part.schedule, Sequential) or part.duration <= min(part.schedule.milestones, default=0):
            continue
        skipped = _skipped(part.schedule)
        if not skipped:
            continue
        yield case.trap(
            "skips a stage",
            "SequentialLR looks for its stage by bisection, which needs rising milestones: with "
            f"{', '.join(f'{milestone:,}' for milestone in part.schedule.milestones)} it never runs "
            f"{' or '.join(skipped)}.",
            part.start + min(part.schedule.milestones),
            fix=_sorted(part, part.schedule),
        )


def _skipped(schedule: Sequential) -> list[str]:
    """The labels of stages that torch never comes to, however long the run."""
    run = {bisect_right(schedule.milestones, step) for step in (0, *schedule.milestones)}
    return [stage.label for index, stage in enumerate(schedule.schedules) if index not in run]


def _sorted(part: Part, schedule: Sequential) -> Fix | None:
    """The milestones in order; None where a stage is still left out."""
    ordered = attempt(lambda: replace(schedule, milestones=tuple(sorted(schedule.milestones))))
    return None if ordered is None or _skipped(ordered) else part.changed(ordered)
