"""The fair comparison of schedules on the page Tune."""

import contextlib
import csv
import io
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lrviz.objectives import Rosenbrock
from lrviz.optimizers import SGD
from lrviz.scene import Run, Scene
from lrviz.schedules import CosineAnnealingLR
from lrviz.sweeps.comparison import FairComparison, measured_rates
from lrviz.sweeps.measures import DIVERGED, MEASURES
from lrviz.sweeps.ranking import ranked
from lrviz.ui.tune.comparison import Contest, _open, _refine
from lrviz.ui.tune.export import fair_script
from lrviz.ui.tune.ranking import contest_csv
from tests.ui.tune.modes import ended, gone_to, shown, table, told
from tests.ui.visits import Visit

TWO = {"u.runs": ["1", "2"], "u2.o.SGD.momentum": "0", "u2.s": "CosineAnnealingLR"}
FAIR = TWO | {
    "u.mode": "fair schedules",
    "u.steps": "60",
    "u.noise": "0.3",
    "u.fair.count": "9",
    "u.fair.high": "0.01",
    "u2.s.CosineAnnealingLR.T_max": "60",
}
SCENE = Scene(
    Rosenbrock(),
    steps=60,
    noise=0.3,
    runs=(Run(SGD(lr=1e-3)), Run(SGD(lr=1e-3), CosineAnnealingLR(T_max=60))),
)
ASKED = FairComparison(SCENE, high=0.01, count=9, seeds=16)


def compared(app: AppTest) -> AppTest:
    """The page once its comparison has ended."""
    return ended(app, app.session_state["~contest"].job)


def test_the_numbers_are_those_of_the_library(tuned: Visit) -> None:
    app = compared(tuned(FAIR))
    assert app.session_state["~contest"].fair == ASKED
    values = measured_rates(ASKED)
    np.testing.assert_array_equal(app.session_state["~contest"].values, values)
    ranking = ranked(ASKED, values)
    rows = table(app)
    assert [row[0].split(" · ", 1)[1] for row in rows] == [one.label for one in ranking.standings]
    assert [row[1] for row in rows] == [f"{one.median:.4g}" for one in ranking.standings]
    assert [row[3] for row in rows] == [f"{one.rate:.4g}" for one in ranking.standings]
    (pair,) = ranking.differences
    assert rows[0][2] == ""
    assert f"{pair.effect.estimate:.3g} times" in rows[1][2]
    assert f"p = {pair.adjusted:.2g}" in rows[1][2]
    assert rows[1][2].startswith("noise") == pair.noise
    assert all(sentence in told(app) for sentence in [*ranking.sentences, *ranking.depends_on])
    assert "Lines are medians, bands hold 10 % to 90 % of 16 seeds." in told(app)


def test_the_picture_shows_medians_bands_and_best_rates(tuned: Visit) -> None:
    known = shown(compared(tuned(FAIR)))
    ranking = ranked(ASKED, measured_rates(ASKED))
    assert known["kind"] == "curves"
    assert "16 seeds" in known["band"]
    assert known["axes"][0]["values"] == ASKED.rates.tolist()
    by_run = sorted(ranking.standings, key=lambda one: one.run)
    assert [known["axes"][0]["values"][cell % 9] for cell in known["best"]] == [one.rate for one in by_run]


@pytest.mark.parametrize("measure", [name for name in MEASURES if name != DIVERGED.name])
def test_every_measure(tuned: Visit, measure: str) -> None:
    app = compared(tuned(FAIR | {"u.measure": measure}))
    assert shown(app)["measure"]["name"] == measure
    assert not app.error
    assert ("never" in str(shown(app)["measure"])) == (measure == "steps to tolerance")


def test_four_usual_schedules(tuned: Visit) -> None:
    app = tuned(FAIR | {"u.steps": "200"}, ("~box2", "~box4"))
    app = compared(app.button(key="~usual").click().run())
    runs = app.session_state["~contest"].fair.scene.runs
    assert [type(run.schedule).__name__ for run in runs] == [
        "Constant",
        "CosineAnnealingLR",
        "WarmupStableDecay",
        "OneCycleLR",
    ]
    assert all(run.optimizer == runs[0].optimizer for run in runs)
    assert runs[1].schedule.length == runs[3].schedule.length == 200
    assert len(table(app)) == 4
    assert not app.error
    assert not app.warning


