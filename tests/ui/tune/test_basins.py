"""The map of start points on the page Tune."""

from dataclasses import replace

import numpy as np
import pytest

from lrviz.objectives import Formula, Himmelblau, Rosenbrock
from lrviz.optimizers import LBFGS, Adam
from lrviz.scene import Run, Scene
from lrviz.sweeps.basins import OPEN, Basins, BasinsResult
from lrviz.ui.tune.basins import StartPoints, block_size
from tests.ui.tune.modes import MAPPED, STARTS, buttons, current, ended, started, table, told
from tests.ui.visits import Visit, do, shown

SCENE = MAPPED.scene


def computed(basins: Basins) -> BasinsResult:
    """What the library finds."""
    result = BasinsResult.empty(basins)
    for block in basins.blocks(basins.cells):
        result.run(block)
    return result


def test_the_numbers_are_those_of_the_library_at_once_and_stopped_and_resumed(tuned: Visit) -> None:
    app = ended(tuned(STARTS), StartPoints)
    result = computed(MAPPED)
    shares = sorted(result.shares().items(), key=lambda row: -row[1])
    assert [row[1] for row in table(app)] == [f"{100 * share:.2f} %" for _, share in shares]
    steps = {code: np.median(result.steps[result.ends == code]) for code, _ in shares if code >= 0}
    assert [row[2] for row in table(app)] == [f"{steps[code]:g}" if code >= 0 else "" for code, _ in shares]
    known = shown(app)
    assert {one["index"]: one["share"] for one in known["shares"]} == pytest.approx(dict(shares))
    assert any("minimum 3 at (3, 2)" in row[0] for row in table(app))
    assert (known["kind"], [run["slot"] for run in known["runs"]]) == ("basins", [3])
    assert [axis["values"] for axis in known["axes"]] == [side.tolist() for side in MAPPED.sides]
    assert known["progress"]["done"] == known["progress"]["total"] == 256
    np.testing.assert_array_equal(current(app, StartPoints).result.ends, result.ends)
    assert not app.error
    current(app, StartPoints).result.ends[100:] = OPEN
    assert buttons(app.run()) == ["Resume"]
    assert shown(app)["progress"]["done"] == 100
    app = started(app, StartPoints)
    np.testing.assert_array_equal(current(app, StartPoints).result.ends, result.ends)
    assert not buttons(app)


def test_a_function_without_minima_has_a_map(tuned: Visit) -> None:
    app = ended(tuned(STARTS | {"u.f": "Saddle", "u.run": "1"}), StartPoints)
    assert not app.error
    assert shown(app)["minima"] == []
    assert {row[0] for row in table(app)} <= {"diverged", "stalled away from a minimum", "still on its way"}


def test_a_function_that_moves_is_refused_in_words(tuned: Visit) -> None:
    app = tuned(STARTS | {"u.f": "Drifting minimum", "u.run": "1"})
    assert any("must have a function that stands still" in error.value for error in app.error), app.error
    assert not buttons(app)


def test_a_schedule_that_is_too_short_is_said_once(tuned: Visit) -> None:
    link = STARTS | {"u3.s": "OneCycleLR", "u3.s.OneCycleLR.total_steps": "20"}
    app = ended(tuned(link), StartPoints)
    assert len(app.error) == 1
    assert "20" in app.error[0].value
    assert not buttons(app)


def test_blocks_are_short_enough_to_stop() -> None:
    long, slow = (Scene(Himmelblau(), steps=100, runs=(Run(one),)) for one in (Adam(), LBFGS()))
    assert block_size(long) == 4096
    assert 1 <= block_size(slow) < 20


def test_a_formula_of_ones_own_has_a_map(tuned: Visit) -> None:
    formula = Formula("x**4 - 3*x**2 + y**2", start_x=0.5)
    link = {"u.f": "Formula", "u.f.Formula.text": formula.text, "u.f.Formula.start_x": "0.5"}
    app = ended(tuned(STARTS | link), StartPoints)
    result = computed(Basins(replace(SCENE, objective=formula, start=None), 16))
    np.testing.assert_array_equal(current(app, StartPoints).result.ends, result.ends)
    assert len(shown(app)["minima"]) == 2
    assert any("minimum 2 at (" in row[0] for row in table(app))


def test_a_rectangle_is_mapped_and_the_way_back(tuned: Visit) -> None:
    app = ended(tuned(STARTS), StartPoints)
    known = current(app, StartPoints)
    lower = {"u.start_points.Himmelblau.x.low": 1.0, "u.start_points.Himmelblau.y.high": -2.0}
    app = ended(do(app, lower), StartPoints)
    inside = Basins(SCENE, 16, ((1.0, 6.0), (-6.0, -2.0)))
    assert current(app, StartPoints) is not known
    assert current(app, StartPoints).basins == inside
    assert [axis["values"] for axis in shown(app)["axes"]] == [side.tolist() for side in inside.sides]
    np.testing.assert_array_equal(current(app, StartPoints).result.ends, computed(inside).ends)
    assert app.query_params["u.start_points.Himmelblau.x.low"] == "1"
    app = ended(app.button(key="~whole").click().run(), StartPoints)
    assert current(app, StartPoints).basins == MAPPED
    assert not [button for button in app.button if button.key == "~whole"]
    assert not [key for key in app.query_params if "start_points" in key]


def test_a_window_is_typed_and_each_function_has_its_own(tuned: Visit) -> None:
    app = tuned(STARTS | {"u.steps": "5", "u.start_points.Himmelblau.x.low": "6"})
    assert "got 6.0 to 6.0" in told(app)
    app.number_input(key="u.start_points.Himmelblau.x.low").set_value(3.0).run()
    assert current(app, StartPoints).basins.extent == ((3.0, 6.0), (-6.0, 6.0))
    app.selectbox(key="u.f").set_value("Rosenbrock").run()
    assert current(app, StartPoints).basins.extent == Rosenbrock().window
    assert "u.start_points.Himmelblau.x.low" not in app.query_params


def test_the_map_follows_a_formulas_own_window_until_somebody_says_another(tuned: Visit) -> None:
    app = tuned(STARTS | {"u.steps": "5", "u.f": "Formula"}, ("~u.f.Formula.~more",))
    app.number_input(key="u.f.Formula.x_max").set_value(5.0).run()
    assert current(app, StartPoints).basins.extent == ((-3.0, 5.0), (-3.0, 3.0))
    app.number_input(key="u.start_points.Formula.x.high").set_value(4.0).run()
    app.number_input(key="u.f.Formula.x_max").set_value(6.0).run()
    assert current(app, StartPoints).basins.extent == ((-3.0, 4.0), (-3.0, 3.0))
    assert not [key for key in app.query_params if key.startswith("u.start_points") and "x.high" not in key]


@pytest.mark.parametrize("most", [65_536, 255], ids=["small", "large"])
def test_what_leaves(tuned: Visit, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr("lrviz.ui.tune.basins._MOST_TEXT", most)
    app = ended(tuned(STARTS, ("~ustarts.data",)), StartPoints)
    labels = ["Table (.csv)", "Table (.parquet)", "Scene (.json)"]
    assert [button.proto.label for button in app.get("download_button")] == labels[most < 256 :]
    script, torch = (code.value for code in app.code)
    assert script == StartPoints(MAPPED).script().strip()
    compile(torch, "torch", "exec")
