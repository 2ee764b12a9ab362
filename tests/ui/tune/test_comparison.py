"""The fair comparison of schedules on the page Tune."""

import csv
import io
import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lrviz.scene import Scene
from lrviz.sweeps.comparison import FairComparison, measured_rates
from lrviz.sweeps.measures import DIVERGED, MEASURES
from lrviz.sweeps.ranking import ranked
from lrviz.sweeps.standings import Standing
from lrviz.ui.kit.background import BackgroundTask
from lrviz.ui.tune.comparison import FairSchedules
from lrviz.ui.tune.ranking import ranking_picture, values_csv
from tests.ui.tune.modes import COMPARED, FAIR, buttons, current, ended, started, table, told
from tests.ui.visits import Visit, complaints, shown


def compared(app: AppTest) -> AppTest:
    """The page once its comparison has ended."""
    return ended(app, FairSchedules)


def judged(one: Standing) -> str:
    """The median of a standing as the table says it."""
    return f"{one.median:.4g} ({one.judgement.low:.4g} to {one.judgement.high:.4g})"


def cut(app: AppTest, rates: int) -> FairSchedules:
    """A comparison as if it had been stopped after so many rates."""
    known = current(app, FairSchedules)
    assert known.task is not None
    known.values[:, rates:], known._outcome, known.task.done = np.nan, None, 2 * rates
    app.run()
    return known


def test_the_numbers_are_those_of_the_library(tuned: Visit) -> None:
    app = compared(tuned(FAIR))
    assert current(app, FairSchedules).comparison == COMPARED
    values = measured_rates(COMPARED)
    np.testing.assert_array_equal(current(app, FairSchedules).values, values)
    ranking = ranked(COMPARED, values)
    rows = table(app)
    assert [row[0].split(" · ", 1)[1] for row in rows] == [one.label for one in ranking.standings]
    assert [row[1] for row in rows] == [judged(one) for one in ranking.standings]
    assert [row[3] for row in rows] == [f"{one.rate:.4g}" for one in ranking.standings]
    (pair,) = ranking.differences
    assert rows[0][2] == ""
    assert f"{pair.effect.estimate:.3g} times" in rows[1][2]
    assert f"p = {pair.adjusted:.2g}" in rows[1][2]
    assert rows[1][2].startswith("noise") == pair.noise
    assert all(sentence in told(app) for sentence in [*ranking.sentences, *ranking.depends_on])
    assert "Lines are the median of 8 seeds that judge, bands hold 10 % to 90 % of 8 seeds." in told(app)
    known, by_run = shown(app), sorted(ranking.standings, key=lambda one: one.run)
    assert known["kind"] == "curves"
    assert known["measure"]["over"] == "median of 8 seeds"
    assert known["axes"][0]["values"] == COMPARED.rates.tolist()
    assert [known["axes"][0]["values"][cell % 9] for cell in known["best"]] == [one.rate for one in by_run]


@pytest.mark.parametrize("measure", ["final loss", "distance to a minimum"])
def test_what_is_drawn_at_the_best_rate_is_what_the_table_says(measure: str) -> None:
    comparison = replace(COMPARED, measure=measure)
    values = measured_rates(comparison)
    ranking = ranked(comparison, values)
    picture = ranking_picture(ranking, values, (1, 2))
    for one, sentence in zip(ranking.standings, ranking.sentences, strict=False):
        cell, estimate = picture.best[one.run], picture.judged[one.run]
        assert cell is not None
        assert estimate is not None
        assert picture.middle.ravel()[cell] == estimate.value == one.median
        assert estimate.text in sentence


@pytest.mark.parametrize("measure", [name for name in MEASURES if name != DIVERGED.name])
def test_every_measure(tuned: Visit, measure: str) -> None:
    app = compared(tuned(FAIR | {"u.measure": measure}))
    assert shown(app)["measure"]["name"] == measure
    assert not app.error
    assert ("never" in str(shown(app)["measure"])) == (measure == "steps to tolerance")


