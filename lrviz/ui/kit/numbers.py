"""Widgets of numbers: a slider over round values beside a box for the exact one."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from lrviz.hyperparameters import Hyperparameter, Otherwise
from lrviz.ui.kit.grids import grid, shown
from lrviz.ui.kit.lengths import TYPED_TIP, Take, length_box
from lrviz.ui.kit.link import AS_FIRST, Link, Reading
from lrviz.ui.kit.texts import accepts, explained, read_number
from lrviz.ui.kit.values import assign, value_of


def number(
    link: Link,
    key: str,
    parameter: Hyperparameter,
    default: float | None,
    label: str = "",
    declared: Any = AS_FIRST,
    taking: Take | None = None,
    empty: str = "none",
) -> Any:
    """A slider over round numbers beside a box for the exact value; the box is what the link holds.

    An optional number has the box alone, empty for None.

    Args:
        link: this run's link.
        key: the box's key.
        parameter: what is declared of it.
        default: what it shows by itself.
        label: what it is called; left out, the parameter's name.
        declared: the default of its declaration; left out, what it shows by itself.
        taking: what a text means that is typed into its box; None for a plain number, or a length where lengths are
            typed in any unit.
        empty: what stands in the empty box of a length.
    """
    label = label or parameter.name
    value = link.value(key, reading_of(parameter, label), default, declared)
    if link.sparing:
        return value
    if taking is None and link.lengths is not None and link.lengths.counts(parameter):
        taking = link.lengths.taking(key, parameter, label)
    if taking is not None:
        return _typed(link, label, key, parameter, value, taking, empty)
    if parameter.optional:
        return _box(label, key, parameter, value, explained(parameter, label))
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with right:
        value = _box(label, key, parameter, value, None, "collapsed")
    with left:
        stops = grid(parameter, value, link.steps)
        if stops:
            _slider(link, label, key, parameter, stops, value)
    if parameter.otherwise:
        _otherwise(key, parameter, parameter.otherwise, value)
    return value


def _typed(link: Link, label: str, key: str, parameter: Hyperparameter, value: Any, take: Take, empty: str) -> Any:
    """A slider beside a box for a length, which may be typed in any unit."""
    tip = f"{explained(parameter, label)} {TYPED_TIP}"
    if parameter.optional:
        length_box(label, key, value, take, tip, empty=empty)
        return value
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with right:
        length_box(label, key, value, take, None, "collapsed")
    with left:
        stops = grid(parameter, value, link.steps)
        if stops:
            _slider(link, label, key, parameter, stops, value, tip)
    return value


def reading_of(parameter: Hyperparameter, name: str) -> Reading:
    """How a link's text becomes a number."""
    return Reading(name, parameter.allowed, partial(_read, parameter), partial(accepts, parameter))


def _read(parameter: Hyperparameter, text: str) -> float | None:
    if not text and parameter.optional:
        return None
    value: float = parameter.check("", read_number(parameter, text))
    return value


def _box(
    label: str,
    key: str,
    parameter: Hyperparameter,
    value: float | None,
    help_text: str | None,
    visible: Any = "visible",
) -> Any:
    whole = parameter.whole
    low, high = _bounds(parameter)
    step: Any = 1 if whole else 1.0 if parameter.fractional else _step(parameter, value)
    if parameter.optional and value is not None and key not in st.session_state:
        st.session_state[key] = value  # a box that begins with a number can never be emptied
    begins: Any = None if parameter.optional or value is None else value if whole else float(value)
    return st.number_input(
        label,
        min_value=low,
        max_value=high,
        value=begins,
        step=step,
        format="%d" if whole else "%.10g" if parameter.fractional else "%.6g",
        key=key,
        help=help_text,
        placeholder="none",
        label_visibility=visible,
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
    return _leading_digit(value)


def _leading_digit(value: float | None) -> float:
    """One in the leading digit of a number."""
    return float(10.0 ** math.floor(math.log10(abs(value)))) if value else 1e-3


def _slider(
    link: Link,
    label: str,
    key: str,
    parameter: Hyperparameter,
    stops: tuple[float, ...],
    value: float,
    tip: str | None = None,
) -> None:
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
        help=tip or explained(parameter, label),
        on_change=follow,
        args=(key, helper),
    )


def _follow(key: str, helper: str) -> None:
    st.session_state[key] = st.session_state[helper]


def _otherwise(key: str, parameter: Hyperparameter, other: Otherwise, value: float) -> None:
    """A box for the same number as people also give it; either may be typed, and the other follows."""
    helper, now = f"~{key}.{other.name}", other.there(value)
    standing = st.session_state.get(helper)
    if standing is None or now is None or not math.isclose(standing, now, rel_tol=1e-9, abs_tol=1e-12):
        st.session_state[helper] = now
    st.number_input(
        other.name,
        value=None,
        step=_leading_digit(now),
        format="%.6g",
        key=helper,
        help=f"{other.meaning} Type either of them.",
        placeholder="none",
        on_change=_bring_back,
        args=(key, helper, parameter, other),
    )


def _bring_back(key: str, helper: str, parameter: Hyperparameter, other: Otherwise) -> None:
    typed: float | None = st.session_state[helper]
    if typed is not None and accepts(parameter, other.back(typed)):
        st.session_state[key] = other.back(typed)


def renew(key: str, default: float) -> None:
    """Lets a widget that still shows the default of its last run show the new one."""
    known = f"~{key}.default"
    before = st.session_state.get(known, default)
    if before != default and value_of(key, before) == before:
        assign({key: default})
    st.session_state[known] = default
