"""Widgets of numbers: a slider over round values beside a box for the exact one."""

import math
from collections.abc import Callable
from typing import Any

import streamlit as st

from lrviz.hyperparameters import Hyperparameter
from lrviz.ui.kit.grids import grid, shown
from lrviz.ui.kit.link import Binding, Link
from lrviz.ui.kit.texts import accepts, explained, read_number, unless_folded


def number(link: Link, key: str, parameter: Hyperparameter, default: float | None, label: str = "") -> Any:
    """A slider over round numbers beside a box for the exact value; the box is what the link holds.

    An optional number has the box alone, empty for None.
    """
    label = label or parameter.name
    if link.omits(key, default):
        return default
    bind = link.watch(key, default, parameter.allowed, lambda text: _accepts_number(parameter, default, text))
    if default is None or link.sparing:
        return _box(label, key, parameter, default, bind, unless_folded(link, explained(parameter)))
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with right:
        value = _box(label, key, parameter, default, bind, None, "collapsed")
    with left:
        stops = grid(parameter, value, link.steps)
        if stops:
            _slider(link, label, key, parameter, stops, value)
    return value


def _accepts_number(parameter: Hyperparameter, default: float | None, text: str) -> bool:
    if not text:
        return default is None
    try:
        return accepts(parameter, read_number(parameter, text))
    except (ValueError, OverflowError):
        return False


def _box(
    label: str,
    key: str,
    parameter: Hyperparameter,
    default: float | None,
    bind: Binding,
    help_text: str | None,
    visible: Any = "visible",
) -> Any:
    whole = parameter.whole
    low, high = _bounds(parameter)
    step: Any = 1 if whole else 1.0 if parameter.fractional else _step(parameter, st.session_state.get(key, default))
    value: Any = float(default) if parameter.fractional and default is not None else default
    return st.number_input(
        label,
        min_value=low,
        max_value=high,
        value=value,
        step=step,
        format="%d" if whole else "%.10g" if parameter.fractional else "%.6g",
        key=key,
        help=help_text,
        placeholder="none",
        label_visibility=visible,
        bind=bind,
    )


def _bounds(parameter: Hyperparameter) -> tuple[Any, Any]:
    allowed = parameter.range
    if allowed is None:
        return None, None
    if parameter.whole:
        return int(allowed.low) + allowed.low_open, int(allowed.high) - allowed.high_open
    low = math.nextafter(allowed.low, math.inf) if allowed.low_open else float(allowed.low)
    return low, math.nextafter(allowed.high, -math.inf) if allowed.high_open else float(allowed.high)


def _step(parameter: Hyperparameter, value: float | None) -> float:
    """What the box's buttons add: one in the leading digit on a log scale, a hundredth of the range on a linear one."""
    if parameter.range is not None and not parameter.range.log:
        low, high = parameter.range.usual or (parameter.range.low, parameter.range.high)
        return float(10.0 ** math.floor(math.log10((high - low) / 50)))
    return float(10.0 ** math.floor(math.log10(abs(value)))) if value else 1e-3


def _slider(link: Link, label: str, key: str, parameter: Hyperparameter, stops: list[float], value: float) -> None:
    helper = f"~{key}"
    if link.meets(helper, stops) or st.session_state.get(helper) != value:
        st.session_state[helper] = value
    follow: Callable[[str, str], None] = _follow
    # A browser that has lost a slider's place begins at this value: without one it would send the first stop.
    st.select_slider(
        label,
        stops,
        value,
        format_func=shown,
        key=helper,
        help=explained(parameter),
        on_change=follow,
        args=(key, helper),
    )


def _follow(key: str, helper: str) -> None:
    st.session_state[key] = st.session_state[helper]


def renew(key: str, default: float) -> None:
    """Lets a widget that still shows the default of its last run show the new one."""
    known = f"~{key}.default"
    before = st.session_state.get(known, default)
    if before != default and st.session_state.get(key) == before:
        st.session_state[key] = default
    st.session_state[known] = default
