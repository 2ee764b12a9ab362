"""Changes schedules everywhere inside others."""

from collections.abc import Callable
from typing import Any, TypeVar

from lrviz.hyperparameters import Declared, hyperparameters
from lrviz.schedules.base import Schedule

Value = TypeVar("Value")


def changed_inside(value: Value, change: Callable[[Schedule], Schedule]) -> Value:
    """A declared value, or a tuple of them, with each schedule in it changed, the inner ones first.

    Raises:
        HyperparameterError: a declaration refuses what comes out.
    """
    changed: Value = _changed(value, change)
    return changed


def _changed(value: Any, change: Callable[[Schedule], Schedule]) -> Any:
    if isinstance(value, tuple):
        return tuple(_changed(item, change) for item in value)
    if not isinstance(value, Declared):
        return value
    inner = [p.name for p in hyperparameters(type(value)) if issubclass(p.kind, Declared)]
    changes = {name: _changed(getattr(value, name), change) for name in inner}
    kind: Any = type(value)
    renewed = kind(**value.arguments() | changes) if changes else value
    return change(renewed) if isinstance(renewed, Schedule) else renewed
