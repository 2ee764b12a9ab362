"""What the modes of the page Train have computed is asked for, followed and stopped by all of them in one way."""

from typing import Any

import numpy as np
import pytest
import streamlit as st

from lrviz.training import train
from lrviz.ui.train.computed import ComputedJob, ComputedJobs
from lrviz.ui.train.first_training import FIRST_TRAINING
from lrviz.ui.train.trained import SeededRun
from lrviz.workers.training import TrainingJob, alone

JOBS = [TrainingJob(alone(FIRST_TRAINING, run)) for run in FIRST_TRAINING.runs]


class Ending:
    """Stands for what does a job: it ends as soon as somebody waits."""

    underway, stopped = True, False
    sentence = ""

    def __init__(self) -> None:
        self.jobs, self.part, self.result = [self], None, None

    def stop(self) -> None:
        self.stopped = True

    def wait_for(self, condition: Any, seconds: float) -> None:
        self.underway = False


def known(jobs: list[TrainingJob]) -> tuple[ComputedJobs, list[Any]]:
    """What is asked for, and what does it."""
    computed, doing = ComputedJobs(), [Ending() for _ in jobs]
    for one, watched in zip(computed.ask_for(jobs, ""), doing, strict=True):
        one.watched = watched  # type: ignore[assignment]
    return computed, doing


def test_what_is_asked_for_twice_is_one_and_what_no_longer_is_stops() -> None:
    computed, doing = known(JOBS)
    first, again = computed.ask_for([JOBS[0], JOBS[0]], "")
    assert first is again
    assert [first] == list(computed)
    assert first.watched is doing[0]
    assert [one.stopped for one in doing] == [False, True]
    assert computed.ask_for([JOBS[0]], "another")[0].watched is None, "nobody finds what is somebody else's"
    assert doing[0].stopped


def test_what_ends_while_the_page_waits_for_its_first_part_is_followed_nevertheless() -> None:
    computed, (doing,) = known(JOBS[:1])
    assert computed.follow(lambda: None), "else a button to stop it would stay"
    assert not doing.underway
    assert not computed.follow(lambda: None)


def test_stop_waits_for_the_end_of_all() -> None:
    computed, doing = known(JOBS)
    computed.stop()
    assert all(one.stopped for one in doing)
    assert not computed.underway


def test_the_session_keeps_one_of_each_place() -> None:
    st.session_state.clear()
    assert ComputedJobs.in_session("here") is ComputedJobs.in_session("here")
    assert ComputedJobs.in_session("here") is not ComputedJobs.in_session("there")
    st.session_state.clear()


@pytest.mark.parametrize("kind", [ComputedJob, SeededRun])
def test_all_arrays_of_a_result_count_as_kept(kind: type[ComputedJob]) -> None:
    (record, *_) = train(FIRST_TRAINING)
    arrays = [one for one in (*record.weights.values(), *vars(record).values()) if isinstance(one, np.ndarray)]
    one = kind(JOBS[0], "")
    assert one.kept == 0
    one.result = record
    assert one.kept == sum(array.nbytes for array in arrays)
