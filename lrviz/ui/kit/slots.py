"""Numbered places for things of one kind: each keeps its colour and its values while it is switched off and on."""

from collections.abc import Sequence

import streamlit as st

from lrviz.ui.kit.link import Link, assign


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
