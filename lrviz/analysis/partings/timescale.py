"""A time scale: the run goes along its plan k times too fast or too slow."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from lrviz.analysis.partings.case import Case
from lrviz.analysis.partings.cause import Explanation, by_warp
from lrviz.analysis.partings.numbers import whole_part
from lrviz.analysis.partings.pace import nearest_scale
from lrviz.analysis.partings.warp import Warp
from lrviz.analysis.traps.lengths import attempt
from lrviz.comparison import EACH_EPOCH, EACH_STEP, Entry
from lrviz.schedules import Schedule, scaled

_SAME = 0.005
_LEVELS = 2


def time_scale(case: Case) -> Iterator[Explanation]:
    """The plan at another pace, from its first step on.

    Fitted over all scales from 1/1024 to 1024. Whole numbers, one over them, and what the plan counts in an epoch or in
    a step are taken where they fit as well as any other.
    """
    if case.sample.levels < _LEVELS:
        return
    found = nearest_scale(case, case.sample)
    if found is not None and abs(found.scale - 1) > _SAME:
        says, because = _says(found), _because(case, found)
        yield by_warp(case, found, "time scale", says, because, size=found.scale, entries=partial(paced, case, found))


def _says(warp: Warp) -> str:
    pace = _pace(warp.scale)
    place = f"{pace} · s" if warp.scale > 1 else f"s / {pace}"
    return f"The log runs {told_pace(warp)}: its step s has the rate of the plan's step {place}."


def told_pace(warp: Warp) -> str:
    """A pace in words."""
    times = f"{_pace(warp.scale)} times too {'fast' if warp.scale > 1 else 'slow'}"
    return f"at least {times}" if warp.at_least else times


def _pace(scale: float) -> str:
    whole = whole_part(scale)
    return f"{whole:,}" if whole else f"{max(scale, 1 / scale):.4g}"


def _because(case: Case, warp: Warp) -> str:
    """Where such a pace comes from."""
    whole, fast = whole_part(warp.scale), warp.scale > 1
    if whole is None:
        over = case.length / warp.scale
        return f"It is as if {over:,.0f} steps had been planned in place of {case.length:,}."
    if case.plan is not None and whole == case.plan.steps_per_epoch:
        epoch = f"An epoch has {whole:,} steps"
        if fast:
            return f"{epoch}: the log may count epochs, or the scheduler be stepped each step in place of each epoch."
        return f"{epoch}: the scheduler may be stepped each epoch in place of each step."
    if fast:
        return (
            f"That is what comes of {whole:,} processes that each step the scheduler, and of a scheduler that is "
            f"stepped after every batch where {whole:,} batches make a step."
        )
    return (
        f"That is what comes of a log that counts batches, {whole:,} to a step, of a scheduler that is stepped only "
        f"every {whole:,} steps, and of a schedule that was planned for {case.length * whole:,} steps."
    )


def paced(case: Case, warp: Warp) -> tuple[Entry | None, ...]:
    """The entry with its lengths changed, or stepped each epoch in place of each step."""
    entry, plan = case.entry, case.plan
    if entry is None or plan is None:
        return ()
    other = EACH_STEP if entry.stepped == EACH_EPOCH else EACH_EPOCH
    again = 1 / plan.steps_per_epoch if other == EACH_EPOCH else float(plan.steps_per_epoch)
    stepped = replace(entry, stepped=other) if abs(warp.scale / again - 1) < _SAME else None
    paced = attempt(lambda: scaled(entry.schedule, 1 / warp.scale))
    faster = attempt(lambda: _decaying(entry.schedule, warp.scale))
    return (stepped, *(replace(entry, schedule=one) for one in (paced, faster) if one is not None))


def _decaying(schedule: Schedule, scale: float) -> Schedule | None:
    """A schedule that decays by a factor a step, by the factor of so many steps at once."""
    if schedule.decay_field is None or schedule.length is not None:
        return None
    gamma: Any = {schedule.decay_field: getattr(schedule, schedule.decay_field) ** scale}
    return replace(schedule, **gamma)