def test_the_same_link_gives_the_same_picture(tuned: Visit) -> None:
    link = FAIR | {"u.fair.low": "0.0005", "u.seed": "4", "u.view.hidden": "1", "u.view.scale": "linear"}
    once, again = (shown(compared(tuned(link))) for _ in range(2))
    assert once["picture"] == again["picture"]
    assert once["view"] == again["view"]
    assert once["view"]["hidden"] == [1]


def test_it_is_as_it_was_left_when_a_visitor_comes_back(visit: Visit) -> None:
    app = gone_to(visit(), "tune")
    app.number_input(key="u.steps").set_value(20).run()
    app.selectbox(key="u.mode").set_value("fair schedules").run()
    app.number_input(key="u.fair.count").set_value(5).run()
    app = compared(app)
    before, known = shown(app)["picture"], app.session_state["~contest"]
    app = gone_to(gone_to(app, "trajectories"), "tune")
    assert app.session_state["~contest"] is known
    assert shown(app)["picture"] == before


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ({"u.runs": ""}, "No run is on: switch one on in the sidebar."),
        ({"u.runs": "1"}, "at least two runs, got one"),
        ({"u.fair.high": "0.0001"}, "FairComparison.high must be above low, 0.001, got 0.0001"),
        ({"u.fair.count": "1"}, "`u.fair.count` must be an integer in [2, 256], got `1`"),
        ({"u.fair.low": "-1"}, "`u.fair.low` must be"),
        ({"u.measure": "diverged"}, "FairComparison.measure must be one of"),
        ({"u.noise": "0"}, "Without noise every seed gives the same run"),
        ({"u.fair_schedules.seeds": "1"}, "too few for any test"),
        ({"u.fair_schedules.seeds": "4"}, "To tell these differences from noise takes"),
        ({"u.f": "Saddle"}, "Function: Saddle"),
        ({"u.fair.low": "100", "u.fair.high": "1000"}, "no peak rate of these gives a finite final loss"),
    ],
    ids=str,
)
def test_bad_input_is_said(tuned: Visit, link: dict[str, str], said: str) -> None:
    app = tuned(FAIR | link)
    at_once = told(app)
    in_the_end = told(compared(app)) if "~contest" in app.session_state else ""
    assert said in at_once + in_the_end


def test_without_noise_there_is_no_test(tuned: Visit) -> None:
    app = compared(tuned(FAIR | {"u.noise": "0"}))
    assert shown(app)["band"] == ""
    assert "bands hold" not in told(app)
    assert "p =" not in table(app)[1][2]
    assert table(app)[1][2].endswith("times")


def test_a_comparison_that_is_too_large_comes_as_a_script(tuned: Visit) -> None:
    app = tuned(FAIR | {"u.steps": "100000", "u.fair.count": "256", "u2.s.CosineAnnealingLR.T_max": "100000"})
    assert "must be at most" in told(app)
    assert "got 819,200,000" in told(app)
    assert "Fair(scene" in app.code[0].value
    assert app.session_state["~contest"].job is None


def test_the_script_finds_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("scene.json").write_text(SCENE.to_json(), encoding="utf-8")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(fair_script(ASKED), "script", "exec"), {})
    assert printed.getvalue().splitlines() == list(ranked(ASKED, measured_rates(ASKED)).sentences)


def test_a_long_comparison_waits_for_a_click(tuned: Visit) -> None:
    app = tuned(FAIR | {"u.steps": "100000", "u.fair.count": "25", "u2.s.CosineAnnealingLR.T_max": "100000"})
    assert app.button(key="~compare").label == "Compare"
    assert app.session_state["~contest"].job is None


def test_what_was_stopped_ranks_what_there_is(tuned: Visit) -> None:
    app, straight = compared(tuned(FAIR)), measured_rates(ASKED)
    known: Contest = app.session_state["~contest"]
    known.values[:, 3:], known.outcome = np.nan, None
    known.job.done = 6  # type: ignore[union-attr]
    app.run()
    assert "Stopped at 6 of 18 settings" in told(app)
    assert "11,520 steps in all." in told(app)
    assert float(table(app)[0][3]) <= ASKED.rates[2]
    known.values[0, 0] = 123
    app = compared(app.button(key="~compare").click().run())
    assert "Stopped" not in told(app)
    assert (known.values[0, 0] == 123).all()
    known.values[0, 0] = straight[0, 0]
    np.testing.assert_array_equal(known.values, straight)


