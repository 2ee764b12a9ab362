"""What leaves the page Schedules: code of every library, the curves as a table, and the way to Trajectories."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import streamlit as st

from lrviz.comparison import Entry, Plan
from lrviz.comparison.presets import PRESETS, missing
from lrviz.export.curves import curves_to_csv
from lrviz.export.libraries import LIBRARIES, spellings
from lrviz.export.schedules import schedule_script
from lrviz.figures.board.quantities import Plotted
from lrviz.optimizers import Optimizer
from lrviz.ui.kit.export import download, section
from lrviz.ui.kit.link import complaint
from lrviz.ui.schedules.controls import Comparison
from lrviz.ui.trajectories.handover import hand_over

_TORCH = "PyTorch"


def schedules_export(comparison: Comparison, drawn: Sequence[Plotted], page: str) -> None:
    """The section of everything that can be taken away.

    Args:
        comparison: what the controls say.
        drawn: the entries with their curves.
        page: what the keys of the widgets begin with.
    """
    if not drawn:
        return
    section("Code and data", f"{page}code", lambda: _leave(comparison, drawn))


def _leave(comparison: Comparison, drawn: Sequence[Plotted]) -> None:
    plan, curves = comparison.plan, [(one.entry.label, one.curve) for one in drawn]
    with st.container(horizontal=True):
        download("Curves", lambda: curves_to_csv(plan, curves), "lrviz_schedules.csv")
        st.button(
            "Use all in Trajectories",
            key="~usall",
            on_click=hand_over,
            args=({one.slot: one.entry for one in drawn}, comparison.optimizer, plan),
            help="Opens the page Trajectories with a run for each of them, eight at most.",
        )
    _code(comparison, drawn)


def _code(comparison: Comparison, drawn: Sequence[Plotted]) -> None:
    names = {one.slot: f"{one.slot} · {one.entry.label}" for one in drawn}
    slot = st.selectbox("Code of", list(names), format_func=names.__getitem__, key="~code.slot")
    entry = next((one.entry for one in drawn if one.slot == slot), drawn[0].entry)
    try:
        codes = _codes(entry, comparison.plan, comparison.optimizer)
    except ValueError as error:
        st.error(complaint(str(error)))
        return
    library = st.segmented_control("Library", list(codes), default=_TORCH, key="~code.library")
    st.code(codes.get(library or _TORCH, codes[_TORCH]), "python")
    for reason in _lacking(entry, codes):
        st.caption(complaint(reason))


@lru_cache(maxsize=32)
def _codes(entry: Entry, plan: Plan, optimizer: Optimizer) -> Mapping[str, str]:
    """The code of an entry in every library that has it."""
    return {_TORCH: schedule_script(entry, plan, optimizer), **spellings(entry, plan)}


def _lacking(entry: Entry, codes: Mapping[str, str]) -> list[str]:
    """Why libraries have no call for a preset."""
    preset = next((one for one in PRESETS if one.name == entry.name), None)
    if preset is None:
        return []
    reasons = {library: missing(preset, library) for library in LIBRARIES if library not in codes}
    return [f"{library}: {reason}" for library, reason in reasons.items() if reason]
