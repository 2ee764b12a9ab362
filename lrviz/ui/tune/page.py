"""The page "Tune": which setting to pick, how wide the good range is, and whether the schedule matters."""

import streamlit as st

from lrviz.ui.components.tune import TuneView
from lrviz.ui.kit.link import Link, complaint
from lrviz.ui.kit.view import view_controls
from lrviz.ui.tune.basins import basins
from lrviz.ui.tune.comparison import contest, fair_controls
from lrviz.ui.tune.controls import FAIR, SEARCH, STARTS, tuning_controls
from lrviz.ui.tune.search import search_controls, searching
from lrviz.ui.tune.start_points import start_controls
from lrviz.ui.tune.sweep import leaving, swept

PAGE = "u"


def page() -> None:
    """Draws the page."""
    link = Link(PAGE)
    with st.sidebar:
        tuning = tuning_controls(link, PAGE)
        view = view_controls(link, PAGE, TuneView)
        starts = fair = search = None
        if not tuning.problem:
            with tuning.place:
                starts = start_controls(link, PAGE, tuning) if tuning.mode == STARTS else None
                fair = fair_controls(link, PAGE, tuning) if tuning.mode == FAIR else None
                search = search_controls(link, PAGE, tuning) if tuning.mode == SEARCH else None
    link.settle()
    if link.notices:
        st.warning("\n\n".join(link.notices))
    for slot, error in sorted(tuning.controls.errors.items()):
        st.error(complaint(f"Run {slot} is not swept. {error}"))
    if tuning.problem:
        st.error(complaint(tuning.problem))
    elif starts is not None:
        basins(starts, tuning, view, PAGE)
    elif fair is not None:
        contest(fair, tuning, view, PAGE)
    elif search is not None:
        searching(search, PAGE)
    elif tuning.sweep is not None:
        swept(tuning, view, PAGE)
        leaving(PAGE, tuning)