def test_stopped_again_before_anything_is_new_it_is_as_it_was(tuned: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    app = compared(tuned(FAIR))
    known: Contest = app.session_state["~contest"]
    known.values[:, 3:], known.outcome, known.job.done = np.nan, None, 6  # type: ignore[union-attr]
    app.run()
    before = table(app)
    monkeypatch.setattr("lrviz.ui.tune.comparison.Job.cancelled", lambda job: True)
    app = compared(app.button(key="~compare").click().run())
    assert "Stopped at 6 of 18 settings" in told(app)
    assert table(app) == before


def test_what_is_measured_is_ranked_while_the_rest_is_measured(tuned: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    straight, go, begun = measured_rates(ASKED), threading.Event(), threading.Event()

    def slow(fair: FairComparison, progress: Any, cancelled: Any, earlier: Any, watch: Any) -> Any:
        partial = straight.copy()
        partial[:, 2:] = np.nan
        watch(partial)
        begun.set()
        assert go.wait(60)
        return straight

    monkeypatch.setattr("lrviz.ui.tune.comparison.measured_rates", slow)
    app = tuned(FAIR)
    try:
        assert begun.wait(60)
        app.run()
        assert all(float(row[3]) < ASKED.rates[2] for row in table(app))
        assert [cell % 9 <= 1 for cell in shown(app)["best"]] == [True, True]
        assert "Stopped" not in told(app)
        assert app.button(key="~stop")
    finally:
        go.set()
    rows = table(compared(app))
    assert [row[1] for row in rows] == [f"{one.median:.4g}" for one in ranked(ASKED, straight).standings]


def test_stopped_before_anything_is_no_error(tuned: Visit) -> None:
    app = compared(tuned(FAIR))
    known: Contest = app.session_state["~contest"]
    known.values[:], known.outcome, known.job.done = np.nan, None, 0  # type: ignore[union-attr]
    app.run()
    assert "must have a value at some rate" in told(app)


def test_the_best_settings_leave_as_code(tuned: Visit) -> None:
    app = compared(tuned(FAIR, ("~ufair",)))
    ranking = ranked(ASKED, measured_rates(ASKED))
    compile(app.code[0].value, "script", "exec")
    assert repr(ranking.standings[0].rate) in app.code[0].value
    other = f"{ranking.standings[1].run + 1} · {ranking.standings[1].label}"
    app.button_group(key="~ubest").set_value([other]).run()
    assert repr(ranking.standings[1].rate) in app.code[0].value
    app = compared(app.number_input(key="u2.s.CosineAnnealingLR.T_max").set_value(50).run())
    app.button(key="~fairopen").click().run()
    assert not app.exception


def test_every_value_leaves_with_its_scene() -> None:
    values = measured_rates(ASKED)
    rows = list(csv.DictReader(io.StringIO(contest_csv(ASKED, values))))
    assert len(rows) == values.size
    last = rows[-1]
    assert float(last["final loss"]) == values[1, 8, 15]
    assert Scene.from_json(last["scene"]) == ASKED.scene_of(1, 8, 15)


@pytest.mark.parametrize("sent", [None, 3, {}, {"x": [1]}, {"x": ["a", "b"]}, {"x": [0.002, 0.002]}, {"x": [5, 9]}])
def test_what_is_no_rectangle_refines_nothing(monkeypatch: pytest.MonkeyPatch, sent: Any) -> None:
    taken: list[dict[str, Any]] = []
    monkeypatch.setattr("lrviz.ui.tune.comparison.postpone", taken.append)
    _refine("u", ASKED, sent)
    assert not taken
    _refine("u", ASKED, {"x": [0.005, 0.002]})
    assert taken == [{"u.fair.low": 0.002, "u.fair.high": 0.005}]


@pytest.mark.parametrize("sent", [None, {}, {"cell": -1}, {"cell": 18}, {"cell": 1.5}])
def test_what_is_no_rate_opens_nothing(monkeypatch: pytest.MonkeyPatch, sent: Any) -> None:
    opened: list[Scene] = []
    monkeypatch.setattr("lrviz.ui.tune.comparison.open_scene", opened.append)
    _open(ASKED, sent)
    assert not opened
    _open(ASKED, {"cell": 17})
    assert opened == [ASKED.scene_of(1, 8)]
