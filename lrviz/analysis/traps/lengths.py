"""How long a schedule is, how long it rises, and which rates it gives alone: what traps ask of one part."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from lrviz.arrays import Floats
from lrviz.hyperparameters import hyperparameters
from lrviz.schedules import (
    ConstantLR,
    CosineAnnealingLR,
    CyclicLR,
    LinearLR,
    OneCycleLR,
    PolynomialLR,
    Schedule,
    ScheduleError,
)
from lrviz.schedules.base import Factor
from lrviz.schedules.engine.recursion import Group
from lrviz.schedules.scaling import fitted

Made = TypeVar("Made")


def attempt(make: Callable[[], Made]) -> Made | None:
    """What `make` gives, or None where a declaration refuses the values."""
    try:
        return make()
    except ValueError:
        return None


def step_fields(part: Schedule) -> dict[str, int]:
    """The single whole numbers of steps that a schedule is declared by."""
    return {
        p.name: getattr(part, p.name)
        for p in hyperparameters(type(part))
        if p.unit == "steps" and p.kind is int and not p.many and getattr(part, p.name) is not None
    }


def ending(part: Schedule, steps: int) -> Schedule | None:
    """The schedule planned for `steps` steps: its longest stretch gives way, or all do; None where none can."""
    length = part.length
    if length is None or steps < 1:
        return None
    stretches = step_fields(part)
    for name in sorted(stretches, key=lambda name: -stretches[name]):
        changed = _with(part, name, stretches[name] + steps - length)
        if changed is not None and changed.length == steps:
            return changed
    whole = attempt(lambda: fitted(part, steps))
    return whole if whole is not None and whole.length == steps else None


def rise_field(part: Schedule) -> str | None:
    """The field that says for how many steps a warmup rises; None where the schedule does not begin with one."""
    if isinstance(part, LinearLR):
        return "total_iters" if part.end_factor > part.start_factor else None
    if isinstance(part, ConstantLR):
        return "total_iters" if part.factor < 1 else None
    return "warmup_steps" if "warmup_steps" in step_fields(part) else None


def rise(part: Schedule) -> float:
    """Steps from the start of a schedule to its peak; infinite where torch never leaves the start."""
    if isinstance(part, OneCycleLR):
        return max(0.0, part.pct_start * part.total_steps - 1)
    if isinstance(part, CyclicLR):
        return part.step_size_up
    field = rise_field(part)
    if field is None:
        return 0
    steps = int(getattr(part, field))
    return math.inf if steps == 0 and isinstance(part, LinearLR | ConstantLR) else steps


def risen(part: Schedule, steps: int) -> Schedule | None:
    """The schedule with a rise of `steps` steps; None where it cannot have one."""
    field = rise_field(part)
    return _with(part, field, steps) if field else None


def levels(part: Schedule, steps: list[int], lr: float) -> Floats | None:
    """The rates at a few of its own steps of a schedule that stands alone, without walking there.

    None where the schedule is of a kind that no trap asks about, or has no such rate.
    """
    path = _PATHS.get(type(part))
    if path is not None:
        return np.asarray(path(part, np.array(steps), lr), dtype=float)
    if not isinstance(part, Factor | OneCycleLR | CyclicLR):
        return None
    group = Group(lr)
    part.enter(group)
    base = part.own_base(group.settle_base())
    try:
        with np.errstate(all="ignore"):
            return np.concatenate([part.moves(np.array([step]), base, group).rates(lr) for step in steps])
    except ScheduleError:
        return None


def _linear(part: Any, t: Any, lr: float) -> Any:
    done = np.minimum(t, part.total_iters) / max(1, part.total_iters)
    return lr * (part.start_factor + (part.end_factor - part.start_factor) * done)


def _held(part: Any, t: Any, lr: float) -> Any:
    return lr * np.where((t < part.total_iters) | (part.total_iters == 0), part.factor, 1.0)


def _polynomial(part: Any, t: Any, lr: float) -> Any:
    return lr * (1 - np.minimum(t, part.total_iters) / max(1, part.total_iters)) ** part.power


def _cosine(part: Any, t: Any, lr: float) -> Any:
    return part.eta_min + (lr - part.eta_min) * (1 + np.cos(np.pi * t / part.T_max)) / 2


_PATHS: dict[type[Schedule], Callable[[Any, Any, float], Any]] = {
    LinearLR: _linear,
    ConstantLR: _held,
    PolynomialLR: _polynomial,
    CosineAnnealingLR: _cosine,
}
"""Closed forms of those that torch computes from step to step."""


def _with(part: Schedule, name: str, value: int) -> Schedule | None:
    changes: dict[str, Any] = {name: value}
    return attempt(lambda: replace(part, **changes))
