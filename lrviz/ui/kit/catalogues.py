"""The catalogues that menus choose from: what their classes are called, and which of them may stand where."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from lrviz.hyperparameters import Declared, hyperparameters
from lrviz.objectives import OBJECTIVES, Objective
from lrviz.optimizers import OPTIMIZERS, Optimizer
from lrviz.schedules import SCHEDULES, Schedule
from lrviz.tasks import TASKS, Task

_CATALOGUES: dict[type[Declared], tuple[type[Declared], ...]] = {
    Objective: OBJECTIVES,
    Optimizer: OPTIMIZERS,
    Schedule: SCHEDULES,
    Task: TASKS,
}
_DEEPEST = 3
"""How many menus stand inside each other."""


def title(declared: type[Declared]) -> str:
    """What menus call a declared class."""
    name = getattr(declared, "title", None)
    return name if isinstance(name, str) else declared.__name__


def names_of(declared: type[Declared]) -> str:
    """What a menu shows of a declared class: its title, and the other names by which people look for it."""
    return " · ".join((title(declared), *declared.also_called))


@cache
def offered(kind: type[Any], depth: int) -> tuple[Mapping[str, type[Declared]], Mapping[str, str]]:
    """The classes of a menu by their titles, and what it shows of each; every visitor's menus share them."""
    classes = {title(one): one for one in catalogue_of(kind, depth)}
    return MappingProxyType(classes), MappingProxyType({name: names_of(one) for name, one in classes.items()})


def catalogue_of(kind: type[Declared], depth: int) -> tuple[type[Declared], ...]:
    """What may stand in a field of this kind; empty where it is in no catalogue."""
    catalogue: tuple[type[Declared], ...] = next((c for base, c in _CATALOGUES.items() if issubclass(kind, base)), ())
    return tuple(c for c in catalogue if depth < _DEEPEST or not _holds_others(c))


def is_chosen(kind: type[Declared]) -> bool:
    """Whether a catalogue holds the class, so that a menu chooses it."""
    return any(issubclass(kind, base) for base in _CATALOGUES)


def can_show(value: Declared, depth: int = 0) -> bool:
    """Whether choosers reach so deep that they show a value: menus inside menus end somewhere.

    Args:
        value: a value of a catalogue, or of a class that stands in one.
        depth: how many choosers it is inside.
    """
    if is_chosen(type(value)) and type(value) not in catalogue_of(type(value), depth):
        return False
    held = (one for field in value.arguments().values() for one in (field if isinstance(field, tuple) else (field,)))
    return all(can_show(one, depth + 1) for one in held if isinstance(one, Declared))


def _holds_others(declared: type) -> bool:
    return any(issubclass(parameter.kind, Declared) for parameter in hyperparameters(declared))
