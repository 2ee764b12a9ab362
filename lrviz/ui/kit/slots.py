"""Numbered slots for runs and schedules: each keeps its colour and its values while it is switched off and on."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from lrviz.ui.kit.link import Link, assign, complaint

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
    allowed = f"numbers from 1 to {total}"
    bind = link.watch(key, names[:count], allowed, lambda text: text in (*names, ""), many=True)
    picked = st.pills(
        label,
        names,
        selection_mode="multi",
        default=names[:count],
        key=key,
        help="Switch them on and off. Each keeps its colour and its values.",
        label_visibility="collapsed",
        bind=bind,
    )
    return sorted(int(name) for name in picked)


def slot_boxes(
    link: Link,
    key: str,
    on: Sequence[int],
    first: int,
    heading: Callable[[int], str],
    build: Callable[[int], Built | ValueError],
    buttons: Callable[[int, Built | ValueError], None],
) -> tuple[dict[int, Built], dict[int, str]]:
    """A fold of widgets for each slot that is on.

    Args:
        link: this run's link.
        key: what the folds' keys begin with.
        on: the slots that are on.
        first: the one whose fold is open at first.
        heading: what a slot is called.
        build: draws a slot's widgets; what they say, or why that is nothing.
        buttons: draws the buttons of a slot that is open, under what it says.

    Returns:
        What the slots say, and why others say nothing.
    """
    made: dict[int, Built] = {}
    errors: dict[int, str] = {}
    for slot in on:
        with st.container(key=f"run-{slot}"):
            name = "".join(c for c in heading(slot) if c.isalnum() or c in " -+.–·")[:80]
            box = st.expander(f"**{slot}** · {name}", slot == first, key=f"~{key}{slot}", on_change="rerun")
        with box, link.fold(not box.open):
            built = build(slot)
            if box.open:
                buttons(slot, built)
            if isinstance(built, ValueError):
                st.error(complaint(str(built)))
                errors[slot] = str(built)
            else:
                made[slot] = built
    return made, errors


def slot_buttons(key: str, prefix: str, slot: int, on: Sequence[int], total: int, name: str = "") -> None:
    """The buttons that copy a slot and switch it off; arguments as in `duplicate`, `name` begins the buttons' keys."""
    copying = (key, prefix, slot, on, total)
    full = len(on) == total
    st.button("Duplicate", key=f"~{name}copy{slot}", on_click=duplicate, args=copying, disabled=full)
    st.button("Remove", key=f"~{name}remove{slot}", on_click=remove, args=(key, slot, on))


def duplicate(key: str, prefix: str, slot: int, on: Sequence[int], total: int) -> None:
    """Switches the first free slot on with the values of another.

    Args:
        key: the key of the row of numbers.
        prefix: what the keys of all slots begin with, before the slot's number.
        slot: whose values are copied.
        on: the slots that are on.
        total: how many slots there are.
    """
    free = next(other for other in range(1, total + 1) if other not in on)
    own = f"{prefix}{slot}."
    values = {name: st.session_state[name] for name in st.session_state if str(name).startswith(own)}
    assign({f"{prefix}{free}.{str(name).removeprefix(own)}": value for name, value in values.items()})
    switch(key, [*on, free])


def remove(key: str, slot: int, on: Sequence[int]) -> None:
    """Switches a slot off; it keeps its values."""
    switch(key, [other for other in on if other != slot])


def switch(key: str, on: Sequence[int]) -> None:
    """Has exactly these slots on."""
    st.session_state[key] = [str(slot) for slot in sorted(on)]
