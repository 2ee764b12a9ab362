"""Numbered slots for runs and schedules: each keeps its colour and its values while it is switched off and on."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

import streamlit as st

from lrviz.ui.kit.folds import fold, labelled
from lrviz.ui.kit.link import Link, Reading, complaint
from lrviz.ui.kit.values import assign, values_of
from lrviz.ui.kit.widgets import one_of

Built = TypeVar("Built")


def slots_on(link: Link, key: str, label: str, total: int, count: int) -> list[int]:
    """The slots that are switched on, from a row of numbers to switch them.

    Args:
        link: this run's link.
        key: the row's key.
        label: what stands over it for screen readers.
        total: how many slots there are.
        count: how many of them are on at first.
    """
    names = [str(slot) for slot in range(1, total + 1)]
    reading = Reading(label, f"numbers from 1 to {total}", lambda text: one_of(names, text), many=True)
    shown = link.value(key, reading, names[:count], [])
    if link.sparing:
        return sorted(map(int, shown))
    picked = st.pills(
        label,
        names,
        selection_mode="multi",
        default=shown,
        key=key,
        help="Switch them on and off. Each keeps its colour and its values.",
        label_visibility="collapsed",
    )
    return sorted(int(name) for name in picked)


def slot_boxes(
    link: Link,
    key: str,
    on: Sequence[int],
    first: int,
    heading: Callable[[int], Sequence[str]],
    build: Callable[[int], Built | ValueError],
    buttons: Callable[[int, Built | ValueError], None],
    aside: Callable[[str], bool] = lambda _: False,
) -> tuple[dict[int, Built], dict[int, str]]:
    """A fold of widgets for each slot that is on.

    Args:
        link: this run's link.
        key: what the folds' keys begin with.
        on: the slots that are on.
        first: the one whose fold is open at first.
        heading: the keys of the widgets whose values are what a slot is called.
        build: draws a slot's widgets; what they say, or why that is nothing.
        buttons: draws the buttons of a slot that is open, under what it says.
        aside: whether the widget of a key is left out of what a slot is called.

    Returns:
        What the slots say, and why others say nothing.
    """
    made: dict[int, Built] = {}
    errors: dict[int, str] = {}
    for slot in on:
        with link.fold(True), link.meeting() as met:
            built = build(slot)
        if not link.sparing:
            label = _label(link, slot, heading(slot), [one for one in met if not aside(one)])
            built = _boxed(label, f"{key}{slot}", slot, slot == first, built, build, buttons)
        if isinstance(built, ValueError):
            errors[slot] = str(built)
        else:
            made[slot] = built
    return made, errors


def _boxed(
    label: str,
    key: str,
    slot: int,
    first: bool,
    built: Built | ValueError,
    build: Callable[[int], Built | ValueError],
    buttons: Callable[[int, Built | ValueError], None],
) -> Built | ValueError:
    """A slot in its fold: what it says, with its widgets where it is open."""
    with st.container(key=f"run-{slot}"):
        box = fold(label, key, first)
    with box:
        if box.open:
            built = build(slot)
            buttons(slot, built)
        if isinstance(built, ValueError):
            st.error(complaint(str(built)))
    return built


def _label(link: Link, slot: int, heading: Sequence[str], met: Sequence[str]) -> str:
    """A slot's number, what it is called, and what else differs from the defaults."""
    called = [str(value) for _, value in link.differing(heading)] or [str(link.now(heading[-1]))]
    others = link.differing(key for key in met if key not in heading)
    return f"**{slot}** · {labelled(' · '.join(called), others)}"


def slot_buttons(
    key: str,
    prefix: str,
    slot: int,
    on: Sequence[int],
    total: int,
    name: str = "",
    others: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """The buttons that copy a slot and switch it off; arguments as in `duplicate`, `name` begins the buttons' keys."""
    copying = (key, prefix, slot, on, total, others)
    full = len(on) == total
    st.button("Duplicate", key=f"~{name}copy{slot}", on_click=duplicate, args=copying, disabled=full)
    st.button("Remove", key=f"~{name}remove{slot}", on_click=remove, args=(key, slot, on))


def duplicate(
    row: str,
    prefix: str,
    slot: int,
    on: Sequence[int],
    total: int,
    others: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Switches the first free slot on with the values of another.

    Args:
        row: the key of the row of numbers.
        prefix: what the keys of all slots begin with, before the slot's number.
        slot: whose values are copied.
        on: the slots that are on.
        total: how many slots there are.
        others: the values that the copy has otherwise, by the ends of their keys.
    """
    free = next(other for other in range(1, total + 1) if other not in on)
    own = f"{prefix}{slot}."
    values = {key.removeprefix(own): value for key, value in values_of(own).items()} | dict(others)
    assign({f"{prefix}{free}.{key}": value for key, value in values.items()})
    switch(row, [*on, free])


def remove(key: str, slot: int, on: Sequence[int]) -> None:
    """Switches a slot off; it keeps its values."""
    switch(key, [other for other in on if other != slot])


def switch(key: str, on: Sequence[int]) -> None:
    """Has exactly these slots on."""
    st.session_state[key] = [str(slot) for slot in sorted(on)]
