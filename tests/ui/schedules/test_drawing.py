"""What a browser sends of points and of a zoom is checked before it is taken."""

import math
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lrviz.comparison import Plan
from lrviz.ui.schedules.results import _stretch


def hand_script() -> None:
    """Two entries, and a button that does what the board's callback does."""
    import streamlit as st

    from lrviz.comparison import EACH_EPOCH, Entry, Plan
    from lrviz.schedules import PiecewiseLinear, StepLR
    from lrviz.ui.schedules.drawing import draw_points

    drawn = Entry(PiecewiseLinear(((0.0, 1.0), (100.0, 0.1))), 0.1, "mine")
    entries = {1: drawn, 2: Entry(StepLR.usual()), 3: Entry(drawn.schedule, 0.1, "mine", EACH_EPOCH)}
    plan = Plan(5, "epochs", samples=320, batch_size=32)
    st.button("send", on_click=lambda: draw_points("s", entries, plan, st.session_state["sent"]))
    st.session_state["found"] = {k: v for k, v in st.session_state.items() if str(k).startswith(("s1.", "s3."))}


def written(sent: Any) -> dict[str, Any]:
    """What a message makes of the slots' widgets."""
    app = AppTest.from_function(hand_script, default_timeout=60).run()
    app.session_state["sent"] = sent
    app.button[0].click().run()
    assert not app.exception
    return dict(app.session_state["found"])


def test_points_are_taken_sorted_at_whole_steps_or_epochs_and_inside_their_range() -> None:
    got = written({"slot": 1, "points": [[90.4, 0.2], [-5, 1], [1e12, -3.0], [20, 0.123456789]]})
    assert got["s1.s.PiecewiseLinear.points"] == "0:1, 20:0.123457, 90:0.2, 1000000:0"
    assert got["s1.name"] == "mine"
    epochs = written({"slot": 3, "points": [[0, 1], [40, 0.5]]})
    assert epochs["s3.s.PiecewiseLinear.points"] == "0:1, 4:0.5"


@pytest.mark.parametrize(
    "sent",
    [
        *(None, 3, "points", [], {}, {"slot": 1}),
        *({"slot": slot, "points": [[0, 1]]} for slot in (9, 2, [1], "1")),
        {"slot": 1, "points": "0:1"},
        {"slot": 1, "points": []},
        {"slot": 1, "points": [[0], "x", None, [math.nan, 1.0], [0, math.inf]]},
        {"slot": 1, "points": [[step, 1.0] for step in range(1000)]},
    ],
    ids=lambda sent: str(sent)[:40],
)
def test_what_is_no_drawing_changes_nothing(sent: Any) -> None:
    assert written(sent) == {}


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        (None, None),
        ([10, 20], (10, 20)),
        ([-5.5, 1e9], (0, 100)),
        ([math.inf, 0], None),
        ([math.nan, 50], (0, 50)),
        ([20, 10], None),
        ([-math.inf, math.inf], (0, 100)),
    ],
)
def test_a_stretch_is_brought_into_the_run(monkeypatch: pytest.MonkeyPatch, sent: Any, taken: Any) -> None:
    monkeypatch.setattr("streamlit.session_state", {"~stretch": sent})
    assert _stretch(Plan(100)) == taken
