"""The controls of a map of start points."""

from typing import Any

import pytest

from lrviz.objectives import Formula, Himmelblau, Objective, Rosenbrock, Window
from lrviz.optimizers import SGD
from lrviz.scene import Run, Scene
from lrviz.sweeps.basins import Basins
from lrviz.ui.tune.start_points import refine
from tests.ui.tune.modes import told
from tests.ui.visits import Visit

STARTS = {"u.mode": "start points", "u.run": "1", "u.steps": "5", "u.starts": "16"}


def asked(app: Any) -> Basins:
    """What the page maps."""
    assert not app.exception, app.exception
    starts: Basins = app.session_state["~basins"].found.starts
    return starts


def refined(monkeypatch: pytest.MonkeyPatch, sent: Any, objective: Objective, window: Window | None = None) -> Any:
    """What a rectangle gives the widgets."""
    given: list[dict[str, float]] = []
    monkeypatch.setattr("lrviz.ui.tune.start_points.postpone", given.append)
    refine("u", Basins(Scene(objective, runs=(Run(SGD()),)), 16, window), sent)
    return given


def test_a_rectangle_becomes_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = {"x": [2.71828182, 1.23456789], "y": [-99, 0.1]}
    low, high = "u.start_points.Himmelblau.{}.low", "u.start_points.Himmelblau.{}.high"
    ends = {low.format("x"): 1.23457, high.format("x"): 2.71828, low.format("y"): -6.0, high.format("y"): 0.1}
    assert refined(monkeypatch, sent, Himmelblau()) == [ends]


def test_small_rectangles_keep_their_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = {"x": [1.0000001234567, 1.0000002], "y": [0, 1]}
    (given,) = refined(monkeypatch, sent, Formula("x"))
    assert list(given.values()) == [1.0000001234567, 1.0000002, 0.0, 1.0]


@pytest.mark.parametrize(
    "sent",
    [
        None,
        3,
        {},
        {"x": [0, 1]},
        {"x": [0, 1], "y": None},
        {"x": [0, 1], "y": [1]},
        {"x": [0, 1], "y": [0, "1"]},
        {"x": [0, 1], "y": [2, 2]},
        {"x": [0, 1], "y": [float("nan"), 1]},
        {"x": [0, 1], "y": [10**400, 10**401]},
        {"x": [0, 1], "y": [1.0, 1.0 + 4e-16]},
        {"x": [50, 60], "y": [0, 1]},
    ],
)
def test_what_is_no_rectangle_changes_nothing(monkeypatch: pytest.MonkeyPatch, sent: Any) -> None:
    assert refined(monkeypatch, sent, Himmelblau()) == []


def test_a_window_is_typed_and_each_function_has_its_own(tuned: Visit) -> None:
    app = tuned(STARTS | {"u.f": "Himmelblau"})
    assert asked(app).extent == Himmelblau().window
    app.number_input(key="u.start_points.Himmelblau.x.low").set_value(3.0).run()
    assert asked(app).extent == ((3.0, 6.0), (-6.0, 6.0))
    app.selectbox(key="u.f").set_value("Rosenbrock").run()
    assert asked(app).extent == Rosenbrock().window
    assert "u.start_points.Himmelblau.x.low" not in app.query_params


def test_the_map_follows_a_formulas_own_window_until_somebody_says_another(tuned: Visit) -> None:
    app = tuned(STARTS | {"u.f": "Formula"}, ("~u.f.Formula.~more",))
    app.number_input(key="u.f.Formula.x_max").set_value(5.0).run()
    assert asked(app).extent == ((-3.0, 5.0), (-3.0, 3.0))
    app.number_input(key="u.start_points.Formula.x.high").set_value(4.0).run()
    app.number_input(key="u.f.Formula.x_max").set_value(6.0).run()
    assert asked(app).extent == ((-3.0, 4.0), (-3.0, 3.0))
    assert not [key for key in app.query_params if key.startswith("u.start_points") and "x.high" not in key]


def test_an_empty_window_is_said_and_what_is_typed_next_is_mapped(tuned: Visit) -> None:
    app = tuned(STARTS | {"u.f": "Himmelblau", "u.start_points.Himmelblau.x.low": "6"})
    assert "Starts.window: x must go from a number in [-126, 126] to a greater one, got 6.0 to 6.0" in told(app)
    app.number_input(key="u.start_points.Himmelblau.x.low").set_value(5.0).run()
    assert asked(app).extent == ((5.0, 6.0), (-6.0, 6.0))
