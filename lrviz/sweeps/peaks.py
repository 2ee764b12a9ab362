"""Runs with another peak learning rate, also where the schedule ignores the optimizer's own rate."""

from dataclasses import replace
from typing import Any

from lrviz.hyperparameters import Declared, hyperparameters
from lrviz.scene import Run
from lrviz.schedules import Schedule


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
    kind: Any = type(value)
    changed = kind(**value.arguments() | changes) if changes else value
    return changed.at_peak(peak) if isinstance(changed, Schedule) else changed
