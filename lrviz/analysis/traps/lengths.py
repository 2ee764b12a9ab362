"""Changes the length of a schedule or of its warmup, to suggest a fix for a mistake."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from lrviz.hyperparameters import hyperparameters
from lrviz.schedules import Schedule
from lrviz.schedules.scaling import fitted

Made = TypeVar("Made")


def attempt(make: Callable[[], Made]) -> Made | None:
    """What `make` gives, or None where a declaration refuses the values."""
    try:
        return make()
    except ValueError:
        return None


def step_fields(schedule: Schedule) -> dict[str, Any]:
    """The single numbers of steps that a schedule is declared by."""
    return {
        p.name: getattr(schedule, p.name)
        for p in hyperparameters(type(schedule))
        if p.unit == "steps"
        and p.kind in (int, float)
        and not p.many
        and not p.pairs
        and getattr(schedule, p.name) is not None
    }


def ending(schedule: Schedule, steps: int) -> Schedule | None:
    """The schedule planned for `steps` steps: its longest stretch gives way, or all do; None where none can."""
    length = schedule.length
    if length is None or steps < 1:
        return None
    stretches = step_fields(schedule)
    for name in sorted(stretches, key=lambda name: -stretches[name]):
        changed = _with(schedule, name, stretches[name] + steps - length)
        if changed is not None and changed.length == steps:
            return changed
    whole = attempt(lambda: fitted(schedule, steps))
    return whole if whole is not None and whole.length == steps else None


def risen(schedule: Schedule, steps: int) -> Schedule | None:
    """The schedule with a rise of `steps` steps; None where it cannot have one."""
    return _with(schedule, schedule.rise_field, steps) if schedule.rise_field and schedule.rise else None


def _with(schedule: Schedule, name: str, value: int) -> Schedule | None:
    changes: dict[str, Any] = {name: value}
    return attempt(lambda: replace(schedule, **changes))
