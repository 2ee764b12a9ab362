"""The mode Rates measures runs at many rates, live; a rate opens as a run."""

from typing import Any

from streamlit.testing.v1 import AppTest

from lrviz.ui.train.computed import ComputedJobs
from lrviz.ui.train.controls import Setup
from lrviz.ui.train.first_training import FIRST_TRAINING
from lrviz.ui.train.rates import opened, refined, spread
from lrviz.workers.training.rates import SensitivityJob
from tests.figures.decoding import header
from tests.ui.train.test_runs import SMALL, buttons, told
from tests.ui.visits import Visit, done_there
from tests.ui.visits import complaints as written

RATES = SMALL | {"r.mode": "rates", "r.rates.count": "4", "r.rates.seeds": "2", "r.rates.steps": "20"}
PATIENCE = 120.0


def pictures(app: AppTest) -> list[dict[str, Any]]:
    """The headers of all pictures on the page."""
    assert not app.exception, app.exception
    return [header(one.proto.bytes) for one in app.get("bidi_component") if one.proto.bytes]


def complaints(app: AppTest) -> list[str]:
    """The errors and warnings that a page shows, as they are read."""
    return [said.replace("\\", "") for said in written(app)]


def computed(app: AppTest, mode: str) -> ComputedJobs:
    """What a mode has computed."""
    assert not app.exception, app.exception
    known: ComputedJobs = app.session_state[f"~computed {mode}"]
    return known


def finished(app: AppTest, mode: str) -> AppTest:
    """The page once nothing of a mode runs or waits any more."""
    for one in computed(app, mode).ones:
        if one.watched is not None:
            assert one.watched.wait_for(lambda watched: watched.jobs[0].ended, PATIENCE)
    return app.run()


def test_what_is_small_is_measured_at_once_and_found_again(trained: Visit) -> None:
    app = finished(trained(RATES, ("~rrates",)), "rates")
    measured, test = pictures(app)
    assert measured["axes"][0]["values"] == list(spread(1e-4, 1.0, 4))
    assert measured["progress"]["done"] == measured["progress"]["total"] == 2 * 4 * 2
    assert [run["name"] for run in measured["runs"]] == ["1 · Adam", "2 · SGD momentum 0.9"]
    assert len(test["axes"][0]["values"]) == 20
    assert "1 · Adam: best loss" in told(app)
    assert "it may err either way" in told(app) or "err both ways" in told(app)
    assert not complaints(app)
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["Table (.csv)", "Training (.json)"]
    (code,) = (block.value for block in app.code)
    compile(code, "code", "exec")
    again = trained(RATES)
    assert all(one.result is not None and one.watched is None for one in computed(again, "rates").ones)
    assert pictures(again)[0]["picture"] == measured["picture"]


def test_what_takes_long_is_said_beforehand_started_and_stopped(trained: Visit) -> None:
    slow = RATES | {"r.runs": "1", "r1.o": "LBFGS", "r.task.Moons.epochs": "3000"}
    app = trained(slow)
    assert (buttons(app), pictures(app)) == (["Measure"], [])
    assert "4 rates × 2 seeds of 1 run; one after another: LBFGS: about" in told(app)
    app = app.button(key="~start").click().run()
    known = computed(app, "rates")
    seeds = [one.job.seeds for one in known.ones if isinstance(one.job, SensitivityJob)]
    assert seeds == [(0,), (1,)], "each seed has a process of its own"
    assert known.underway
    known.stop()
    app = finished(app, "rates")
    assert buttons(app) == ["Go on"]
    assert any("Stopped" in said for said in complaints(app))
    for link, says in (
        (RATES | {"r.rates.low": "2", "r.rates.high": "1"}, "must go from a lower to a higher one, got 2 to 1"),
        (RATES | {"r.rates.count": "65"}, "65"),
        (slow | {"r.rates.count": "64", "r.rates.seeds": "16"}, "the page allows 30 min"),
        (RATES | {"r.runs": "1", "r1.s": "OneCycleLR", "r1.s.OneCycleLR.total_steps": "7"}, "Run 1 is left out"),
    ):
        assert any(says in said for said in complaints(trained(link))), (says, complaints(trained(link)))


def test_a_chosen_rate_opens_as_a_run(trained: Visit) -> None:
    setup = Setup(FIRST_TRAINING, slots=(1, 3))
    for sent in (None, {}, {"cell": "1"}, {"cell": True}, {"cell": 8}, {"cell": -1}):
        assert opened(setup, spread(1e-4, 1.0, 4), sent) == {}
    values = opened(setup, spread(1e-4, 1.0, 4), {"cell": 6})
    assert (values["r.mode"], values["r3.o.SGD.lr"]) == ("runs", 0.04642)
    app = trained({"r.runs": ["1", "3"], "r.task.Moons.epochs": "1"}, ("~rbox3",), done_there(values))
    assert app.number_input(key="r3.o.SGD.lr").value == 0.04642


def test_a_rectangle_is_measured_anew() -> None:
    rates = spread(1e-4, 1.0, 4)
    assert refined({"x": [0.5, 0.001]}, rates) == {"r.rates.low": 0.001, "r.rates.high": 0.5}
    assert refined({"x": [1e-9, 1e9]}, rates) == {"r.rates.low": 1e-4, "r.rates.high": 1.0}
    for sent in (None, {}, {"x": [1]}, {"x": ["a", "b"]}, {"x": [0.1, 0.1]}):
        assert refined(sent, rates) == {}
