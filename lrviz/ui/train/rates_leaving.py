"""What leaves the mode Rates: a table, and the code that measures the same with the library."""

from collections.abc import Sequence

import streamlit as st

from lrviz.export.rates import rates_code, rates_to_csv
from lrviz.figures.train.rates import MeasuredRun
from lrviz.training import Training
from lrviz.ui.kit.export import download, section

_FILE = "lrviz_training.json"


def leave(
    training: Training, runs: Sequence[MeasuredRun], rates: Sequence[float], seeds: Sequence[int], steps: int
) -> None:
    """The section of everything that can be taken away."""
    section("Data and code", "rrates", lambda: _downloads(training, runs, rates, seeds, steps))


def _downloads(
    training: Training, runs: Sequence[MeasuredRun], rates: Sequence[float], seeds: Sequence[int], steps: int
) -> None:
    measured = [(run.name, run.found) for run in runs if run.found is not None]
    tests = [(run.name, run.test) for run in runs if run.test is not None]
    with st.container(horizontal=True):
        if measured or tests:
            download("Table", lambda: rates_to_csv(measured, tests), "lrviz_rates.csv")
        download("Training", training.to_json(), _FILE)
    st.code(rates_code(rates, seeds, steps, _FILE), "python")
