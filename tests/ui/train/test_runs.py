"""The page Train trains what is small by itself, and the rest on request; it stops, goes on, keeps and compares."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lrviz.export.training import training_script
from lrviz.serving.settings import SHARED
from lrviz.training import Training
from lrviz.ui.kit.background import Cost
from lrviz.ui.kit.keys import key_place
from lrviz.ui.train import computed
from lrviz.ui.train.controls import PAGE
from lrviz.ui.train.trained import TrainedRuns
from tests.ui.visits import Visit, complaints, gone_to, shown

SMALL = {"r.task.Moons.epochs": "3", "r.task.Moons.train": "60", "r.task.Moons.validation": "30"}
LONG = {"r.task.Moons.epochs": "3000", "r.runs": "1"}
PATIENCE = 120.0
VISIT = """
import sys
from tests.ui.visits import opened

page = "from lrviz.ui.train.page import page; page()"
assert opened(page, {"r.task": "Characters", "r.seeds": "4"}, ("~rscript",)).code[0].value
assert "torch" not in sys.modules
"""
"""Opens the page with the fold of what can be taken away."""

WITHOUT_TABLES = """
from tests.ui.train.test_runs import ended, runs_of
from tests.ui.visits import complaints, opened

page = "from lrviz.ui.train.page import page; page()"
app = ended(opened(page, {"r.task": "Digits", "r.task.Digits.epochs": "1", "r.runs": "1"}))
(one,) = runs_of(app)
assert (one.state, one.problem.count("pip install scikit-learn")) == ("failed", 1), (one.state, one.problem)
assert any("pip install scikit-learn" in said for said in (*complaints(app), *(one.value for one in app.get("html"))))
"""
"""Opens the page with a task whose data are in a package that is not there."""


def runs_of(app: AppTest) -> TrainedRuns:
    """The runs that a page shows."""
    assert not app.exception, app.exception
    known: TrainedRuns = app.session_state["~trained"]
    return known


def until(app: AppTest, holds: Callable[[TrainedRuns], bool]) -> AppTest:
    """The page once something holds of its runs."""
    wait_for(runs_of(app), holds)
    app.run()
    return app


def wait_for(runs: TrainedRuns, holds: Callable[[TrainedRuns], bool]) -> None:
    """Looks at runs, without the page, until something holds of them."""
    end = time.monotonic() + PATIENCE
    while not holds(runs):
        assert time.monotonic() < end, [one.state for one in runs]
        time.sleep(0.05)
        runs.look()


def ended(app: AppTest) -> AppTest:
    """The page once nothing runs or waits any more."""
    return until(app, lambda runs: not runs.underway)


def told(app: AppTest) -> str:
    """All that a page says."""
    parts = [*app.markdown, *app.caption, *app.error]
    return "\n".join([*(part.value for part in parts), *(part.proto.body for part in app.get("html"))]).replace(
        "\\", ""
    )


def buttons(app: AppTest) -> list[str]:
    """What can be started or stopped."""
    return [button.label for button in app.button if button.key in ("~start", "~stop")]


def known(app: AppTest) -> list[str]:
    """The states of all runs."""
    return [one.state for one in runs_of(app)]


def test_what_is_small_is_trained_at_once_and_found_again(trained: Visit) -> None:
    app = ended(trained(SMALL))
    picture = shown(app)
    assert [entry["name"] for entry in picture["entries"]] == ["Adam lr 0.01", "SGD lr 0.01, momentum 0.9"]
    assert {(one["slot"], one["panel"]) for one in picture["series"]} >= {(1, "loss"), (2, "score"), (1, "rate")}
    assert picture["rest"] == picture["steps"] == 6
    assert "after 6 steps" in told(app)
    assert "under one seed: that may be luck" in told(app)
    assert buttons(app) == []
    again = trained(SMALL)
    assert known(again) == ["done", "done"], "it is not trained again"
    assert all(one.watched is None for one in runs_of(again))
    assert shown(again)["series"] == picture["series"]


def test_seeds_are_compared_and_the_chosen_run_is_what_others_are_compared_with(trained: Visit) -> None:
    app = ended(trained(SMALL | {"r.seeds": "3", "r.view.chosen": "2"}))
    assert all(one["band"] for one in shown(app)["series"])
    assert "1 · Adam lr 0.01 ends lower than 2 · SGD lr 0.01, momentum 0.9 by" in told(app)
    assert "on average over 3 seeds" in told(app)
    assert " of 3 seeds " in told(app)
    seeds = [one.training.seed for one in runs_of(app).by_slot[2]]
    assert seeds == [0, 1, 2]


def test_a_run_is_started_stopped_and_goes_on_from_what_is_known(trained: Visit) -> None:
    app = trained(LONG)
    assert (buttons(app), known(app)) == (["Train"], ["new"])
    app = until(app.button(key="~start").click().run(), lambda runs: any(one.picture for one in runs))
    assert buttons(app) == ["Stop"]
    assert "of 39,000" in told(app)
    app = ended(app.button(key="~stop").click().run())
    (one,) = runs_of(app)
    assert one.picture is not None
    until_then = one.picture.taken
    assert f"stopped after {until_then} step" in told(app).replace(",", "")
    assert buttons(app) == ["Go on"]
    app = app.button(key="~start").click().run()
    assert one.picture.taken >= until_then, "the curve does not fall back"
    app = until(app, lambda runs: any(one.taken for one in runs))
    changed = app.number_input(key="r.task.Moons.epochs").set_value(1).run()
    assert one.watched is not None
    assert one.watched.wait_for(lambda watched: watched.state == "stopped", PATIENCE), "nobody asks for it any more"
    assert known(ended(changed)) == ["done"]


def test_a_killed_worker_is_said_and_leaves_its_curve(trained: Visit) -> None:
    app = trained(LONG)
    app = until(app.button(key="~start").click().run(), lambda runs: any(one.taken for one in runs))
    (one,) = runs_of(app)
    assert one.watched is not None
    os.kill(one.watched.jobs[0].process, signal.SIGKILL)
    app = ended(app)
    assert "the process that trained it ended" in told(app)
    assert shown(app)["entries"][0]["problem"]
    assert shown(app)["series"]
    assert buttons(app) == ["Go on"]


REFUSED: dict[str, tuple[dict[str, Any], str, int]] = {
    "sparse": ({"r1.o": "SparseAdam"}, "Run 1 is not trained. Training.runs: SparseAdam steps by sparse", 1),
    "matrices": ({"r2.o": "Muon"}, "Run 2 is not trained. Training.runs: Muon steps matrices only", 1),
    "one class": ({"r.task": "Points of your own", "r.task.OwnPoints.first": ""}, "at least 2 points of each class", 0),
    "batch": ({"r.task.Moons.batch": "100"}, "Moons.batch must be at most 60", 0),
    "nothing": ({"r.runs": ""}, "No run can be trained: switch one on in the sidebar.", 0),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_trained_is_said_and_the_others_are(trained: Visit, case: str) -> None:
    link, words, others = REFUSED[case]
    app = trained(SMALL | link)
    assert any(words in one.replace("\\", "") for one in complaints(app)), complaints(app)
    if others:
        assert known(ended(app)) == ["done"] * others


def test_a_diverging_rate_ends_in_words(trained: Visit) -> None:
    link = {"r.task": "Regression", "r.task.Regression.epochs": "5", "r.runs": "1", "r1.o": "SGD", "r1.o.SGD.lr": "1e4"}
    app = ended(trained(link))
    assert "diverged at step" in told(app)


def test_no_torch_enters_the_process_that_serves_the_page_and_a_missing_package_is_named(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['sklearn'] = None", encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", ""), str(Path(__file__).parents[3])])
    environment = os.environ | {"PYTHONPATH": paths, "XDG_DATA_HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", VISIT + WITHOUT_TABLES], check=True, timeout=PATIENCE, env=environment)


def test_too_much_is_refused_and_leaves_as_a_script(trained: Visit) -> None:
    app = trained({"r.task": "Characters", "r.task.Characters.epochs": "200", "r.seeds": "16"}, ("~rscript",))
    assert any("of one processor; the page allows 30 min" in error.value for error in app.error)
    assert buttons(app) == []
    assert app.code[0].value.startswith('"""Trains Characters')


