"""Sweeps on the page Tune: curves over one setting, a map over two."""

import numpy as np
import pytest

from lrviz.objectives import Sphere
from lrviz.optimizers import SGD
from lrviz.scene import Run, Scene
from lrviz.sweeps import MEASURES, Axis, Sweep
from lrviz.sweeps.recheck import LEAST
from lrviz.sweeps.size import sweep_work
from lrviz.ui.kit.background import BackgroundTask, Cost
from lrviz.ui.kit.budget import AT_ONCE
from lrviz.ui.tune.sweep import OneSetting, TwoSettings
from tests.ui.tune.modes import MAP, ONE, buttons, current, ended, started, table, told
from tests.ui.visits import Visit, shown


def test_the_first_view_sweeps_the_rate_of_four_runs(tuned: Visit) -> None:
    app = ended(tuned(ONE, ("~udata",)), OneSetting)
    known = shown(app)
    assert known["kind"] == "curves"
    assert len(known["runs"]) == len(table(app)) == 4
    assert known["progress"]["done"] == known["progress"]["total"] == 4 * 128
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["Table (.csv)", "Table (.parquet)", "Scene (.json)"]
    command, script = (code.value for code in app.code)
    assert command.startswith("lrviz sweep scene.json --axis optimizer.lr=")
    compile(script, "script", "exec")
    assert not app.error


@pytest.mark.parametrize("measure", MEASURES)
def test_a_map_is_of_one_run_over_two_settings_and_is_resumed_where_it_was_stopped(tuned: Visit, measure: str) -> None:
    app = ended(tuned(MAP | {"u.measure": measure}), TwoSettings)
    known = shown(app)
    assert known["kind"] == "heat"
    assert known["measure"]["name"] == measure
    assert [len(axis["values"]) for axis in known["axes"]] == [9, 64]
    assert [run["slot"] for run in known["runs"]] == [2]
    assert not app.error
    result = current(app, TwoSettings).result
    whole = result.table(measure).copy()
    result.done[100:] = False
    assert buttons(app.run()) == ["Resume"]
    app = started(app, TwoSettings)
    np.testing.assert_array_equal(current(app, TwoSettings).result.table(measure), whole)
    assert not buttons(app)


NOISY = ONE | {"u.noise": "1", "u.one_setting.seeds": "5", "u.one_setting.x.optimizer.lr.count": "8"}


def test_with_noise_the_best_is_judged_by_fresh_seeds_and_everything_says_of_which_seeds_it_is(tuned: Visit) -> None:
    app = ended(tuned(NOISY, ("~udata",)), OneSetting)
    known, mode = shown(app), current(app, OneSetting)
    assert mode.recheck is not None
    assert known["measure"]["over"] == "median of 5 seeds"
    assert "5 seeds" in known["band"]
    for run, row in enumerate(table(app)):
        judged, width = mode.recheck.judged("final loss", run), mode.recheck.width("final loss", run)
        assert judged is not None
        assert width is not None
        assert judged.fresh
        assert row[1] == known["judged"][run]["text"] == judged.words()
        assert known["judged"][run]["value"] == judged.value
        assert judged.words() in known["runs"][run]["note"]
        assert width.interval_words in row[4]
        assert width.interval_words in known["good"][run]["text"]
    whole = mode.recheck.judged("final loss")
    assert whole is not None
    assert f"The best of all, by final loss: {whole.words()}." in told(app)
    assert "One seed under noise" not in told(app)


def test_until_fresh_seeds_have_judged_it_the_best_is_that_of_these_seeds(tuned: Visit) -> None:
    app = ended(tuned(NOISY), OneSetting)
    mode = current(app, OneSetting)
    mode.recheck = None
    app.run()
    assert buttons(app) == ["Judge the best by fresh seeds"]
    assert {row[1] for row in table(app)} == {"not judged yet"}
    assert all(run["note"].endswith("chosen by 5 seeds") for run in shown(app)["runs"])
    assert not any(shown(app)["judged"])
    app = started(app, OneSetting)
    assert all("48 fresh seeds" in row[1] for row in table(app))


def test_one_seed_under_noise_is_warned_of(tuned: Visit) -> None:
    app = ended(tuned(NOISY | {"u.one_setting.seeds": "1"}), OneSetting)
    assert "One seed under noise: what looks best here is mostly luck." in told(app)
    assert shown(app)["measure"]["over"] == "one seed"
    assert all("fresh seeds" in row[1] for row in table(app))
    assert "One seed" not in told(ended(tuned(ONE), OneSetting))


def test_a_map_has_its_best_judged(tuned: Visit) -> None:
    known = shown(ended(tuned(MAP | {"u.noise": "1", "u.two_settings.seeds": "2"}), TwoSettings))
    assert "fresh seeds" in known["judged"][0]["text"]
    assert known["measure"]["over"] == "median of 2 seeds"


def test_judging_takes_nothing_from_what_starts_by_itself(tuned: Visit) -> None:
    app = tuned(NOISY | {"u.steps": "1000"})
    mode = current(app, OneSetting)
    own = Cost(sweep_work(mode.sweep))
    assert own.steps < mode.cost().steps <= AT_ONCE.steps
    assert mode._recheck_cost(Cost(AT_ONCE.steps - 10)).steps <= 10
    assert mode._recheck_columns(Cost(AT_ONCE.steps - 10)) == LEAST * len(MEASURES) * 4


@pytest.mark.parametrize(
    ("low", "high", "measure", "said"),
    [
        ("8", "9", "final loss", "every setting diverged"),
        ("1e-6", "2e-6", "steps to tolerance", "no setting has a finite steps to tolerance"),
    ],
)
def test_a_run_without_a_best_setting_says_why(tuned: Visit, low: str, high: str, measure: str, said: str) -> None:
    told = {"low": low, "high": high, "count": "8"}
    axis = {f"u.one_setting.x.optimizer.lr.{key}": value for key, value in told.items()}
    app = tuned(ONE | axis | {"u.runs": "1", "u.measure": measure})
    assert table(ended(app, OneSetting))[0][1:] == [said]


@pytest.mark.parametrize(("count", "wanted", "kept"), [(128, True, False), (8, True, True), (8, False, False)])
def test_what_holds_much_or_comes_again_by_itself_is_given_back_when_the_visitor_has_gone(
    count: int, wanted: bool, kept: bool
) -> None:
    axes = (Axis("optimizer.lr", 1e-3, 1e-1, count, log=True), Axis("optimizer.momentum", 0.0, 0.9, count))
    mode = TwoSettings(Sweep(Scene(Sphere(), steps=2, noise=1.0, runs=(Run(SGD()),)), axes, seeds=10))
    mode._wanted = wanted
    mode.task = BackgroundTask(mode.compute)
    mode.task._thread.join(30)
    assert mode.result.done.all()
    held = mode.kept
    assert (held > AT_ONCE.kept) is (count == 128)
    mode.forget()
    assert mode.kept == (held if kept else 0)
    assert (mode.task is not None) is kept
    assert mode.finished is kept
