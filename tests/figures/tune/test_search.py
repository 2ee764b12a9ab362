"""Optuna's figures of a search: drawn where there is something to draw, empty with a reason where there is not."""

from pathlib import Path

import plotly.graph_objects as go
import pytest

from lrviz.figures.tune.search import FIGURES, history, importances, parallel_coordinates
from lrviz.objectives import Quadratic, SixHumpCamel
from lrviz.optimizers import SGD
from lrviz.scene import Run, Scene
from lrviz.search import Found, Search, run_search
from lrviz.sweeps import Axis

BOWL = Scene(Quadratic(), steps=30, runs=(Run(SGD(lr=0.1)),))
RATE = Axis("optimizer.lr", 1e-3, 1.0, 16, True)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Trials of which some diverged."""
    search = Search(BOWL, (RATE, Axis("optimizer.momentum", 0.0, 0.9, 8)), trials=30, sampler="random")
    return run_search(search, tmp_path_factory.mktemp("search") / "file")


def found_with(path: Path, trials: int, scene: Scene = BOWL, axis: Axis = RATE) -> Found:
    """A search of few trials."""
    return run_search(Search(scene, (axis,), trials=max(1, trials)), path, cancelled=lambda: trials == 0)


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_plotlys(found: Found, name: str) -> None:
    figure = go.Figure(FIGURES[name](found))
    assert len(figure.data) >= 1
    assert not any("trials" in note.text for note in figure.layout.annotations)


def test_values_are_on_a_logarithmic_scale(found: Found) -> None:
    figure = history(found)
    assert figure["layout"]["yaxis"]["type"] == "log"
    valued = [trial for trial in found.trials if trial.value is not None]
    assert list(figure["data"][0]["y"]) == [trial.value for trial in valued]
    assert "log₁₀ final loss" in str(parallel_coordinates(found))


def test_the_rate_matters(found: Found) -> None:
    bars = importances(found)["data"][0]
    shares = dict(zip(bars["y"], bars["x"], strict=True))
    assert set(shares) == {"optimizer.lr", "optimizer.momentum"}
    assert sum(shares.values()) == pytest.approx(1)


@pytest.mark.parametrize("name", FIGURES)
def test_without_trials_it_says_so(tmp_path: Path, name: str) -> None:
    figure = FIGURES[name](found_with(tmp_path / "file", 0))
    assert figure["layout"]["annotations"][0]["text"] == "No trials yet."
    assert go.Figure(figure).data == ()


@pytest.mark.parametrize("name", FIGURES)
def test_where_all_diverged_it_says_so(tmp_path: Path, name: str) -> None:
    figure = FIGURES[name](found_with(tmp_path / "file", 3, axis=Axis("optimizer.lr", 10.0, 20.0, 4)))
    assert figure["layout"]["annotations"][0]["text"] == "None of the 3 trials has a finite value."


@pytest.mark.parametrize("name", FIGURES)
def test_one_trial_draws_or_says_what_is_missing(tmp_path: Path, name: str) -> None:
    figure = FIGURES[name](found_with(tmp_path / "file", 1))
    notes = [note["text"] for note in figure["layout"].get("annotations", ())]
    missing = "This takes 4 trials with a finite value; so far there is 1."
    assert (missing in notes) == (name == "Importance")
    assert bool(figure["data"]) == (name != "Importance")


def test_values_below_zero_stay_on_a_plain_scale(tmp_path: Path) -> None:
    scene = Scene(SixHumpCamel(), steps=30, runs=(Run(SGD(lr=0.01)),))
    found = found_with(tmp_path / "file", 6, scene, Axis("optimizer.lr", 1e-3, 1e-2, 4))
    assert any(trial.value is not None and trial.value < 0 for trial in found.trials)
    assert history(found)["layout"].get("yaxis", {}).get("type") != "log"
    assert "log₁₀" not in str(parallel_coordinates(found))
