"""Writes a declared value into the widgets that show it: the reverse of `widgets.chooser`."""

from collections.abc import Iterator
from typing import Any

import streamlit as st

from lrviz.hyperparameters import Declared, Hyperparameter, hyperparameters
from lrviz.ui.kit.texts import plain_items
from lrviz.ui.kit.widgets import is_chosen, title

Value = tuple[str, Any, Any]
"""A widget's key, its value, and what it shows by itself."""


def written(key: str, value: Declared, default: Declared) -> dict[str, Any]:
    """What the widgets of a chooser must be given so that it shows a value.

    Args:
        key: the chooser's key.
        value: what it is to show.
        default: what it shows at first.

    Returns:
        A value for each key whose widget would show another.
    """
    values = {name: (new, shown) for name, new, shown in _chosen(key, value, default)}
    return {name: new for name, (new, shown) in values.items() if st.session_state.get(name, shown) != new}


def field_values(key: str, parameter: Hyperparameter, value: Any, default: Any) -> Iterator[Value]:
    """The widgets of one field; arguments as in `written`."""
    if issubclass(parameter.kind, Declared) and parameter.many:
        yield f"{key}.n", str(len(value)), str(len(default))
        for index, part in enumerate(value):
            yield from _part(f"{key}.{index + 1}", part, default[min(index, len(default) - 1)])
    elif issubclass(parameter.kind, Declared):
        yield from _chosen(key, value, default)
    elif parameter.many or parameter.pairs:
        yield key, plain_items(parameter, value), plain_items(parameter, default)
    elif parameter.choice:
        yield key, value or "none", default or "none"
    else:
        yield key, value, default


def _part(key: str, value: Declared, default: Declared) -> Iterator[Value]:
    yield from _chosen(key, value, default) if is_chosen(type(value)) else _fields(key, value, default)


def _chosen(key: str, value: Declared, default: Declared) -> Iterator[Value]:
    kind = type(value)
    yield key, title(kind), title(type(default))
    yield from _fields(f"{key}.{kind.__name__}", value, default if type(default) is kind else kind())


def _fields(prefix: str, value: Declared, default: Declared) -> Iterator[Value]:
    for parameter in hyperparameters(type(value)):
        own, shown = getattr(value, parameter.name), getattr(default, parameter.name)
        yield from field_values(f"{prefix}.{parameter.name}", parameter, own, shown)
