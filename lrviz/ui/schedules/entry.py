"""Puts schedules into the slots of the page Schedules, moves them, and turns them into drawn points."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import streamlit as st

from lrviz.comparison import Entry, Plan, curve
from lrviz.comparison.tracing import traced
from lrviz.figures.board.view import SLOTS
from lrviz.ui.kit.plans import entry_values
from lrviz.ui.kit.slots import switch
from lrviz.ui.kit.values import assign, value_of
from lrviz.ui.schedules.first_comparison import FIRST_ENTRIES

_PUT = "~put"


def first_entry(slot: int) -> Entry:
    """What a slot holds at first."""
    return FIRST_ENTRIES[slot - 1]


def put(page: str, slot: int, entry: Entry) -> None:
    """Has a slot show an entry; for callbacks, and before the slot's widgets are drawn."""
    assign(entry_values(page, slot, entry))
    st.session_state[_PUT] = {*st.session_state.get(_PUT, ()), slot}


def was_put(slot: int) -> bool:
    """Whether a slot has been written since the controls were last drawn."""
    return slot in st.session_state.get(_PUT, ())


def settle_put() -> None:
    """Notes that the controls are drawn now."""
    st.session_state.pop(_PUT, None)


def free_slot(on: Sequence[int]) -> int:
    """The first slot that is not on."""
    return next(slot for slot in SLOTS if slot not in on)


def put_free(page: str, on: list[int], entry: Entry) -> None:
    """Has the first free slot show an entry, and switches it on."""
    free = free_slot(on)
    put(page, free, entry)
    switch(f"{page}.schedules", [*on, free])


def by_hand(page: str, slot: int, entry: Entry, plan: Plan) -> None:
    """Has a slot follow its curve by points, which can then be moved on the board."""
    alone = replace(entry, groups=())
    drawn = entry if entry.schedule.watches else traced(entry, curve(alone, plan), plan)
    if drawn is not None:
        put(page, slot, drawn)
        assign({f"{page}.view.chosen": slot, f"{page}.view.drawing": True})


def ordered(slots: Iterable[int], order: Sequence[int]) -> list[int]:
    """Slots in an order that names some of them; the others follow by number."""
    place = {slot: index for index, slot in enumerate(order)}
    return sorted(slots, key=lambda slot: (place.get(slot, len(place)), slot))


def move(page: str, slot: int, on: Sequence[int], by: int) -> None:
    """Moves a slot up (−1) or down (1) in the list of those that are on."""
    key = f"{page}.view.order"
    known = [int(number) for number in str(value_of(key) or "").split(",") if number.strip().isdigit()]
    order = ordered(on, known)
    place = order.index(slot)
    other = min(max(place + by, 0), len(order) - 1)
    order[place], order[other] = order[other], order[place]
    assign({key: ", ".join(map(str, order))})
