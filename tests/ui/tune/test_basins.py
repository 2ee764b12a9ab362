"""The map of start points on the page Tune."""

import contextlib
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lrviz.objectives import Formula, Himmelblau, Window
from lrviz.optimizers import LBFGS, Adam
from lrviz.scene import Run, Scene
from lrviz.sweeps.basins import OPEN, Basins, Reached
from lrviz.sweeps.basins_files import read_parquet
from lrviz.ui.tune.basins import Mapping, _block_size, _open, _parquet
from lrviz.ui.tune.export import starts_script
from tests.ui.tune.modes import ended, gone_to, shown, table, told
from tests.ui.visits import Visit

STARTS = {"u.mode": "start points", "u.f": "Himmelblau", "u.run": "3", "u.steps": "60", "u.starts": "16"}
SCENE = Scene(Himmelblau(), steps=60, runs=(Run(Adam(lr=0.1)),))


def mapped(app: AppTest) -> AppTest:
    """The page once its map is whole."""
    return ended(app, app.session_state["~basins"].job)


def computed(starts: Basins) -> Reached:
    """What the library finds."""
    found = Reached.none(starts)
    for block in starts.blocks(starts.cells):
        found.run(block)
    return found


def test_the_numbers_are_those_of_the_library(tuned: Visit) -> None:
    app = mapped(tuned(STARTS))
    found = computed(Basins(SCENE, 16))
    shares = sorted(found.shares().items(), key=lambda row: -row[1])
    assert [row[1] for row in table(app)] == [f"{100 * share:.2f} %" for _, share in shares]
    steps = {code: np.median(found.steps[found.ends == code]) for code, _ in shares if code >= 0}
    assert [row[2] for row in table(app)] == [f"{steps[code]:g}" if code >= 0 else "" for code, _ in shares]
    assert {one["index"]: one["share"] for one in shown(app)["shares"]} == pytest.approx(dict(shares))
    assert any("minimum 3 at (3, 2)" in row[0] for row in table(app))
    np.testing.assert_array_equal(app.session_state["~basins"].found.ends, found.ends)
    assert not app.error


def test_the_map_is_of_the_chosen_run_over_the_window(tuned: Visit) -> None:
    known = shown(mapped(tuned(STARTS | {"u.run": "2"})))
    assert known["kind"] == "basins"
    assert [run["slot"] for run in known["runs"]] == [2]
    assert [axis["values"] for axis in known["axes"]] == [side.tolist() for side in Basins(SCENE, 16).sides]
    assert known["progress"]["done"] == known["progress"]["total"] == 256


def test_the_same_link_gives_the_same_map(tuned: Visit) -> None:
    link = STARTS | {"u.noise": "0.3", "u.view.large": "true", "u.run": "4"}
    once, again = (shown(mapped(tuned(link))) for _ in range(2))
    assert once["picture"] == again["picture"]
    assert once["picture"] != shown(mapped(tuned(STARTS)))["picture"]
    assert once["view"] == again["view"]
    assert once["view"]["large"]


def test_another_map_takes_its_place(tuned: Visit) -> None:
    app = mapped(tuned(STARTS))
    first = app.session_state["~basins"]
    assert mapped(app.run()).session_state["~basins"] is first
    app = mapped(app.number_input(key="u.steps").set_value(30).run())
    assert app.session_state["~basins"].found.starts.scene.steps == 30


def test_what_was_stopped_goes_on(tuned: Visit) -> None:
    app = mapped(tuned(STARTS))
    known: Mapping = app.session_state["~basins"]
    whole = known.found.ends.copy()
    known.found.ends[100:] = OPEN
    app.run()
    assert app.button(key="~basingo").label == "Go on"
    assert shown(app)["progress"]["done"] == 100
    app = mapped(app.button(key="~basingo").click().run())
    np.testing.assert_array_equal(app.session_state["~basins"].found.ends, whole)
    assert not [button for button in app.button if button.key == "~basingo"]


def test_it_is_as_it_was_left_when_a_visitor_comes_back(visit: Visit) -> None:
    app = gone_to(visit(), "tune")
    app.selectbox(key="u.mode").set_value("start points").run()
    app.number_input(key="u.starts").set_value(16).run()
    app.number_input(key="u.steps").set_value(50).run()
    app = mapped(app)
    before, known = shown(app)["picture"], app.session_state["~basins"]
    app = gone_to(gone_to(app, "schedules"), "tune")
    assert app.selectbox(key="u.mode").value == "start points"
    assert app.session_state["~basins"] is known
    assert shown(app)["picture"] == before


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ({"u.runs": ""}, "No run is on: switch one on in the sidebar."),
        ({"u.starts": "1000"}, "`u.starts` must be an integer in [16, 512], got `1000`"),
        ({"u.starts": "many"}, "`u.starts` must be an integer in [16, 512], got `many`"),
        ({"u.run": "7"}, "`u.run` must be one of 1, 2, 3, 4, got `7`"),
        ({"u.mode": "basins"}, "must be one of one setting, two settings, start points, fair schedules, search, got"),
        ({"u.start_points.Himmelblau.x.low": "1e9"}, "`u.start_points.Himmelblau.x.low` must be in [-126, 126], got"),
        ({"u.start_points.Himmelblau.y.high": "-7"}, "y must go from a number in [-126, 126] to a greater one, got"),
        ({"u3.o.Adam.lr": "nan"}, "`u3.o.Adam.lr` must be"),
    ],
    ids=str,
)
def test_bad_input_is_said(tuned: Visit, link: dict[str, str], said: str) -> None:
    assert said in told(tuned(STARTS | link))


