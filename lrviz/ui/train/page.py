"""The page "Train": the same optimizers and schedules on real networks and real data."""

from typing import Any

import streamlit as st

from lrviz.ui.kit.headings import spoken_heading, tipped_caption
from lrviz.ui.kit.keys import own_key, watch_key
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.notices import say_errors
from lrviz.ui.kit.share import framed
from lrviz.ui.kit.texts import capital
from lrviz.ui.kit.widgets import menu
from lrviz.ui.train.base import Mode
from lrviz.ui.train.controls import PAGE, Setup, setup_controls
from lrviz.ui.train.handover import MODE
from lrviz.ui.train.modes import MODES
from lrviz.workers.training import prepare


def page() -> None:
    """Draws the page."""
    prepare()
    with framed("Train", PAGE) as link:
        watch_key(link, PAGE)
        with st.sidebar:
            mode, asked, setup = mode_controls(link)
        link.settle()
        _results(mode, asked, setup)


def mode_controls(link: Link) -> tuple[type[Mode], Any, Setup]:
    """The widgets of a mode and of a training; the mode, what it is asked for or why nothing, and the training."""
    spoken_heading("What is done")
    titles = {mode.title: mode for mode in MODES}
    mode = titles[menu(link, MODE, "What is done", list(titles), MODES[0].title)]
    tipped_caption(mode.caption)
    own = st.container()
    setup = Setup(None, owner=own_key(PAGE)) if mode.own else setup_controls(link)
    try:
        with own:
            return mode, mode.controls(link, setup), setup
    except ValueError as error:
        return mode, error, setup


def _results(mode: type[Mode], asked: Any, setup: Setup) -> None:
    """What a mode gives, or why it gives nothing."""
    problems = [f"Run {slot} is not trained. {error}" for slot, error in sorted(setup.errors.items())]
    with st.container():
        say_errors(problems)
    try:
        if isinstance(asked, ValueError):
            raise asked
        mode.show(setup, asked)
    except ValueError as problem:
        say_errors([capital(str(problem))])
