"""The controls of a map of start points: how many there are, and where they lie."""

import math
from collections.abc import Iterator
from typing import Any

import streamlit as st

from lrviz.hyperparameters import Hyperparameter, Range
from lrviz.objectives import Objective, Point, Window
from lrviz.sweeps.basins import Basins, reach
from lrviz.ui.kit.link import Link, assign, postpone
from lrviz.ui.kit.numbers import number, renew
from lrviz.ui.tune.controls import Tuning

_DIGITS = 5
"""To how many digits of its own width the ends of a marked rectangle are rounded."""

_COUNT = Hyperparameter("starts", int, "Starts along each side of the map.", 128, Range(16, 512, log=True))
_SIDES = ("x", "y")


def start_controls(link: Link, page: str, tuning: Tuning) -> Basins | None:
    """The widgets of a map; None where they do not go together."""
    scene = tuning.controls.scene
    if scene is None:
        return None
    count = number(link, f"{page}.starts", _COUNT, _COUNT.default, "starts along each side")
    x, y = (_ends(link, page, scene.objective, axis) for axis in range(2))
    if (x, y) != scene.objective.window:
        whole = _values(page, scene.objective, scene.objective.window)
        st.button("Map the function's window", key="~whole", on_click=assign, args=(whole,))
    try:
        return Basins(scene, count, (x, y))
    except ValueError as error:
        tuning.problem = str(error)
        return None


def refine(page: str, starts: Basins, sent: Any) -> None:
    """Maps inside a rectangle next; what is none, or is too small for so many starts, is left aside.

    Args:
        page: what the keys of the widgets begin with.
        starts: those that the rectangle was marked on.
        sent: what a browser says: {"x": [from, to], "y": [from, to]}.
    """
    try:
        x, y = (_marked(starts, sent, axis) for axis in range(2))
        inside = Basins(starts.scene, starts.count, (x, y))
    except ValueError:
        return
    postpone(_values(page, starts.scene.objective, inside.extent))


def _marked(starts: Basins, sent: Any, axis: int) -> Point:
    """The ends of one side of a rectangle, inside the window.

    Raises:
        ValueError: there are none.
    """
    ends = sent.get(_SIDES[axis]) if isinstance(sent, dict) else None
    if not isinstance(ends, list) or len(ends) != 2 or not all(isinstance(end, int | float) for end in ends):
        raise ValueError(f"a rectangle must have two numbers in {_SIDES[axis]}, got {ends!r:.80}")
    known, allowed = starts.extent[axis], reach(starts.scene.objective)[axis]
    low, high = (float(_between(end, *known)) for end in sorted(ends))
    if not low < high:
        raise ValueError(f"a rectangle must be wider than nothing in {_SIDES[axis]}, got {low!r} to {high!r}")
    digits = _DIGITS - math.floor(math.log10(high - low))
    low, high = (_between(round(end, digits), allowed.low, allowed.high) for end in (low, high))
    return low, high


def _between(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _ends(link: Link, page: str, objective: Objective, axis: int) -> Point:
    """The widgets of one side of the window."""
    name, allowed, usual = _SIDES[axis], reach(objective)[axis], objective.window[axis]
    ends = []
    for key, word, default in zip(_keys(page, objective, axis), ("from", "to"), usual, strict=True):
        caption = f"Where the map {'begins' if word == 'from' else 'ends'} in {name}."
        renew(key, default)
        ends.append(
            number(link, key, Hyperparameter(name, float, caption, default, allowed), default, f"{name} {word}")
        )
    return float(ends[0]), float(ends[1])


def _values(page: str, objective: Objective, window: Window) -> dict[str, float]:
    """What the widgets show of a window."""
    keys = (key for axis in range(2) for key in _keys(page, objective, axis))
    return dict(zip(keys, (end for ends in window for end in ends), strict=True))


def _keys(page: str, objective: Objective, axis: int) -> Iterator[str]:
    """The keys of the two ends of a side; each function has its own, as each has its own window."""
    prefix = f"{page}.start_points.{type(objective).__name__}.{_SIDES[axis]}"
    return (f"{prefix}.{name}" for name in ("low", "high"))
