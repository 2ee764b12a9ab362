"""Writes a declared value into the widgets that show it: the reverse of `widgets.chooser`."""

from collections.abc import Iterator
from typing import Any

from lrviz.hyperparameters import Declared, Hyperparameter, hyperparameters
from lrviz.ui.kit.catalogues import is_chosen, title
from lrviz.ui.kit.texts import plain_items
from lrviz.ui.kit.widgets import NONE

Value = tuple[str, Any]
"""A widget's key and its value."""


def written(key: str, value: Declared) -> dict[str, Any]:
    """What the widgets of a chooser must be given so that it shows a value.

    Args:
        key: the chooser's key.
        value: what it is to show.

    Returns:
        The value of every widget by its key.
    """
    return dict(_chosen(key, value))


def field_values(key: str, parameter: Hyperparameter, value: Any) -> Iterator[Value]:
    """The widgets of one field; arguments as in `written`."""
    if issubclass(parameter.kind, Declared) and parameter.many:
        yield f"{key}.n", str(len(value))
        for index, part in enumerate(value):
            place = f"{key}.{index + 1}"
            yield from _chosen(place, part) if is_chosen(type(part)) else _fields(place, part)
    elif issubclass(parameter.kind, Declared):
        yield from _chosen(key, value) if value is not None else ((key, NONE),)
    elif parameter.many or parameter.pairs:
        yield key, plain_items(parameter, value)
    elif parameter.choice:
        yield key, value or NONE
    else:
        yield key, value


def _chosen(key: str, value: Declared) -> Iterator[Value]:
    yield key, title(type(value))
    yield from _fields(f"{key}.{type(value).__name__}", value)


def _fields(prefix: str, value: Declared) -> Iterator[Value]:
    for parameter in hyperparameters(type(value)):
        yield from field_values(f"{prefix}.{parameter.name}", parameter, getattr(value, parameter.name))
