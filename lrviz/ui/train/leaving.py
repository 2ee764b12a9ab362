"""What leaves the page Train: the script, the curves, the training itself, and the way to Schedules."""

import streamlit as st

from lrviz.export.event_files import event_files
from lrviz.export.training import training_script
from lrviz.export.training_curves import training_to_csv
from lrviz.training import Record
from lrviz.ui.kit.export import download, section
from lrviz.ui.train.controls import Setup
from lrviz.ui.train.handover import open_schedules
from lrviz.ui.train.outcomes import label_of
from lrviz.ui.train.trained import TrainedRuns


def leave(setup: Setup, runs: TrainedRuns) -> None:
    """The section of everything that can be taken away."""
    section("PyTorch script and data", "rscript", lambda: _downloads(setup, runs))


def _downloads(setup: Setup, runs: TrainedRuns) -> None:
    training = setup.wanted
    script = training_script(training)
    records = finished(setup, runs)
    with st.container(horizontal=True):
        download("Script", script, "lrviz_training.py")
        if records:
            download("Curves", lambda: training_to_csv(records), "lrviz_training.csv")
            download("TensorBoard", lambda: event_files([record for _, record in records]), "lrviz_training.zip")
        download("Training", training.to_json(), "lrviz_training.json")
        st.button(
            "Schedules in Schedules",
            key="~rschedules",
            on_click=open_schedules,
            args=(training,),
            help="Opens the page Schedules with the schedule of each run over the steps of the task.",
        )
    if setup.seeds > 1:
        st.caption(f"The script trains under seed {training.seed}; the other seeds follow it, up to {_last(setup)}.")
    st.code(script, "python")


def _last(setup: Setup) -> int:
    return setup.under(setup.seeds - 1).seed


def finished(setup: Setup, runs: TrainedRuns) -> list[tuple[str, Record]]:
    """The names and records of all runs that were trained to their ends."""
    pairs = [(label_of(setup, slot), one.record) for slot in setup.slots for one in runs.by_slot[slot]]
    return [(name, record) for name, record in pairs if record is not None]
