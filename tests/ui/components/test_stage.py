"""The stage's way to the server: what it is given, what and what comes back from a browser."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lrviz.objectives import Formula, Objective, Rosenbrock
from lrviz.optimizers.gradient import SGD
from lrviz.scene import Run, Scene
from lrviz.ui.trajectories import controls
from tests.ui.visits import Visit, do, shown


def moving_script() -> None:
    """A button that does what the stage's callback does."""
    import streamlit as st

    from lrviz.objectives import Rosenbrock
    from lrviz.objectives.custom import Formula
    from lrviz.ui.trajectories.controls import move_start

    st.button("move", on_click=lambda: move_start("t", Rosenbrock(), st.session_state["sent"]))
    st.button("move formula", on_click=lambda: move_start("t", Formula(), st.session_state["sent"]))


def moved(sent: Any, button: int = 0) -> Any:
    """What a message makes of the start, by the button of that place."""
    app = AppTest.from_function(moving_script, default_timeout=120)
    app.session_state["sent"] = sent
    app.run().button[button].click().run()
    assert not app.exception
    if "~postponed" not in app.session_state:
        return {}
    return {key: one.value for key, one in app.session_state["~postponed"].items()}


def test_a_start_is_brought_into_its_range_among_its_functions_fields() -> None:
    for sent, x, y in (([0.5, -0.25], 0.5, -0.25), ([3, 2], 3.0, 2.0), ([1e9, -1e9], 42.0, -41.0)):
        assert moved(sent) == {"t.f.Rosenbrock.start_x": x, "t.f.Rosenbrock.start_y": y}
    assert moved([0.5, 2e6], 1) == {"t.f.Formula.start_x": 0.5, "t.f.Formula.start_y": 1e6}


@pytest.mark.parametrize("sent", [None, "here", [], [1.0], [1.0, 2.0, 3.0], [float("nan"), 0.0], ["1", "2"], {"x": 1}])
def test_what_is_not_a_point_moves_nothing(sent: Any) -> None:
    assert not moved(sent)


@pytest.mark.parametrize("objective", [Rosenbrock(), Formula()], ids=["Rosenbrock", "Formula"])
def test_a_moved_start_is_drawn_ahead_of_its_widgets(monkeypatch: pytest.MonkeyPatch, objective: Objective) -> None:
    scene = Scene(objective=objective, steps=10, runs=(Run(SGD(lr=1e-3)),))
    assert controls.started("t", scene) == scene
    prefix = f"t.f.{type(objective).__name__}"
    monkeypatch.setattr(controls, "postponed", lambda: {f"{prefix}.start_x": 0.5, f"{prefix}.start_y": -0.25})
    assert controls.started("t", scene).origin == (0.5, -0.25)
    assert controls.started("t", scene).runs == scene.runs


@pytest.mark.parametrize("function", ["Rosenbrock", "Formula"])
def test_the_widgets_follow_a_moved_start(visit: Visit, function: str) -> None:
    app = visit({"t.f": function})
    keys = [f"t.f.{function}.start_{axis}" for axis in "xy"]
    app.session_state[f"~t.f.{function}.~more"] = True
    do(app, dict(zip(keys, (0.5, -0.25), strict=True)))
    assert [app.number_input(key=key).value for key in keys] == [0.5, -0.25]
    assert shown(app)["start"] == [0.5, -0.25]
    assert app.run().session_state["~postponed"] == {}


def test_the_view_follows_what_a_browser_does_and_the_start_stands_in_the_link(visit: Visit) -> None:
    app = visit({"t.f.Rosenbrock.start_x": "0.5", "t.f.Rosenbrock.start_y": "2.5"})
    assert shown(app)["start"] == [0.5, 2.5]
    do(app, {"t.view.picture": "3-D", "t.view.hidden": "1, 4"})
    assert shown(app)["view"]["picture"] == "3-D"
    assert shown(app)["view"]["hidden"] == [1, 4]
