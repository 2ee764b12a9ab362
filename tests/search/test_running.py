"""Searches find known optima, stop and go on, share a file, and keep every trial's scene."""

import csv
import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lrviz.objectives import Quadratic, Rosenbrock
from lrviz.optimizers import SGD, Adam
from lrviz.scene import Run, Scene
from lrviz.schedules import OneCycleLR
from lrviz.search import SAMPLERS, Found, Search, load_found, run_search, study_names
from lrviz.simulate import simulate
from lrviz.sweeps import Axis
from lrviz.sweeps.recheck import FRESH
from tests.sweeps.oracle import path_measures

CONDITION = 10.0
BOWL = Scene(Quadratic(condition=CONDITION), start=(1.0, 1.0), steps=60, runs=(Run(SGD(lr=0.1)),))
RATE = Axis("optimizer.lr", 1e-3, 1.0, 64, True)
MOMENTUM = Axis("optimizer.momentum", 0.0, 0.95, 8)
SMALL = Search(BOWL, (RATE, MOMENTUM), trials=20, batch=8)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where searches of a test are kept."""
    return tmp_path / "deeper" / "searches.sqlite3"


def told(found: Found) -> list[tuple[object, ...]]:
    """What trials say, without when."""
    return [(trial.number, trial.settings, trial.value, trial.outcome, trial.scene_json) for trial in found.trials]


def test_the_best_of_many_lucky_trials_is_judged_by_seeds_that_did_not_choose_it(file: Path) -> None:
    search = replace(SMALL, seeds=3, scene=replace(BOWL, noise=0.5, seed=4), trials=24)
    asked = iter([False])
    begun = run_search(search, file, cancelled=lambda: next(asked, True))
    assert begun.judged is None
    assert "not judged by others yet" in begun.words
    found = run_search(search, file)
    judged, best = found.judged, found.best
    assert judged is not None
    assert best is not None
    assert best.scene is not None
    fresh = [replace(best.scene, seed=4 + 3 + seed) for seed in range(FRESH)]
    values = np.array([path_measures(simulate(one)[0], 1e-6)["final loss"] for one in fresh])
    assert judged.value == np.median(values[1::2])
    assert judged.low <= judged.value <= judged.high
    assert best.value is not None
    assert best.value in sorted(trial.value for trial in found.trials if trial.value is not None)[:8]
    assert found.words.startswith(f"final loss {judged.words()} at lr ")
    assert f"{best.value:.4g} by the search's own 3 seeds" in found.words
    again = load_found(search.study_name, file)
    assert (again.judged, again.best) == (judged, best)
    rows = list(csv.DictReader(io.StringIO(found.to_csv())))
    assert [row["trial"] for row in rows if row["fresh seeds"]] == [str(best.number)]
    assert float(rows[best.number]["fresh median"]) == judged.value


def test_another_best_is_judged_anew(file: Path) -> None:
    search = replace(SMALL, scene=replace(BOWL, noise=0.5), trials=1)
    few = run_search(search, file)
    assert few.judged is not None
    more = run_search(replace(search, trials=30), file)
    assert more.best != few.best
    assert (few.chosen, more.chosen) == (0, more.best.number if more.best else None)
    assert more.judged is not None
    assert more.judged != few.judged


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_it_finds_the_best_constant_rate(file: Path, sampler: str) -> None:
    found = run_search(Search(BOWL, (RATE,), trials=64, sampler=sampler, batch=16), file)
    assert found.best is not None
    assert len(found.trials) == 64
    cell = np.log(RATE.high / RATE.low) / (RATE.count - 1)
    assert abs(np.log(found.best.settings["optimizer.lr"] / (2 / (1 + CONDITION)))) <= cell


def test_every_trial_is_its_scene(file: Path) -> None:
    search = replace(SMALL, seeds=3, scene=replace(BOWL, noise=0.5, seed=4), measure="mean of the last 10 %")
    for trial in run_search(search, file).trials:
        assert trial.scene is not None
        assert trial.scene == search.scene_at(trial.settings)
        paths = [simulate(replace(trial.scene, seed=4 + seed))[0] for seed in range(3)]
        expected = np.median([path_measures(path, 1e-6)["mean of the last 10 %"] for path in paths])
        assert (trial.value is None and not np.isfinite(expected)) or trial.value == expected


def test_stopped_and_gone_on_with_is_the_same(tmp_path: Path) -> None:
    search, whole = SMALL, run_search(SMALL, tmp_path / "whole")
    batches: list[int] = []
    part = run_search(
        search, tmp_path / "parts", lambda done, trials, left: batches.append(done), lambda: bool(batches)
    )
    assert len(part.trials) == 8
    gone_on = run_search(search, tmp_path / "parts")
    assert told(gone_on) == told(whole)
    assert told(load_found(search.study_name, tmp_path / "parts")) == told(whole)


def test_a_longer_search_goes_on(file: Path) -> None:
    short = run_search(replace(SMALL, trials=8), file)
    long = run_search(replace(SMALL, trials=16, sampler="random"), file)
    assert told(long)[:8] == told(short)
    assert len(long.trials) == 16
    assert told(run_search(replace(SMALL, trials=8), file)) == told(long)


def test_a_file_holds_several_searches_but_not_two_under_one_name(file: Path) -> None:
    other = replace(SMALL, scene=replace(BOWL, objective=Rosenbrock()), name="mine", trials=8)
    first, second = run_search(SMALL, file), run_search(other, file)
    with pytest.raises(ValueError, match=r"'mine' must be one of this search .* another measure, scene: choose"):
        run_search(replace(other, scene=replace(BOWL, steps=61), measure="best loss"), file)
    assert set(study_names(file)) == {SMALL.study_name, "mine"}
    assert told(load_found(SMALL.study_name, file)) == told(first)
    assert told(load_found("mine", file)) == told(second)


def test_what_diverges_has_no_value_and_the_sampler_learns(file: Path) -> None:
    far = Axis("optimizer.lr", 1e-3, 1e3, 16, True)
    found = run_search(Search(BOWL, (far,), trials=60, batch=10), file)
    lost = np.array([trial.value is None for trial in found.trials])
    rates = np.array([trial.settings["optimizer.lr"] for trial in found.trials])
    np.testing.assert_array_equal(lost[rates > 0.3], True)
    assert {trial.outcome for trial in found.trials} == {"", "no finite final loss"}
    assert (rates[:10] > 2).mean() > 0.3
    assert (rates[30:] > 2).mean() < 0.2


def test_all_diverged_has_no_best_but_their_share_is_a_value(file: Path) -> None:
    found = run_search(Search(BOWL, (Axis("optimizer.lr", 10.0, 20.0, 4),), trials=5), file)
    assert len(found.trials) == 5
    assert found.best is None
    search = Search(BOWL, (Axis("optimizer.lr", 0.01, 20.0, 4, True),), measure="diverged", trials=16, seeds=4)
    assert {trial.value for trial in run_search(search, file).trials} == {0.0, 1.0}


def test_whole_numbers_stay_whole_and_settings_that_make_no_scene_say_why(file: Path) -> None:
    scene = replace(BOWL, runs=(Run(Adam(lr=0.1), OneCycleLR(max_lr=0.1, total_steps=60)),))
    axis = Axis("schedule.total_steps", 50, 70, 21, False, True)
    found = run_search(Search(scene, (axis,), sampler="grid", trials=21), file)
    for trial in found.trials:
        assert isinstance(trial.settings["schedule.total_steps"], int)
        short = trial.settings["schedule.total_steps"] < 60
        assert (trial.value is None) == short
        assert ("total_steps must be at least" in trial.outcome) == short


def test_an_empty_study_is_kept_and_progress_is_told_and_every_trial_written(file: Path) -> None:
    news: list[tuple[int, int, float]] = []
    seen: list[int] = []
    assert run_search(SMALL, file, cancelled=lambda: True).trials == ()
    assert load_found(SMALL.study_name, file).best is None
    run_search(SMALL, file, lambda *one: news.append(one), watch=lambda found: seen.append(len(found.trials)))
    assert [(done, trials) for done, trials, _ in news] == [(8, 20), (16, 20), (20, 20)]
    assert seen == [8, 16, 20]
    rows = list(csv.DictReader(io.StringIO(load_found(SMALL.study_name, file).to_csv())))
    for row, trial in zip(rows, load_found(SMALL.study_name, file).trials, strict=True):
        assert (float(row["final loss"]) if row["final loss"] else None) == trial.value
        assert Scene.from_json(row["scene"]) == trial.scene
        assert float(row["optimizer.lr"]) == trial.settings["optimizer.lr"]
    assert news[0][2] > 0
    assert news[-1][2] == 0


def test_two_at_once_share_the_work(file: Path) -> None:
    search, once = replace(SMALL, trials=24), []

    def join_in(done: int, trials: int, left: float) -> None:
        if not once:
            once.append(run_search(replace(search, trials=16), file))

    found = run_search(search, file, join_in)
    assert [trial.number for trial in found.trials] == list(range(24))
    assert told(load_found(search.study_name, file)) == told(found)


def test_it_says_nothing_on_the_terminal(file: Path) -> None:
    code = (
        "import sys; from tests.search.test_running import SMALL; from lrviz.search import SAMPLERS, run_search\n"
        "from dataclasses import replace\n"
        "for sampler in SAMPLERS: run_search(replace(SMALL, sampler=sampler, name=sampler, trials=4), sys.argv[1])"
    )
    command = [sys.executable, "-W", "default", "-c", code, str(file)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    )
    assert (done.stdout, done.stderr) == ("", "")
