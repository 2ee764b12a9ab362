"""Schedules over a plan as the widgets of the page Schedules hold them, and the way there from other pages."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from lrviz.comparison import Entry, Plan
from lrviz.hyperparameters import hyperparameters
from lrviz.ui.kit.reruns import open_page
from lrviz.ui.kit.written import field_values, written

LAST_PLAN, LAST_ENTRIES = "~plan", "~entries"
"""Where the session notes what the page Schedules has drawn last: what differs from it has been changed there."""

FIELDS = {parameter.name: parameter for parameter in hyperparameters(Entry)}

_PAGE = "s"


def entry_values(page: str, slot: int, entry: Entry) -> dict[str, Any]:
    """The widgets' values that make a slot show an entry."""
    prefix = f"{page}{slot}"
    values = written(f"{prefix}.s", entry.schedule)
    for name in ("lr", "name", "stepped", "groups"):
        values |= field_values(f"{prefix}.{name}", FIELDS[name], getattr(entry, name))
    return values


def page_values(entries: Sequence[Entry], plan: Plan) -> dict[str, Any]:
    """The widgets' values that make the page show some entries in its first slots over a plan, and nothing else."""
    values: dict[str, Any] = {f"{_PAGE}.schedules": [str(slot) for slot, _ in enumerate(entries, 1)]}
    for slot, entry in enumerate(entries, 1):
        values |= entry_values(_PAGE, slot, entry)
    for parameter in hyperparameters(Plan):
        values |= field_values(f"{_PAGE}.plan.{parameter.name}", parameter, getattr(plan, parameter.name))
    return values


def open_plan(entries: Sequence[Entry], plan: Plan, driver: str | None = None) -> None:
    """Opens the page Schedules with some entries in its first slots, and with nothing else.

    Args:
        entries: what the slots have.
        plan: the run that they are compared over.
        driver: what the page calls the optimizer that they drive; None is the one it has.
    """
    values = page_values(entries, plan)
    if driver is not None:
        values[f"{_PAGE}.drives"] = driver
    for noted in (LAST_PLAN, LAST_ENTRIES):
        st.session_state.pop(noted, None)
    open_page("schedules", _PAGE, values)
