"""Optuna's figures of a search: true on every axis, readable on any theme, and empty with a reason."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import plotly.graph_objects as go
import pytest

from lrviz.figures.tune import search as figures
from lrviz.figures.tune.search import FIGURES, _short, history, importances, parallel_coordinates, slices
from lrviz.objectives import Quadratic, SixHumpCamel
from lrviz.optimizers import SGD
from lrviz.scene import Run, Scene
from lrviz.search import Found, Search, Trial, run_search
from lrviz.sweeps import Axis

BOWL = Scene(Quadratic(), steps=10, runs=(Run(SGD(lr=0.1)),))
RATE = Axis("optimizer.lr", 1e-3, 1.0, 16, True)
HOT = replace(RATE, low=1e3, high=1e4)
AXES = (RATE, Axis("optimizer.momentum", 0.0, 0.9, 8), Axis("optimizer.weight_decay", 0.0, 0.1, 8))


LINES = 40


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    """More trials than lines are drawn, of which some diverged."""
    search = Search(BOWL, AXES, trials=LINES + 60, sampler="random", batch=128)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "_MOST_LINES", LINES)
        yield run_search(search, tmp_path_factory.mktemp("search") / "file")


def found_with(path: Path, trials: int, scene: Scene = BOWL, axis: Axis = RATE) -> Found:
    """A search of few trials."""
    return run_search(Search(scene, (axis,), trials=max(1, trials)), path, cancelled=lambda: trials == 0)


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_plotlys_and_leaves_the_background_to_the_theme(found: Found, name: str) -> None:
    drawn = FIGURES[name](found)
    figure = go.Figure(drawn)
    assert len(figure.data) >= 1
    assert not any("trials" in note.text for note in figure.layout.annotations)
    assert not {"plot_bgcolor", "paper_bgcolor", "template", "title"} & set(drawn["layout"])


def test_values_are_on_a_logarithmic_scale(found: Found) -> None:
    figure, layout = history(found), slices(found)["layout"]
    assert figure["layout"]["yaxis"]["type"] == "log"
    assert list(figure["data"][0]["y"]) == [trial.value for trial in found.trials if trial.value is not None]
    assert "log₁₀ final loss" in str(parallel_coordinates(found))
    assert [layout[f"yaxis{number}"]["type"] for number in ("", 2, 3)] == ["log"] * 3
    assert {layout[f"xaxis{number}"]["title"]["text"] for number in ("", 2, 3)} == {"lr", "momentum", "weight_decay"}


@pytest.mark.parametrize(("seeds", "over"), [(1, "final loss, one seed"), (3, "final loss, median of 3 seeds")])
def test_under_noise_a_figure_says_of_which_seeds_it_is(tmp_path: Path, seeds: int, over: str) -> None:
    search = Search(replace(BOWL, noise=0.1), AXES[:2], trials=3, seeds=seeds, sampler="random")
    noisy = run_search(search, tmp_path / "file")
    for figure in (history(noisy), parallel_coordinates(noisy), slices(noisy)):
        assert over in str(figure)
    assert "lowest so far, by these seeds" in str(history(noisy))


def test_importances_are_shares_of_all_settings(found: Found) -> None:
    bars = importances(found)["data"][0]
    assert set(bars["y"]) == {axis.path for axis in AXES}
    assert sum(bars["x"]) == pytest.approx(1)


def test_of_many_trials_some_are_lines_from_the_best_to_the_worst(found: Found) -> None:
    drawn = [trace for trace in parallel_coordinates(found)["data"] if trace["mode"] == "lines"]
    places = [trace["y"][0] for trace in drawn]
    assert len(drawn) == LINES
    assert (min(places), max(places)) == (0, 1)
    assert places == sorted(places, reverse=True)
    assert drawn[0]["line"]["color"] != drawn[-1]["line"]["color"]


def test_settings_with_the_same_last_word_keep_their_paths(found: Found) -> None:
    settings = {"optimizer.lr": 1.0, "schedule.gamma": 0.5, "schedule.schedule.gamma": 0.5}
    short = _short(replace(found, trials=(Trial(0, settings, 1.0, "", ""),)))
    assert short == {path: path.removeprefix("optimizer.") for path in settings}


NONE, DIVERGED = "No trials yet.", "None of the 3 trials has a finite value."
FEW = [f"This takes 4 trials with a finite value; so far there {some}." for some in ("is 1", "are 3")]
CASES = [(0, HOT, NONE), (3, HOT, DIVERGED), (1, RATE, FEW[0]), (3, RATE, FEW[1])]


@pytest.mark.parametrize(("trials", "axis", "said"), CASES)
def test_where_too_few_values_are_finite_a_figure_says_so(tmp_path: Path, trials: int, axis: Axis, said: str) -> None:
    few = found_with(tmp_path / "file", trials, axis=axis)
    for name, draw in FIGURES.items():
        figure = draw(few)
        notes = [note["text"] for note in figure["layout"].get("annotations", ())]
        lacking = said not in FEW or name == "Importance"
        assert (said in notes) == lacking, name
        assert (go.Figure(figure).data == ()) == lacking, name


def test_values_below_zero_stay_on_a_plain_scale(tmp_path: Path) -> None:
    scene = Scene(SixHumpCamel(), steps=30, runs=(Run(SGD(lr=0.01)),))
    found = found_with(tmp_path / "file", 6, scene, Axis("optimizer.lr", 1e-3, 1e-2, 4))
    assert any(trial.value is not None and trial.value < 0 for trial in found.trials)
    assert history(found)["layout"].get("yaxis", {}).get("type") != "log"
    assert "log₁₀" not in str(parallel_coordinates(found))
