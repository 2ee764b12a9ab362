"""Which decay: the map of a forecast's decays, a cell of which opens as an entry with its code."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import streamlit as st

from lrviz.comparison import MOST_STEPS, Entry, Plan
from lrviz.figures.board.view import SLOTS
from lrviz.figures.tune.decays import decay_picture
from lrviz.figures.tune.payload import tune_payload
from lrviz.figures.tune.pictures import Heat
from lrviz.forecasts import DecayMap, Forecast, ForecastError, decay_map
from lrviz.forecasts.decays import AS_GOOD, LENGTHS
from lrviz.ui.components.tune import TuneView, sent_cell, tune
from lrviz.ui.kit.component import Callbacks
from lrviz.ui.kit.headings import heading
from lrviz.ui.kit.link import complaint
from lrviz.ui.kit.plans import LAST_ENTRIES, LAST_PLAN
from lrviz.ui.kit.values import assign
from lrviz.ui.kit.view import changed
from lrviz.ui.schedules.entry import free_slot, put_free
from lrviz.ui.schedules.export import show_code
from lrviz.ui.schedules.forecast_choices import LENGTHS as OVER_LENGTHS
from lrviz.ui.schedules.forecast_choices import ForecastChoices, map_menu

_KEY = "decays"
_VIEW, _OPENED = "~decays.view", "~decays.opened"


def decays(made: Forecast, on: Sequence[int], plan: Plan, choices: ForecastChoices) -> None:
    """The map, a cell of which opens as an entry.

    Args:
        made: a forecast whose law is used; one that stays while schedules change.
        on: the slots that are taken.
        plan: the run, over whose length shapes are compared.
        choices: what is chosen for the forecast.
    """
    heading("Which decay?")
    over = map_menu(choices)
    try:
        found = _map(made, plan.steps, over)
    except ForecastError as error:
        st.error(complaint(f"No map: {error}."))
        return
    peak, free = float(f"{made.runs[0].peak:.4g}"), len(on) < len(SLOTS)
    view: TuneView = st.session_state.get(_VIEW, TuneView())
    acts: Callbacks = {
        "view": lambda sent: st.session_state.update({_VIEW: changed(view, sent)}),
        "open": lambda sent: open_decay(choices.page, list(on), found, peak, sent),
    }
    tune(tune_payload(_picture(found, free), view.arguments()), acts, _KEY)
    st.caption(_told(over == OVER_LENGTHS, free, st.session_state.get(_OPENED), on))


@lru_cache(maxsize=4)
def _map(made: Forecast, steps: int, over: str) -> DecayMap:
    if over != OVER_LENGTHS:
        return decay_map(made, steps=steps)
    own = len(made.runs[0].rates)
    lengths = [length for share in LENGTHS if (length := round(share * own)) <= MOST_STEPS]
    if not lengths:
        raise ForecastError(f"a run of this page takes at most {MOST_STEPS:,} steps, half of the log's are more")
    return decay_map(made, lengths=lengths)


@lru_cache(maxsize=4)
def _picture(found: DecayMap, opens: bool) -> Heat:
    return decay_picture(found, str(hash((found.columns, found.steps))), opens)


def _told(of_lengths: bool, free: bool, opened: int | None, on: Sequence[int]) -> str:
    """What the map shows, and what a cell is good for."""
    best = " of its length" if of_lengths else ""
    shown = (
        "The loss at the end, where the rate falls to 0 in the last share of the run. Shaded as one are all that lie "
        f"within {AS_GOOD:g} of the best{best}: the law does not tell them apart."
    )
    if opened in on:
        return f"{shown} Schedule {opened} is a cell of this map; its code stands below, under Code and data."
    if not free:
        return f"{shown} All {len(SLOTS)} schedules are on: switch one off to open a cell."
    return f"{shown} A click on a cell, Enter at the crosshair, or Open opens it as a schedule with its code."


def open_decay(page: str, on: list[int], found: DecayMap, peak: float, sent: Any) -> None:
    """Puts the decay of a cell into the first free slot, over a run of its length, and shows its code; for callbacks.

    Args:
        page: what the keys of the widgets begin with.
        on: the slots that are taken.
        found: the map.
        peak: the rate of the schedule.
        sent: what a browser sent; what names no cell opens nothing.
    """
    cell = sent_cell(sent, found.finals.size)
    if cell is None or len(on) == len(SLOTS):
        return
    row, column = divmod(cell, len(found.columns))
    slot = free_slot(on)
    put_free(page, on, Entry(found.schedules[row][column], peak))
    assign({f"{page}.plan.budget": float(found.steps[column]), f"{page}.plan.unit": "steps"})
    for noted in (LAST_PLAN, LAST_ENTRIES):
        st.session_state.pop(noted, None)
    st.session_state[_OPENED] = slot
    show_code(page, slot)