def test_everything_leaves(visit: Visit) -> None:
    app = gone_to(visit(), "train")
    for key, value in SMALL.items():
        app.query_params[key] = value
    app.number_input(key="r.task.Moons.epochs").set_value(3).run()
    app.session_state["~rscript"] = True
    app = ended(app.run())
    names = [one.proto.label for one in app.get("download_button")]
    assert names[:4] == ["Script (.py)", "Curves (.csv)", "TensorBoard (.zip)", "Training (.json)"]
    training = Training.from_json(next(iter(runs_of(app))).training.to_json())
    assert app.code[0].value.count("def ") == training_script(training).count("def ") + 1
    app.button(key="~rschedules").click().run()
    app.run()
    assert app.query_params["s.plan.budget"] == "39"
    assert shown(app)["entries"][1]["lr"] == 0.01


def test_beyond_the_machine_itself_a_key_keeps_what_is_finished(
    trained: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SHARED, "1")
    monkeypatch.setattr(computed, "AT_ONCE", Cost())  # nothing starts by itself
    app = trained(SMALL)
    assert buttons(app) == ["Train"]
    app = ended(app.button(key="~start").click().run())
    key = app.query_params[key_place(PAGE)]
    assert known(trained(SMALL)) == ["new"] * 2, "who has no key finds nothing"
    assert known(trained(SMALL | {key_place(PAGE): key})) == ["done"] * 2
