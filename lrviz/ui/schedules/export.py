"""What leaves the page Schedules: code of every library, the curves as a table, and the way to Trajectories."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import streamlit as st

from lrviz.comparison import Entry, Plan
from lrviz.comparison.presets import PRESETS, missing
from lrviz.export.configurations import Written, configured
from lrviz.export.curves import curves_to_csv
from lrviz.export.libraries import LIBRARIES, lacking, spellings
from lrviz.export.schedules import schedule_script
from lrviz.figures.board.quantities import Plotted, each_drawn
from lrviz.optimizers import Optimizer
from lrviz.ui.kit.export import download, section
from lrviz.ui.kit.link import complaint
from lrviz.ui.schedules.controls import Comparison
from lrviz.ui.trajectories.handover import hand_over

_TORCH = "PyTorch"
_FOLD, _SLOT = "code", "~code.slot"


def schedules_export(comparison: Comparison, drawn: Sequence[Plotted], page: str) -> None:
    """The section of everything that can be taken away.

    Args:
        comparison: what the controls say.
        drawn: the entries with their curves.
        page: what the keys of the widgets begin with.
    """
    if not drawn:
        return
    section("Code and data", f"{page}{_FOLD}", lambda: _leave(comparison, drawn))


def show_code(page: str, slot: int) -> None:
    """Opens the section at the code of a slot, for use in callbacks."""
    st.session_state.update({f"~{page}{_FOLD}": True, _SLOT: slot})


def _leave(comparison: Comparison, drawn: Sequence[Plotted]) -> None:
    plan, curves = comparison.plan, [(one.entry.label, one.curve) for one in each_drawn(drawn)]
    with st.container(horizontal=True):
        download("Curves", lambda: curves_to_csv(plan, curves), "lrviz_schedules.csv")
        st.button(
            "Use all in Trajectories",
            key="~usall",
            on_click=hand_over,
            args=(dict(enumerate(one.entry for one in each_drawn(drawn))), comparison.optimizer, plan),
            help="Opens the page Trajectories with a run for each of them, and for each group of parameters, eight at "
            "most; without the starts of the groups.",
        )
    _code(comparison, drawn)


def _code(comparison: Comparison, drawn: Sequence[Plotted]) -> None:
    names = {one.slot: f"{one.slot} · {one.entry.label}" for one in drawn}
    slot = st.selectbox("Code of", list(names), format_func=names.__getitem__, key=_SLOT)
    entry = next((one.entry for one in drawn if one.slot == slot), drawn[0].entry)
    try:
        codes = _codes(entry, comparison.plan, comparison.optimizer)
    except ValueError as error:
        st.error(complaint(str(error)))
        return
    offered = list(codes)
    library = st.selectbox("Code for", offered, format_func=lambda name: _offer(name, codes[name]), key="~code.library")
    code = codes[library or _TORCH]
    if code.text:
        st.code(code.text, code.language)
    else:
        st.info(complaint(f"{library} cannot give this curve. {code.reason}"))


def _offer(name: str, code: Written) -> str:
    return name if code.text else f"{name} (not this curve)"


@lru_cache(maxsize=32)
def _codes(entry: Entry, plan: Plan, optimizer: Optimizer) -> Mapping[str, Written]:
    """The code of an entry for every library and framework, or why there is none."""
    snippets = {name: Written(text) for name, text in spellings(entry, plan).items()}
    reasons = lacking(entry, plan) | _of_preset(entry, snippets)
    libraries = {name: snippets.get(name) or Written("", reason=reasons[name]) for name in LIBRARIES}
    torch = Written(schedule_script(entry, plan, optimizer))
    return {_TORCH: torch, **libraries, **configured(entry, plan, optimizer)}


def _of_preset(entry: Entry, snippets: Mapping[str, Written]) -> dict[str, str]:
    """Why libraries have no call for a preset, in the words of the preset."""
    preset = next((one for one in PRESETS if one.name == entry.name), None)
    if preset is None or entry.groups:
        return {}
    reasons = {library: missing(preset, library) for library in LIBRARIES if library not in snippets}
    return {library: f"{reason}." for library, reason in reasons.items() if reason}
