"""View settings of a page: declared once for the link, the widgets and the check of what a browser sends."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

import streamlit as st

from lrviz.hyperparameters import Declared, HyperparameterError, hyperparameters
from lrviz.ui.kit import widgets
from lrviz.ui.kit.folds import folded
from lrviz.ui.kit.headings import spoken_heading
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.values import postpone, postponed, value_of

View = TypeVar("View", bound=Declared)


def view_controls(link: Link, page: str, kind: type[View]) -> View:
    """The widgets of a view whose fields all have defaults, folded away."""
    default = kind()

    def draw() -> dict[str, Any]:
        fields = hyperparameters(kind)
        return {field.name: widgets.field(link, _key(page, field.name), field, default) for field in fields}

    spoken_heading("View")
    values = folded(link, f"{page}.~view", "View", draw)
    try:
        return kind(**values)
    except HyperparameterError as error:
        st.error(str(error))
        return default


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
    written, default = _written(view), _written(type(view)())
    postpone({_key(page, name): value for name, value in written.items() if _stands(page, name, default) != value})


def _stands(page: str, name: str, default: Mapping[str, Any]) -> Any:
    key = _key(page, name)
    return postponed().get(key, value_of(key, default[name]))


def _written(view: Declared) -> dict[str, Any]:
    """The values as their widgets hold them."""
    values = view.arguments().items()
    return {name: ", ".join(map(str, value)) if isinstance(value, tuple) else value for name, value in values}


def _key(page: str, name: str) -> str:
    return f"{page}.view.{name}"
