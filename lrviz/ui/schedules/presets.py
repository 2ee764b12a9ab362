"""Adds schedules that people use, on the rate that stands there or on their usual one."""

from collections.abc import Sequence

import streamlit as st

from lrviz.comparison import Entry, Plan
from lrviz.comparison.presets import FEWEST_STEPS, PRESETS, Preset
from lrviz.figures.board.view import SLOTS
from lrviz.ui.kit.headings import tipped_caption
from lrviz.ui.kit.link import complaint
from lrviz.ui.kit.values import value_of
from lrviz.ui.schedules.entry import first_entry, put_free

_NAMES = {preset.name: preset for preset in PRESETS}


def preset_controls(page: str, on: Sequence[int], plan: Plan) -> None:
    """The menu of presets, what is known of the chosen one, and what adds it.

    Args:
        page: what the keys of the widgets begin with.
        on: the slots that are on.
        plan: the run.
    """
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        name = st.selectbox("Preset", list(_NAMES), None, key="~preset", placeholder="by its usual name")
    chosen = _NAMES.get(name) if name else None
    lr, usual = _standing_rate(page, on), False
    if chosen:
        tipped_caption(f"{chosen.caption} {chosen.source}")
        tipped_caption(f"When to use it: {chosen.use}")
        tip = f"Off, it is added on the rate that stands there, {lr:g}."
        usual = st.checkbox(f"on its usual rate {chosen.lr:g}", False, key="~preset.usual", help=tip)
    entry = _built(chosen, plan, None if usual else lr) if chosen else None
    with right:
        full = entry is None or len(on) == len(SLOTS)
        st.button("Add", key="~add", disabled=full, on_click=put_free, args=(page, list(on), entry))


def _standing_rate(page: str, on: Sequence[int]) -> float:
    """The base rate of the first schedule that is on, or of the first one that there would be."""
    slot = on[0] if on else 1
    return float(value_of(f"{page}{slot}.lr", first_entry(slot).lr))


def _built(preset: Preset, plan: Plan, lr: float | None) -> Entry | None:
    """The preset over the run; where its schedule has no such rate, that is said."""
    try:
        return preset.build(max(plan.steps, FEWEST_STEPS), lr)
    except ValueError as error:
        st.error(complaint(str(error)))
        return None
