"""Runs on the page Train: trained while one looks on, each under several seeds, compared, stopped, taken away."""

from functools import partial
from typing import final

import streamlit as st

from lrviz.figures.train.curves import Shown, training_payload
from lrviz.ui.components.board import TrainingView, board
from lrviz.ui.kit.component import Callbacks
from lrviz.ui.kit.headings import spoken_heading
from lrviz.ui.kit.keys import put_key
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.reruns import catch_up, later
from lrviz.ui.kit.view import changed, remember, view_controls
from lrviz.ui.train.base import Mode
from lrviz.ui.train.controls import PAGE, Setup
from lrviz.ui.train.trained import TrainedRuns

_KEY = "training"
_LOOK = 0.4
"""Seconds between two looks of the page."""

_AT_ONCE = 2.0
"""Seconds of training, about, that start by themselves."""


@final
class Runs(Mode):
    """The runs, live, on the board."""

    title = "runs"
    caption = "Train the runs from the same first weights on the same batches."

    @classmethod
    def controls(cls, link: Link, setup: Setup) -> TrainingView:
        with st.sidebar:
            return view_controls(link, PAGE, TrainingView)

    @classmethod
    def show(cls, setup: Setup, asked: TrainingView) -> None:
        runs = TrainedRuns.current(setup)
        with st.container(horizontal=True, vertical_alignment="center"):
            _begin(setup, runs)
        st.fragment(partial(_follow, setup, runs, asked), run_every=_LOOK if runs.underway else None)()


def _begin(setup: Setup, runs: TrainedRuns) -> None:
    """Starts what is small and new; for the rest there is a button."""
    if all(one.watched is None for one in runs.left) and setup.seconds(len(runs.left)) <= _AT_ONCE:
        runs.start()
    if runs.underway:
        st.button("Stop", key="~stop", on_click=runs.stop)
    elif runs.left:
        begun = len(runs.left) < len(list(runs)) or any(one.watched for one in runs)
        st.button("Go on" if begun else "Train", type="primary", key="~start", on_click=_start, args=(runs,))


def _start(runs: TrainedRuns) -> None:
    put_key(PAGE)
    runs.start()


def _follow(setup: Setup, runs: TrainedRuns, view: TrainingView) -> None:
    catch_up()
    was = runs.underway
    runs.look()
    if was and not runs.underway:
        st.rerun()
    training = setup.wanted
    shown = [
        Shown(slot, run.label, run.optimizer.lr, tuple(one.picture for one in runs.by_slot[slot] if one.picture))
        for slot, run in zip(setup.slots, training.runs, strict=True)
    ]
    callbacks: Callbacks = {"view": lambda sent: later(lambda: remember(PAGE, changed(view, sent)))}
    spoken_heading("Curves")
    board(training_payload(shown, training.task, view.arguments()), callbacks, _KEY)
