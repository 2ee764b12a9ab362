"""Runs on the page Train: trained while one looks on, each under several seeds, compared, stopped, taken away."""

from functools import partial
from typing import final

import streamlit as st

from lrviz.figures.board.view import TrainingView
from lrviz.figures.train.curves import Shown, training_payload
from lrviz.sweeps.gathering import duration
from lrviz.ui.components.board import board
from lrviz.ui.kit.headings import spoken, spoken_heading, tipped_caption
from lrviz.ui.kit.keys import has_key
from lrviz.ui.kit.link import Link, complaint
from lrviz.ui.kit.share import say
from lrviz.ui.kit.view import view_controls, view_keeper
from lrviz.ui.train.base import Mode
from lrviz.ui.train.computed import MOST_SECONDS
from lrviz.ui.train.controls import PAGE, Setup
from lrviz.ui.train.forecasting import read_source, trained_forecast
from lrviz.ui.train.handover import RUNS
from lrviz.ui.train.leaving import leave
from lrviz.ui.train.outcomes import comparisons, label_of, outcome_table, progress_of
from lrviz.ui.train.predicted import show_points_alone, show_predictions
from lrviz.ui.train.trained import TrainedRuns

_KEY = "training"

_MARGIN = (
    "± is the 95 % interval of Student's t for the mean difference between runs under the same seed, for all of these"
    " comparisons together."
)


@final
class Runs(Mode):
    """The runs, live, on the board."""

    title = RUNS
    caption = "Train the runs from the same first weights on the same batches."

    @classmethod
    def controls(cls, link: Link, setup: Setup) -> TrainingView:
        read_source(link)
        with st.sidebar:
            return view_controls(link, PAGE, TrainingView)

    @classmethod
    def show(cls, setup: Setup, asked: TrainingView) -> None:
        try:
            runs = TrainedRuns.current(setup)
        except ValueError:
            show_points_alone(asked)
            raise
        with st.container(key="train-head", horizontal=True, vertical_alignment="center"):
            _begin(setup, runs)
        going = runs.follow(partial(_draw, setup, runs, asked))
        say("" if going else "; ".join(_in_words(setup, runs)))
        trained_forecast(setup, runs, asked)
        leave(setup, runs)


def _begin(setup: Setup, runs: TrainedRuns) -> None:
    """Starts what is small and new; for the rest there is a button."""
    seconds = setup.seconds(len(runs.left))
    runs.start_if_small(seconds, kept=not setup.owner or has_key(PAGE))  # nobody could find them without a key
    if runs.underway:
        st.button("Stop", key="~stop", on_click=runs.stop)
    elif seconds > MOST_SECONDS:
        st.error(
            f"Training all of this takes about {duration(seconds)} of one processor; the page allows"
            f" {duration(MOST_SECONDS)}. Take fewer seeds, runs or epochs, or run the script below."
        )
    elif runs.left:
        begun = runs.done or any(one.watched for one in runs)
        st.button("Go on" if begun else "Train", type="primary", key="~start", on_click=runs.start_with_key)
        st.caption(_ahead(runs, seconds))
    elif has_key(PAGE):
        st.caption("Finished runs are kept on the server. The link of this page has the only key to them: bookmark it.")


def _ahead(runs: TrainedRuns, seconds: float) -> str:
    """What the button will do."""
    left = f"{len(runs.left)} of {len(runs)} runs" if runs.done else f"{len(runs)} runs"
    again = "; those that were stopped take the same steps again" if any(one.watched for one in runs.left) else ""
    return f"{left.replace('1 runs', '1 run')}, about {duration(max(1.0, seconds))} on one processor{again}."


def _draw(setup: Setup, runs: TrainedRuns, view: TrainingView) -> None:
    """Draws what is known so far."""
    show_predictions(setup, runs, view)
    spoken_heading("Curves")
    payload = training_payload(_shown(setup, runs), setup.wanted.task, view.arguments())
    board(payload, {"view": view_keeper(PAGE, view)}, _KEY)
    st.html(spoken("Outcomes") + outcome_table(setup, runs))
    tipped_caption(_signs(setup))
    told = comparisons(setup, runs, view.chosen) if len(setup.slots) > 1 else []
    st.markdown("\n".join(f"- {complaint(sentence)}" for sentence in told))
    st.caption(_MARGIN if setup.seeds > 1 and told else "")


def _signs(setup: Setup) -> str:
    """What lines and bands mean."""
    bands = " Each line is the median of the seeds, its band reaches from the lowest to the highest." * (
        setup.seeds > 1
    )
    cuts = " ▼ a cut by ReduceLROnPlateau." * any(run.schedule.watches for run in setup.wanted.runs)
    return f"Thick: validation. Thin: the training loss of each batch.{cuts}{bands}"


def _shown(setup: Setup, runs: TrainedRuns) -> list[Shown]:
    return [
        Shown(
            slot,
            run.label,
            run.optimizer.lr,
            tuple(one.picture for one in runs.by_slot[slot] if one.picture),
            next((one.problem for one in runs.by_slot[slot] if one.state == "failed"), ""),
        )
        for slot, run in zip(setup.slots, setup.wanted.runs, strict=True)
    ]


def _in_words(setup: Setup, runs: TrainedRuns) -> list[str]:
    return [f"{label_of(setup, slot)}: {progress_of(runs.by_slot[slot])}" for slot in setup.slots]
