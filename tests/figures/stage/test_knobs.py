"""The knobs of the stage: where they turn, and what a number that is 0 does."""

from typing import Any

import pytest

from lrviz.descent import Descent
from lrviz.figures.stage.knobs import knobs
from lrviz.kernels import kernel
from lrviz.objectives import Rosenbrock
from lrviz.optimizers import OPTIMIZERS, SGD, Rule
from lrviz.scene import Run, Scene
from lrviz.schedules import SCHEDULES, Constant, CosineWithWarmup, PowerDecay, Schedule
from lrviz.sweeps.settings import with_setting


def knobs_of(optimizer: Rule, schedule: Schedule | None = None) -> dict[str, Any]:
    """By the paths of their settings."""
    scene = Scene(Rosenbrock(), steps=60, runs=(Run(optimizer, schedule or Constant()),))
    descent = Descent(scene.objective, scene.runs[0], scene.start, scene.steps)
    return {one["path"]: one for one in knobs(scene, 0, kernel(descent))}


@pytest.mark.parametrize(
    "kind", [kind for kind in OPTIMIZERS if issubclass(kind, Rule)], ids=lambda kind: kind.__name__
)
def test_a_value_lies_on_its_knob_and_either_end_is_allowed(kind: type[Rule]) -> None:
    scene = Scene(Rosenbrock(), steps=60, runs=(Run(kind()),))
    found = knobs_of(kind())
    assert "optimizer.lr" in found
    for path, one in found.items():
        assert one["low"] <= one["value"] <= one["high"], path
        for end in (one["low"], one["high"]):
            with_setting(scene, path, end, 0)


def test_a_number_that_is_0_is_turned_by_the_server() -> None:
    still, heavy = knobs_of(SGD()), knobs_of(SGD(momentum=0.9, weight_decay=0.1))
    for path in ("optimizer.momentum", "optimizer.weight_decay"):
        assert (still[path]["value"], still[path]["low"], still[path]["turns"]) == (0.0, 0.0, "")
        assert still[path]["high"] > 0.9
        assert heavy[path]["low"] > 0.0
        assert heavy[path]["turns"] == path.replace("optimizer", "field")


@pytest.mark.parametrize("kind", SCHEDULES, ids=lambda kind: kind.__name__)
def test_every_schedule_has_knobs_that_hold_their_values(kind: type[Schedule]) -> None:
    for path, one in knobs_of(SGD(), kind.usual()).items():
        assert one["low"] <= one["value"] <= one["high"], path


def test_lengths_and_shares_of_a_schedule_that_are_0_are_turned_and_rates_are_not() -> None:
    found = knobs_of(SGD(), PowerDecay(warmup_steps=0))
    assert found["schedule.warmup_steps"]["low"] == 0.0
    assert "schedule.floor" in knobs_of(SGD(), CosineWithWarmup(floor=0.0, warmup_steps=5, total_steps=60))
