"""What lrviz makes of Optuna's figures: right on every axis, drawn in time, readable on light and on dark."""

from dataclasses import replace
from typing import Any

import pytest

from lrviz.figures.tune.search import _MOST_LINES, FIGURES, _short, parallel_coordinates, slices
from lrviz.objectives import Quadratic
from lrviz.optimizers import SGD
from lrviz.scene import Run, Scene
from lrviz.search import Found, Search, Trial, run_search
from lrviz.sweeps import Axis

BOWL = Scene(Quadratic(), steps=10, runs=(Run(SGD(lr=0.1)),))
AXES = (
    Axis("optimizer.lr", 1e-3, 0.5, 16, True),
    Axis("optimizer.momentum", 0.0, 0.9, 8),
    Axis("optimizer.weight_decay", 0.0, 0.1, 8),
)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """More trials than lines are drawn."""
    search = Search(BOWL, AXES, trials=_MOST_LINES + 60, sampler="random", batch=128)
    return run_search(search, tmp_path_factory.mktemp("search") / "file")


def lines(figure: dict[str, Any]) -> list[Any]:
    return [trace for trace in figure["data"] if trace["mode"] == "lines"]


def test_slices_have_the_same_scale_upwards(found: Found) -> None:
    layout = slices(found)["layout"]
    assert [layout[f"yaxis{number}"]["type"] for number in ("", 2, 3)] == ["log"] * 3
    assert {layout[f"xaxis{number}"]["title"]["text"] for number in ("", 2, 3)} == {"lr", "momentum", "weight_decay"}


def test_of_many_trials_some_are_lines_from_the_best_to_the_worst(found: Found) -> None:
    drawn = lines(parallel_coordinates(found))
    places = [trace["y"][0] for trace in drawn]
    assert len(drawn) == _MOST_LINES
    assert (min(places), max(places)) == (0, 1)
    assert places == sorted(places, reverse=True)
    assert drawn[0]["line"]["color"] != drawn[-1]["line"]["color"]


@pytest.mark.parametrize("name", FIGURES)
def test_the_theme_decides_the_background(found: Found, name: str) -> None:
    assert not {"plot_bgcolor", "paper_bgcolor", "template", "title"} & set(FIGURES[name](found)["layout"])


def test_settings_with_the_same_last_word_keep_their_paths(found: Found) -> None:
    settings = {"optimizer.lr": 1.0, "schedule.gamma": 0.5, "schedule.schedule.gamma": 0.5}
    assert _short(replace(found, trials=(Trial(0, settings, 1.0, "", ""),))) == {
        "optimizer.lr": "lr",
        "schedule.gamma": "schedule.gamma",
        "schedule.schedule.gamma": "schedule.schedule.gamma",
    }
