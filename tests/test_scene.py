"""Scenes travel as JSON and refuse what they cannot be."""

import json
from typing import Any

import pytest

from lrviz import Run, Scene
from lrviz.hyperparameters import HyperparameterError
from lrviz.objectives import OBJECTIVES, Rosenbrock
from lrviz.optimizers import OPTIMIZERS, SGD, Adagrad, Adam
from lrviz.schedules import SCHEDULES, Chained, Constant, CosineAnnealingLR, OneCycleLR, Schedule, Warmup

SCENE = Scene(
    objective=Rosenbrock(b=10.0),
    start=(-1.2, 1.0),
    steps=300,
    noise=0.5,
    seed=7,
    runs=(Run(Adam(lr=0.1), Warmup(CosineAnnealingLR(T_max=250), steps=50), name="mine"), Run(SGD())),
    clip=1.5,
    shared_noise=False,
)


def nested(levels: int) -> str:
    """A scene whose schedule holds a schedule that holds a schedule …"""
    schedule = '{"type": "Chained", "schedules": [' * levels + '{"type": "Constant"}' + "]}" * levels
    run = f'{{"type": "Run", "optimizer": {{"type": "SGD"}}, "schedule": {schedule}}}'
    return f'{{"objective": {{"type": "Sphere"}}, "runs": [{run}]}}'


@pytest.mark.parametrize("levels", [20, 25, 200, 600, 50_000])
def test_scenes_are_refused_that_nest_too_deep(levels: int) -> None:
    with pytest.raises(HyperparameterError, match=r"at most 20 values (may stand )?one inside the other|must be JSON"):
        Scene.from_json(nested(levels))


def test_schedules_are_refused_that_hold_too_many_others_one_inside_the_other() -> None:
    assert Scene.from_json(nested(15)).runs[0].schedule.rates(0.1, 2).tolist() == [0.1, 0.1]
    schedule: Schedule = Constant()
    for _ in range(19):
        schedule = Chained((schedule,))
    with pytest.raises(HyperparameterError, match="Chained must hold at most 20 values one inside the other, got 21"):
        Chained((schedule,))


def test_every_scene_comes_back_from_plain_json_to_the_last_bit() -> None:
    thirds = Scene(Rosenbrock(), (0.1 + 0.2, -1 / 3), runs=(Run(SGD(lr=1 / 3)),), box=((-1 / 3, 1), (0, 2 / 3)))
    optimizers = [Scene(Rosenbrock(), runs=(Run(kind()),)) for kind in OPTIMIZERS]
    schedules = [Scene(Rosenbrock(), runs=(Run(SGD(), kind.usual()),)) for kind in SCHEDULES]
    objectives = [Scene(kind()) for kind in OBJECTIVES]
    for scene in (SCENE, thirds, *optimizers, *schedules, *objectives):
        assert Scene.from_json(scene.to_json()) == scene
    assert [scene.start for scene in objectives] == [kind().start for kind in OBJECTIVES]
    plain = json.loads(SCENE.to_json())
    assert plain["objective"] == {"type": "Rosenbrock", "a": 1.0, "b": 10.0}
    assert plain["runs"][0]["schedule"]["schedule"]["T_max"] == 250
    assert "box" not in plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a scene must be JSON"),
        ("nonsense", "a scene must be JSON"),
        ("[" * 100_000, "a scene must be JSON"),
        ("[]", "a scene must be a JSON object, got list"),
        ("null", "a scene must be a JSON object"),
        ("{}", "Scene needs objective"),
        ('{"type": "Run", "optimizer": {"type": "Adam"}}', "must have the type Scene"),
        ('{"objective": {"type": "os.system"}}', "type must be one of"),
        ('{"objective": "Rosenbrock"}', "Scene.objective must be"),
        ('{"objective": {"type": "Rosenbrock"}, "steps": 1e9}', r"Scene.steps must be an integer in \[1, "),
        ('{"objective": {"type": "Rosenbrock"}, "steps": NaN}', "Scene.steps must be"),
        ('{"objective": {"type": "Rosenbrock"}, "start": [1, 2, 3]}', "Scene.start must be"),
        ('{"objective": {"type": "Rosenbrock"}, "start": [1, Infinity]}', "Scene.start must be"),
        ('{"objective": {"type": "Rosenbrock"}, "runs": [1]}', "Scene.runs must be"),
        ('{"objective": {"type": "Rosenbrock"}, "box": [-1, 1]}', "Scene.box must be pairs of finite numbers"),
        ('{"objective": {"type": "Rosenbrock"}, "box": [[-1, 1]]}', "Scene.box must be pairs of finite numbers"),
        ('{"objective": {"type": "Rosenbrock"}, "box": [[0, 1], [2, 2]]}', "greater one, got 2.0 to 2.0 in y"),
        ('{"objective": {"type": "Rosenbrock"}, "runs": 5}', "Scene.runs must be"),
    ],
)
def test_bad_json_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(HyperparameterError, match=words):
        Scene.from_json(text)


def test_labels_name_a_run() -> None:
    assert Run(SGD()).label == "SGD lr 0.001"
    assert Run(SGD(lr=0.5, momentum=0.9, nesterov=True)).label == "SGD lr 0.5, momentum 0.9, nesterov"
    assert Run(SGD(), name="slow").label == "slow"
    assert Run(SGD(), CosineAnnealingLR(T_max=9)).label.startswith("SGD lr 0.001 · ")
    assert Run(SGD(momentum=0.5), OneCycleLR.usual()).label.startswith("SGD momentum 0.5 · ")
    assert Run(SGD(), Constant()) == Run(SGD())


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(HyperparameterError, match="Adagrad has neither momentum nor beta1"):
        Run(Adagrad(), OneCycleLR(max_lr=0.1, total_steps=100))
    Run(Adagrad(), OneCycleLR(max_lr=0.1, total_steps=100, cycle_momentum=False))
    for wrong in ({"steps": 10**9}, {"noise": -1.0}, {"seed": -1}, {"clip": 0.0}, {"runs": (Run(SGD()),) * 65}):
        values: dict[str, Any] = {"objective": Rosenbrock(), **wrong}
        with pytest.raises(HyperparameterError):
            Scene(**values)
