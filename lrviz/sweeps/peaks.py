"""Runs brought to another peak rate, also those whose schedule ignores the optimizer's own rate."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lrviz.hyperparameters import Declared, hyperparameters
from lrviz.scene import Run
from lrviz.schedules import CyclicLR, Noam, OneCycleLR, Schedule


def at_peak(run: Run, peak: float) -> Run:
    """The run on another peak rate.

    The peak is the optimizer's own rate, which the schedule then takes as its base. Schedules that ignore that rate,
    also inside others, get it as their highest one, and a lowest one in the proportion that it had.

    Raises:
        HyperparameterError: a declaration refuses the rate.
    """
    return replace(run, optimizer=replace(run.optimizer, lr=peak), schedule=_raised(run.schedule, peak))


def _raised(value: Any, peak: float) -> Any:
    """A declared value, or a tuple of them, with each schedule inside that ignores the rate brought to the peak."""
    if isinstance(value, tuple):
        return tuple(_raised(item, peak) for item in value)
    if not isinstance(value, Declared):
        return value
    inner = [p.name for p in hyperparameters(type(value)) if issubclass(p.kind, Declared)]
    changes = {name: _raised(getattr(value, name), peak) for name in inner}
    if isinstance(value, Schedule) and value.overwrites_lr:
        changes |= _own_rates(value, peak)
    kind: Any = type(value)
    return kind(**value.arguments() | changes) if changes else value


def _own_rates(schedule: Schedule, peak: float) -> Mapping[str, float]:
    """The fields in which a schedule that ignores the optimizer's rate holds its own."""
    if isinstance(schedule, OneCycleLR):
        return {"max_lr": peak}
    if isinstance(schedule, CyclicLR):
        return {"max_lr": peak, "base_lr": peak * (schedule.base_lr / schedule.max_lr if schedule.max_lr else 1.0)}
    if isinstance(schedule, Noam):
        return {"scale": peak * (schedule.d_model * schedule.warmup_steps) ** 0.5}
    raise NotImplementedError(f"at_peak must know where {type(schedule).__name__} holds its own rates")