def test_a_function_without_minima_has_a_map(tuned: Visit) -> None:
    app = mapped(tuned(STARTS | {"u.f": "Saddle", "u.run": "1"}))
    assert not app.error
    assert shown(app)["minima"] == []
    assert {row[0] for row in table(app)} <= {"diverged", "stands still elsewhere", "still on its way"}


def test_a_schedule_that_is_too_short_is_said_once(tuned: Visit) -> None:
    link = STARTS | {"u3.s": "OneCycleLR", "u3.s.OneCycleLR.total_steps": "20"}
    app = mapped(tuned(link))
    assert len(app.error) == 1
    assert "20" in app.error[0].value
    assert not [button for button in app.button if button.key == "~basingo"]


def test_a_map_that_is_too_large_comes_as_a_script(tuned: Visit) -> None:
    app = tuned(STARTS | {"u.steps": "100000", "u.starts": "512"})
    assert "must be at most" in told(app)
    assert "got 26,214,400,000" in told(app)
    assert "Starts(scene, 512)" in app.code[0].value
    assert app.session_state["~basins"].job is None


@pytest.mark.parametrize("window", [None, ((0.0, 4.0), (-2.0, 2.5))], ids=["whole", "inside"])
def test_the_script_computes_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, window: Window | None) -> None:
    monkeypatch.chdir(tmp_path)
    starts = Basins(SCENE, 16, window)
    Path("scene.json").write_text(SCENE.to_json(), encoding="utf-8")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(starts_script(starts), "script", "exec"), {})
    shares = sorted(computed(starts).shares().values())
    assert sorted(float(line.split()[-1]) for line in printed.getvalue().splitlines()) == pytest.approx(shares)
    assert read_parquet("lrviz_starts.parquet").starts == starts


def test_a_long_map_waits_for_a_click(tuned: Visit) -> None:
    app = tuned(STARTS | {"u.steps": "20000", "u.starts": "64"})
    assert app.button(key="~basingo").label == "Map 4,096 starts"
    assert app.session_state["~basins"].job is None


def test_blocks_are_short_enough_to_stop() -> None:
    long, slow = (Scene(Himmelblau(), steps=100, runs=(Run(one),)) for one in (Adam(), LBFGS()))
    assert _block_size(Basins(long, 64)) == 4096
    assert 1 <= _block_size(Basins(slow, 64)) < 20


def test_a_formula_of_ones_own_has_a_map(tuned: Visit) -> None:
    formula = Formula("x**4 - 3*x**2 + y**2", start_x=0.5)
    link = {"u.f": "Formula", "u.f.Formula.text": formula.text, "u.f.Formula.start_x": "0.5"}
    app = mapped(tuned(STARTS | link))
    found = computed(Basins(replace(SCENE, objective=formula, start=None), 16))
    np.testing.assert_array_equal(app.session_state["~basins"].found.ends, found.ends)
    assert len(shown(app)["minima"]) == 2
    assert any("minimum 2 at (" in row[0] for row in table(app))


def test_a_rectangle_is_mapped_and_the_way_back(tuned: Visit) -> None:
    app = mapped(tuned(STARTS))
    known = app.session_state["~basins"]
    app.session_state["~postponed"] = {"u.start_points.Himmelblau.x.low": 1.0, "u.start_points.Himmelblau.y.high": -2.0}
    app = mapped(app.run())
    inside = Basins(SCENE, 16, ((1.0, 6.0), (-6.0, -2.0)))
    assert app.session_state["~basins"] is not known
    assert app.session_state["~basins"].found.starts == inside
    assert [axis["values"] for axis in shown(app)["axes"]] == [side.tolist() for side in inside.sides]
    np.testing.assert_array_equal(app.session_state["~basins"].found.ends, computed(inside).ends)
    assert app.query_params["u.start_points.Himmelblau.x.low"] == "1.0"
    app = mapped(app.button(key="~whole").click().run())
    assert app.session_state["~basins"].found.starts == Basins(SCENE, 16)
    assert not [button for button in app.button if button.key == "~whole"]
    assert not [key for key in app.query_params if "start_points" in key]


def test_everything_of_a_map_can_leave(tuned: Visit) -> None:
    app = tuned(STARTS)
    app.session_state["~ustarts.data"] = True
    app = mapped(app.run())
    assert [button.proto.label for button in app.get("download_button")] == [
        "Table (.csv)",
        "Table (.parquet)",
        "Scene (.json)",
    ]
    script, torch = (code.value for code in app.code)
    assert script == starts_script(Basins(SCENE, 16)).strip()
    compile(torch, "torch", "exec")


def test_a_large_map_leaves_as_parquet_alone(tuned: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lrviz.ui.tune.basins._MOST_TEXT", 255)
    app = tuned(STARTS)
    app.session_state["~ustarts.data"] = True
    labels = [button.proto.label for button in mapped(app.run()).get("download_button")]
    assert labels == ["Table (.parquet)", "Scene (.json)"]


def test_the_parquet_file_that_leaves_is_the_map(tmp_path: Path) -> None:
    found = computed(Basins(SCENE, 16))
    (tmp_path / "map.parquet").write_bytes(_parquet(found))
    np.testing.assert_array_equal(read_parquet(tmp_path / "map.parquet").ends, found.ends)


@pytest.mark.parametrize("sent", [None, 3, {}, {"cell": -1}, {"cell": 256}, {"cell": True}, {"cell": "1"}])
def test_what_is_no_start_opens_nothing(monkeypatch: pytest.MonkeyPatch, sent: Any) -> None:
    opened: list[Scene] = []
    monkeypatch.setattr("lrviz.ui.tune.basins.open_scene", opened.append)
    starts = Basins(SCENE, 16)
    _open(starts, sent)
    assert not opened
    _open(starts, {"cell": 255})
    assert opened == [starts.scene_of(255)]