def test_four_usual_schedules(tuned: Visit) -> None:
    app = tuned(FAIR | {"u.steps": "200"}, ("~box2", "~box4"))
    app = compared(app.button(key="~usual").click().run())
    runs: Any = current(app, FairSchedules).scene.runs
    kinds = ["Constant", "CosineAnnealingLR", "WarmupStableDecay", "OneCycleLR"]
    assert [type(run.schedule).__name__ for run in runs] == kinds
    assert all(run.optimizer == runs[0].optimizer for run in runs)
    assert runs[1].schedule.length == runs[3].schedule.length == 200
    assert len(table(app)) == 4
    assert not complaints(app)


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ({"u.runs": "1"}, "at least two runs, got one"),
        ({"u.fair_schedules.seeds": "1"}, "too few for any test"),
        ({"u.fair_schedules.seeds": "4"}, "To tell these differences from noise takes"),
        ({"u.f": "Saddle"}, "Function: Saddle"),
        ({"u.fair.low": "100", "u.fair.high": "1000"}, "no peak rate of these gives a finite final loss"),
    ],
    ids=str,
)
def test_what_it_depends_on_is_said(tuned: Visit, link: dict[str, str], said: str) -> None:
    assert said in told(compared(tuned(FAIR | link)))


def test_without_noise_there_is_no_test(tuned: Visit) -> None:
    app = compared(tuned(FAIR | {"u.noise": "0"}))
    assert shown(app)["band"] == ""
    assert "bands hold" not in told(app)
    assert "p =" not in table(app)[1][2]
    assert table(app)[1][2].endswith("times")


def test_what_was_stopped_ranks_what_there_is(tuned: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    app, straight = compared(tuned(FAIR)), measured_rates(COMPARED)
    known, before = cut(app, 3), table(app)
    assert "Stopped at 6 of 18 settings" in told(app)
    assert "11,520 steps in all." in told(app)
    assert buttons(app) == ["Compare at all rates"]
    assert float(before[0][3]) <= COMPARED.rates[2]
    with monkeypatch.context() as stopped_again:
        stopped_again.setattr(BackgroundTask, "cancelled", lambda task: True)
        app = started(app, FairSchedules)
    assert "Stopped at 6 of 18 settings" in told(app)
    assert table(app) == before
    known.values[0, 0] = 123
    app = started(app, FairSchedules)
    assert "Stopped" not in told(app)
    assert (known.values[0, 0] == 123).all()
    known.values[0, 0] = straight[0, 0]
    np.testing.assert_array_equal(known.values, straight)
    cut(app, 0)
    assert "must have a value at some rate" in told(app)


def test_what_is_measured_is_ranked_while_the_rest_is_measured(tuned: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    straight, go, begun = measured_rates(COMPARED), threading.Event(), threading.Event()

    def slow(comparison: FairComparison, progress: Any, cancelled: Any, earlier: Any, watch: Any) -> Any:
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
        assert all(float(row[3]) < COMPARED.rates[2] for row in table(app))
        assert [cell % 9 <= 1 for cell in shown(app)["best"]] == [True, True]
        assert "Stopped" not in told(app)
        assert app.button(key="~stop")
    finally:
        go.set()
    rows = table(compared(app))
    assert [row[1] for row in rows] == [judged(one) for one in ranked(COMPARED, straight).standings]


def test_the_best_settings_leave_as_code(tuned: Visit) -> None:
    app = compared(tuned(FAIR, ("~ufair", "~box2")))
    ranking = ranked(COMPARED, measured_rates(COMPARED))
    compile(app.code[0].value, "script", "exec")
    assert repr(ranking.standings[0].rate) in app.code[0].value
    other = f"{ranking.standings[1].run + 1} · {ranking.standings[1].label}"
    app.button_group(key="~ubest").set_value([other]).run()
    assert repr(ranking.standings[1].rate) in app.code[0].value
    app = compared(app.number_input(key="u2.s.CosineAnnealingLR.T_max").set_value(50).run())
    app.button(key="~open").click().run()
    assert not app.exception
    assert app.session_state["~wanted"] == "trajectories"


def test_every_value_leaves_with_its_scene() -> None:
    values = measured_rates(COMPARED)
    rows = list(csv.DictReader(io.StringIO(values_csv(COMPARED, values))))
    assert len(rows) == values.size
    last = rows[-1]
    assert float(last["final loss"]) == values[1, 8, 15]
    assert Scene.from_json(last["scene"]) == COMPARED.scene_of(1, 8, 15)
