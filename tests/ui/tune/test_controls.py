"""The page "Tune": what a visitor does and sees."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lrviz.sweeps import MEASURES, Sweep
from lrviz.ui.tune.controls import MODES, Tuning
from lrviz.ui.tune.sweep import _refine
from lrviz.ui.tune.sweeping import Sweeping
from tests.figures.decoding import header
from tests.ui.visits import Visit

QUICK = {"u.steps": "40"}
MAP = QUICK | {"u.mode": "two settings", "u.two_settings.x.optimizer.lr.count": "9", "u.run": "2"}


def finished(app: AppTest) -> AppTest:
    """The page once its sweep is whole."""
    known: Sweeping = app.session_state["~sweep"]
    known.job._thread.join(60)
    app.run()
    assert not app.exception, app.exception
    return app


def shown(app: AppTest) -> dict[str, Any]:
    """The header of what the picture is given."""
    assert not app.exception, app.exception
    (component,) = app.get("bidi_component")
    return header(component.proto.bytes)


def table(app: AppTest) -> str:
    return next(html.proto.body for html in app.get("html") if "Good range" in html.proto.body)


def test_the_first_view_sweeps_the_rate_of_four_runs(tuned: Visit) -> None:
    app = finished(tuned(QUICK))
    known = shown(app)
    assert known["kind"] == "curves"
    assert len(known["runs"]) == 4
    assert known["progress"]["done"] == known["progress"]["total"] == 4 * 128
    assert table(app).count("<tr>") == 5
    assert not app.error


def test_a_map_is_of_one_run_over_two_settings(tuned: Visit) -> None:
    app = finished(tuned(MAP))
    known = shown(app)
    assert known["kind"] == "heat"
    assert [len(axis["values"]) for axis in known["axes"]] == [9, 64]
    assert [run["slot"] for run in known["runs"]] == [2]


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure(tuned: Visit, measure: str) -> None:
    app = finished(tuned(MAP | {"u.measure": measure}))
    assert shown(app)["measure"]["name"] == measure
    assert not app.error


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_stands(tuned: Visit, mode: str) -> None:
    app = tuned(QUICK | {"u.mode": mode})
    assert not app.exception, app.exception
    assert not app.error, [error.value for error in app.error]


def test_noise_gives_bands(tuned: Visit) -> None:
    app = finished(
        tuned(QUICK | {"u.noise": "1", "u.one_setting.seeds": "5", "u.one_setting.x.optimizer.lr.count": "8"})
    )
    assert "5 seeds" in shown(app)["band"]


def test_a_sweep_that_is_too_large_names_the_command(tuned: Visit) -> None:
    app = tuned({"u.mode": "two settings", "u.steps": "100000", "u.two_settings.seeds": "64"})
    assert any("lrviz sweep scene.json --axis optimizer.lr=" in error.value for error in app.error)


def test_a_large_sweep_waits_for_a_click(tuned: Visit) -> None:
    app = tuned({"u.mode": "two settings", "u.steps": "20000"})
    assert not app.exception
    assert "~sweep" not in app.session_state
    assert app.button(key="~go").label == "Sweep 4,096 settings"


def test_a_bad_axis_is_said(tuned: Visit) -> None:
    app = tuned(QUICK | {"u.one_setting.x.optimizer.lr.low": "5", "u.one_setting.x.optimizer.lr.high": "1"})
    assert not app.exception
    assert any("high must be above low" in error.value for error in app.error)


def test_the_scene_of_the_best_cell_can_be_taken_away(tuned: Visit) -> None:
    app = finished(tuned(QUICK, ("~udata",)))
    codes = [code.value for code in app.code]
    assert codes[0].startswith("lrviz sweep scene.json --axis optimizer.lr=")
    compile(codes[1], "script", "exec")


@pytest.mark.parametrize(
    "sent", [None, 3, {}, {"x": [1]}, {"x": ["a", "b"]}, {"x": [2, 2]}, {"y": [1, 2]}, {"x": [1e9, 2e9]}]
)
def test_what_is_no_rectangle_refines_nothing(monkeypatch: pytest.MonkeyPatch, sent: Any, tuned: Visit) -> None:
    taken: list[dict[str, Any]] = []
    monkeypatch.setattr("lrviz.ui.tune.sweep.postpone", taken.append)
    sweep: Sweep = finished(tuned(QUICK)).session_state["~sweep"].result.sweep
    _refine("u", Tuning("one setting", None, "final loss"), sweep, sent)  # type: ignore[arg-type]
    assert not any(taken)


def test_a_rectangle_becomes_the_ends_of_the_axes(monkeypatch: pytest.MonkeyPatch, tuned: Visit) -> None:
    taken: list[dict[str, Any]] = []
    monkeypatch.setattr("lrviz.ui.tune.sweep.postpone", taken.append)
    sweep: Sweep = finished(tuned(QUICK)).session_state["~sweep"].result.sweep
    _refine("u", Tuning("one setting", None, "final loss"), sweep, {"x": [0.5, 0.002]})  # type: ignore[arg-type]
    prefix = "u.one_setting.x.optimizer.lr"
    assert taken == [{f"{prefix}.low": 0.002, f"{prefix}.high": 0.5}]
