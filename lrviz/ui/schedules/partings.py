"""Where the user's log leaves its plan, why, and a button that draws what it ran beside the plan."""

from collections.abc import Sequence
from functools import lru_cache

import streamlit as st

from lrviz.analysis.logs import LoggedRun
from lrviz.analysis.partings import Parting, agree, parting
from lrviz.comparison import Curve, Plan
from lrviz.figures import Mark
from lrviz.figures.board.quantities import Plotted
from lrviz.figures.board.view import SLOTS
from lrviz.ui.kit.link import complaint
from lrviz.ui.kit.reruns import give_way
from lrviz.ui.kit.values import value_of
from lrviz.ui.schedules.entry import put_free

_DRAW = "Draw what the log ran"


def parting_marks(run: LoggedRun, beside: Plotted, plan: Plan) -> list[Mark]:
    """A mark where a log parts from the entry that it is compared with, if it does."""
    found = _parting(beside.curve, run, plan, False)
    if found.step is None:
        return []
    return [Mark(beside.slot, max(0, found.step + found.offset), found.where, "parting")]


def told_parting(name: str, run: LoggedRun, beside: Plotted, drawn: Sequence[Plotted], plan: Plan, page: str) -> None:
    """Says how the log goes with the entry that it is compared with, and with the others where it agrees with them.

    Args:
        name: what the log is called.
        run: the log.
        beside: the entry that it is compared with.
        drawn: all entries that are drawn.
        plan: the run that was planned.
        page: what the keys of the widgets begin with.
    """
    found = _parting(beside.curve, run, plan, True)
    st.markdown(f"**{complaint(name)} and {complaint(beside.entry.parts[0].label)}**: {complaint(found.where)}")
    if found.why:
        st.markdown(complaint(found.why))
    if found.step is None and not found.found:
        return
    for one in drawn:
        if one is not beside and _agrees(one.curve, run):
            st.caption(complaint(f"It agrees with schedule {one.slot}, {one.entry.label}, at all logged steps."))
    _button(found, page)


def _button(found: Parting, page: str) -> None:
    """Offers to draw what the log ran."""
    on = _on(page)
    full = len(on) == len(SLOTS)
    tip = "Adds a schedule that gives the rates of the log: the plan's own, changed, or a line through points."
    if full:
        tip = "All places for schedules are taken: switch one off."
    st.button(_DRAW, key="~log.draw", on_click=_draw, args=(found, page), disabled=full, help=tip)


def _draw(found: Parting, page: str) -> None:
    """Puts what the log ran into the first free slot."""
    entry = found.what_ran()
    if entry is not None:
        put_free(page, _on(page), entry)


def _on(page: str) -> list[int]:
    """The slots that are on."""
    return [int(slot) for slot in value_of(f"{page}.schedules") or ()]


@lru_cache(maxsize=8)
def _parting(curve: Curve, run: LoggedRun, plan: Plan, explained: bool) -> Parting:
    return parting(curve.rates, run, entry=curve.entry, plan=plan, explained=explained, pause=give_way)


@lru_cache(maxsize=64)
def _agrees(curve: Curve, run: LoggedRun) -> bool:
    return agree(curve.rates, run)
