"""What a search says of itself, and what it refuses."""

from dataclasses import replace

import pytest

from lrviz.objectives import Quadratic
from lrviz.optimizers import SGD, Adam
from lrviz.scene import Run, Scene
from lrviz.schedules import StepLR
from lrviz.search import Search
from lrviz.search.samplers import distributions
from lrviz.sweeps import Axis

SCENE = Scene(Quadratic(), steps=20, runs=(Run(SGD(lr=0.1)), Run(Adam(lr=0.2), StepLR(step_size=5))))
RATE = Axis("optimizer.lr", 1e-3, 1.0, 16, True)
SIZE = Axis("schedule.step_size", 1, 20, 5, False, True)


def test_a_trial_is_one_run_with_its_settings() -> None:
    scene = Search(SCENE, (RATE, SIZE), run=1).scene_at({"optimizer.lr": 0.3, "schedule.step_size": 7})
    assert scene == replace(SCENE, runs=(Run(Adam(lr=0.3), StepLR(step_size=7)),))
    assert Search(SCENE, (Axis("start.x", -1.0, 1.0, 4),)).scene_at({"start.x": 0.5}).origin[0] == 0.5


def test_distributions_are_the_axes() -> None:
    drawn = distributions(Search(SCENE, (RATE, SIZE, Axis("noise", 0.0, 2.0, 3)), run=1))
    rate, size, noise = (drawn[path] for path in ("optimizer.lr", "schedule.step_size", "noise"))
    assert (rate.low, rate.high, rate.log) == (1e-3, 1.0, True)
    assert (type(size).__name__, size.low, size.high, size.log) == ("IntDistribution", 1, 20, False)
    assert (noise.low, noise.high, noise.log) == (0.0, 2.0, False)


def test_the_name_tells_searches_apart_and_not_their_length() -> None:
    search = Search(SCENE, (RATE,))
    same = replace(search, trials=7, sampler="random", batch=3, sampler_seed=5)
    assert same.study_name == search.study_name
    others = [
        replace(search, run=1),
        replace(search, seeds=2),
        replace(search, measure="best loss"),
        replace(search, tolerance=1e-3),
        replace(search, scene=replace(SCENE, steps=21)),
        replace(search, axes=(replace(RATE, high=2.0),)),
    ]
    assert len({one.study_name for one in [search, *others]}) == 7
    assert replace(search, name="mine").study_name == "mine"
    assert replace(search, axes=(replace(RATE, count=5),)).study_name == search.study_name

    assert replace(search, scene=replace(SCENE, runs=SCENE.runs[:1])).study_name == search.study_name


def test_a_grid_has_no_more_trials_than_combinations() -> None:
    assert Search(SCENE, (RATE, SIZE), run=1, sampler="grid", trials=1000).whole_trials == 16 * 5
    assert Search(SCENE, (RATE, SIZE), run=1, trials=1000).whole_trials == 1000


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"run": 2}, "must be one of the scene's 2 runs"),
        ({"axes": ()}, "Search.axes"),
        ({"axes": (SIZE,)}, "a path must be one of"),
        ({"axes": (RATE, RATE)}, "different paths"),
        ({"axes": (replace(RATE, high=1e6),)}, "must stay in"),
        ({"measure": "charm"}, "must be one of final loss"),
        ({"sampler": "guess"}, "must be one of TPE"),
        ({"axes": (replace(RATE, count=400), Axis("noise", 0.0, 1.0, 400)), "sampler": "grid"}, "at most 100,000"),
    ],
)
def test_refusals(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(Search(SCENE, (RATE,)), **change)
