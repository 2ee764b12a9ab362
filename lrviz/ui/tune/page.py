"""The page "Tune": which setting to pick, how wide the good range is, and whether the schedule matters."""

from typing import Any

import streamlit as st

from lrviz.ui.components.tune import TuneView
from lrviz.ui.kit.headings import spoken_heading, tipped_caption
from lrviz.ui.kit.keys import watch_key
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.notices import say_errors
from lrviz.ui.kit.share import framed, say
from lrviz.ui.kit.texts import capital
from lrviz.ui.kit.view import view_controls
from lrviz.ui.kit.widgets import menu
from lrviz.ui.tune.base import Mode
from lrviz.ui.tune.controls import PAGE, Tuning, tuning_controls
from lrviz.ui.tune.modes import MODES


def page() -> None:
    """Draws the page."""
    with framed("Tune", PAGE) as link:
        watch_key(link, PAGE)
        with st.sidebar:
            mode, asked, tuning = mode_controls(link)
            view = view_controls(link, PAGE, TuneView)
        link.settle()
        _results(mode, asked, tuning, view)


def _results(mode: type[Mode], asked: Any, tuning: Tuning, view: TuneView) -> None:
    """What a mode gives, or why it gives nothing."""
    say_errors(f"Run {slot} is not swept. {error}" for slot, error in sorted(tuning.controls.errors.items()))
    try:
        if isinstance(asked, ValueError):
            raise asked
        known = mode.current(asked)
    except ValueError as problem:
        say_errors([capital(str(problem))])
        return
    spoken_heading("Results")
    known.follow(lambda: known.show(tuning, view))
    say("" if known.running else known.words(tuning))
    known.export(tuning)


def mode_controls(link: Link) -> tuple[type[Mode], Any, Tuning]:
    """The widgets of a mode and of its scene; the mode, what is to be computed or why nothing, and the rest."""
    spoken_heading("What varies")
    titles = {mode.title: mode for mode in MODES}
    mode = titles[menu(link, f"{PAGE}.mode", "What varies", list(titles), MODES[0].title)]
    tipped_caption(mode.caption)
    own = st.container()
    tuning = tuning_controls(link, mode.title, mode.seeds if mode.measured else 0)
    try:
        with own:
            return mode, mode.controls(link, tuning), tuning
    except ValueError as error:
        return mode, error, tuning
