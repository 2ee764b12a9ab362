"""View settings of a page: declared once for the link, the widgets and the check of what a browser sends."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import streamlit as st

from lrviz.hyperparameters import Declared, HyperparameterError, hyperparameters
from lrviz.ui.kit import widgets
from lrviz.ui.kit.folds import folded
from lrviz.ui.kit.headings import spoken_heading
from lrviz.ui.kit.link import Link, complaint
from lrviz.ui.kit.reruns import later
from lrviz.ui.kit.values import postpone, postponed, value_of
from lrviz.ui.kit.written import field_values

View = TypeVar("View", bound=Declared)


def view_controls(link: Link, page: str, kind: type[View]) -> View:
    """The widgets of a view whose fields all have defaults, folded away."""
    default = kind()

    def draw() -> dict[str, Any]:
        fields = hyperparameters(kind)
        return {field.name: widgets.field(link, _key(page, field.name), field, default) for field in fields}

    spoken_heading("View")
    values = folded(link, f"{page}.~view", "View", draw)
    problems = {name: _problem(kind, name, value) for name, value in values.items()}
    for name, problem in problems.items():
        if not problem:
            continue
        values[name], key = getattr(default, name), _key(page, name)
        if key in link.given(key):
            link.refuse([key], f"`{key}`: {problem}")
        else:
            st.error(complaint(problem))
    return kind(**values)


def _problem(kind: type[View], name: str, value: Any) -> str:
    """What is wrong with a value; empty where nothing is."""
    try:
        kind(**{name: value})
    except HyperparameterError as error:
        return str(error)
    return ""


def changed(view: View, sent: Any) -> View:
    """The view after what a browser sent; what is not a view leaves it as it is."""
    if not isinstance(sent, Mapping):
        return view
    known: Any = view
    try:
        taken: View = replace(known, **{name: sent[name] for name in view.arguments() if name in sent})
    except HyperparameterError:
        return view
    return taken


def remember(page: str, view: Declared) -> None:
    """Has a view written into its widgets at the next run of the whole page; the link follows."""
    written, default = _written(page, view), _written(page, type(view)())
    stands = {key: postponed().get(key, value_of(key, default[key])) for key in written}
    postpone({key: value for key, value in written.items() if stands[key] != value})


def view_keeper(page: str, view: Declared) -> Callable[[Any], None]:
    """What remembers a view in a fragment's callback, changed by what a browser sends, and has the whole page run."""
    return lambda sent: later(lambda: remember(page, changed(view, sent)))


def _written(page: str, view: Declared) -> dict[str, Any]:
    """The values of the widgets that show a view."""
    fields = ((field, getattr(view, field.name)) for field in hyperparameters(type(view)))
    return dict(pair for field, value in fields for pair in field_values(_key(page, field.name), field, value))


def _key(page: str, name: str) -> str:
    return f"{page}.view.{name}"
