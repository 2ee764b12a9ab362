"""The page "Tune": which setting to pick, how wide the good range is, and whether the schedule matters."""

from typing import Any

import streamlit as st

from lrviz.ui.components.tune import TuneView
from lrviz.ui.kit.link import Link, complaint
from lrviz.ui.kit.texts import capital
from lrviz.ui.kit.view import view_controls
from lrviz.ui.kit.widgets import menu
from lrviz.ui.tune.base import Mode
from lrviz.ui.tune.controls import PAGE, Tuning, tuning_controls
from lrviz.ui.tune.modes import MODES


def page() -> None:
    """Draws the page."""
    link = Link(PAGE)
    asked, problem = None, ""
    with st.sidebar:
        titles = {mode.title: mode for mode in MODES}
        mode = titles[menu(link, f"{PAGE}.mode", "What varies", list(titles), MODES[0].title)]
        st.caption(mode.caption)
        own = st.container()
        tuning = tuning_controls(link, mode.title, mode.seeds if mode.measured else 0)
        try:
            with own:
                asked = mode.controls(link, tuning)
        except ValueError as error:
            problem = str(error)
        view = view_controls(link, PAGE, TuneView)
    link.settle()
    for slot, why in sorted(tuning.controls.errors.items()):
        st.error(complaint(f"Run {slot} is not swept. {why}"))
    if problem:
        st.error(complaint(problem))
    else:
        _results(mode, asked, tuning, view)


def _results(mode: type[Mode], asked: Any, tuning: Tuning, view: TuneView) -> None:
    try:
        known = mode.current(asked)
    except ValueError as error:
        st.error(complaint(capital(str(error))))
        return
    known.follow(lambda: known.show(tuning, view))
    known.export(tuning)
