"""The page Train shows what networks predict, and takes points that are set on the picture."""

import math
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lrviz.tasks import Moons
from lrviz.training.predictions import steps_with_frames
from lrviz.ui.kit.values import postponed
from lrviz.ui.train.own_points import set_points
from tests.ui.train.test_runs import ended
from tests.ui.visits import Visit, complaints, do, shown

SMALL = {"r.task.Moons.epochs": "3", "r.task.Moons.train": "60", "r.task.Moons.validation": "30"}
OWN = {"r.task": "Points of your own", "r.task.OwnPoints.epochs": "5"}
FIELDS = ("r.task.OwnPoints.first", "r.task.OwnPoints.second")


def set_on_the_picture(app: AppTest, *texts: str) -> AppTest:
    """The page after what a browser's points are kept as."""
    return do(app, dict(zip(FIELDS, texts, strict=True)))


def test_all_frames_of_the_first_seed_are_there_once_runs_have_ended(trained: Visit) -> None:
    app = ended(trained(SMALL | {"r.seeds": "2", "r.view.hidden": "2"}))
    told = shown(app, "predictions")
    steps = steps_with_frames(Moons(train=60, validation=30, epochs=3)).tolist()
    assert [(run["slot"], run["steps"]) for run in told["runs"]] == [(1, steps)]
    assert told["note"] == "Seed 0, the first of 2."
    with pytest.raises(ValueError, match="not enough values"):
        shown(trained(SMALL | {"r.view.predictions": "false"}), "predictions")


def test_points_of_one_class_name_the_error_and_nothing_is_lost(trained: Visit) -> None:
    app = ended(trained(OWN))
    assert shown(app, "predictions")["own"] is not None
    app = set_on_the_picture(app, "0:1, 2:3, 4:5", "")
    (told,) = complaints(app)
    assert "got 3 of the first and 0 of the second" in told
    assert shown(app, "predictions")["own"] == [[[0, 1], [2, 3], [4, 5]], []]
    app = set_on_the_picture(app, "0:1, 2:3, 4:5", "9:9, 8:8")
    assert complaints(app) == []
    assert shown(ended(app), "predictions")["own"] == [[[0, 1], [2, 3], [4, 5]], [[9, 9], [8, 8]]]


@pytest.mark.parametrize(
    "sent",
    [
        None,
        {"first": [[0, 1]]},
        {"first": [[0, 1]], "second": [[math.nan, 0]]},
        {"first": [[0, 1]], "second": [[1e7, 0]]},
        {"first": [[0, 1]], "second": [["1", 0]]},
        {"first": [[0, 1]], "second": [[1, 2, 3]]},
        {"first": [[0, 1]] * 2001, "second": []},
    ],
)
def test_what_are_no_points_is_left_aside(sent: Any) -> None:
    st.session_state.clear()
    set_points(sent)
    assert postponed() == {}
    set_points({"first": [[0, 1], [0.25, -2]], "second": []})
    assert postponed() == dict(zip(FIELDS, ("0:1, 0.25:-2", ""), strict=True))
    st.session_state.clear()
