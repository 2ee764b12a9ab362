"""Folds that name what is in them and, on their labels, what in them differs from the defaults of its declarations."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import streamlit as st
from streamlit.elements import layouts

from lrviz.ui.kit.grids import shown
from lrviz.ui.kit.link import Link, complaint

Drawn = TypeVar("Drawn")

_LONGEST, _LONGEST_VALUE = 140, 28
_layouts: Any = layouts
_identify = _layouts.compute_and_register_element_id


def _identify_fold(element_type: str, **described: Any) -> str:
    """Streamlit takes a fold with another label for another fold: closed, and without the keyboard's focus."""
    if element_type == "expander" and described.get("user_key"):
        described = {name: value for name, value in described.items() if name != "label"}
    identity: str = _identify(element_type, **described)
    return identity


_layouts.compute_and_register_element_id = _identify_fold


def fold(label: str, key: str, expanded: bool = False, compact: bool = False) -> Any:
    """A fold that stays open, or closed, and keeps the focus, while its label changes.

    Args:
        label: what stands on it, as Markdown.
        key: its key.
        expanded: whether it is open at first.
        compact: whether it takes little room.

    Returns:
        The fold; `open` says whether it is open, and what is to be drawn.
    """
    return st.expander(label, expanded, key=f"~{key}", type="compact" if compact else "default", on_change="rerun")


def folded(link: Link, key: str, names: str | Sequence[str], draw: Callable[[], Drawn]) -> Drawn:
    """A fold of widgets, which are drawn while it is open.

    Args:
        link: this run's link.
        key: its key.
        names: what the fold is called, or the names of what is in it, of which those stay that show their defaults.
        draw: draws the widgets, or, where they are folded away, gives what they say alone.

    Returns:
        What `draw` gives.
    """
    with link.fold(True), link.meeting() as met:
        given = draw()
    if link.sparing:
        return given
    differing = link.differing(met)
    told = {name for name, _ in differing}
    called = names if isinstance(names, str) else ", ".join(name for name in names if name not in told)
    box = fold(labelled(called, differing), key, compact=True)
    if not box.open:
        return given
    with box:
        return draw()


def labelled(called: str, differing: Iterable[tuple[str, Any]]) -> str:
    """A label, as Markdown: what a fold is called, and what in it differs from the defaults."""
    told = ", ".join(_said(name, value) for name, value in differing)
    whole = " · ".join(filter(None, (called, told)))
    return complaint(whole if len(whole) <= _LONGEST else whole[: _LONGEST - 1] + "…")


def _said(name: str, value: Any) -> str:
    """A value with its name, on one line."""
    if isinstance(value, bool):
        return name if value else f"no {name}"
    text = shown(value) if isinstance(value, int | float) else "none" if value is None else str(value)
    text = ", ".join(value) if isinstance(value, list) else text
    text = " ".join(text.split())
    return f"{name} {text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + '…'}"
