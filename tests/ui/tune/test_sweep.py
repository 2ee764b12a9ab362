"""Sweeps on the page Tune: curves over one setting, a map over two."""

import numpy as np
import pytest

from lrviz.sweeps import MEASURES
from lrviz.ui.tune.sweep import OneSetting, TwoSettings, check_scheduler
from tests.ui.tune.modes import MAP, ONE, buttons, current, ended, started, table
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


def test_noise_gives_bands(tuned: Visit) -> None:
    link = ONE | {"u.noise": "1", "u.one_setting.seeds": "5", "u.one_setting.x.optimizer.lr.count": "8"}
    assert "5 seeds" in shown(ended(tuned(link), OneSetting))["band"]


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


def test_a_cluster_that_may_not_be_used_has_no_button(tuned: Visit) -> None:
    app = tuned({"u.mode": "two settings", "u.steps": "20000"})
    assert not buttons(app.text_input(key="~scheduler").set_value("tcp://10.0.0.1:1").run())
    app.text_input(key="~scheduler").set_value("tcp://127.0.0.1:1").run()
    assert "0 steps in all." in [caption.value for caption in app.caption]
    assert buttons(app) == ["Sweep 4,096 settings"]


def test_only_schedulers_of_this_machine_and_the_servers_own_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(address: str) -> bool:
        try:
            check_scheduler(address)
        except ValueError as error:
            return "the scheduler must be tcp:// on this machine" in str(error)
        return False

    monkeypatch.delenv("LRVIZ_DASK_SCHEDULER", raising=False)
    local = ["tcp://127.0.0.1:8786", "tcp://localhost:1", "tcp://[::1]:8786"]
    others = ["tcp://10.0.0.1:8786", "tcp://evil:1", "http://127.0.0.1:1", "x", "tcp://", "tls://evil"]
    own = "tcp://cluster:8786"
    assert [one for one in (*local, *others, own) if not refused(one)] == local
    monkeypatch.setenv("LRVIZ_DASK_SCHEDULER", own)
    assert [one for one in (*local, *others, own) if not refused(one)] == [*local, own]
