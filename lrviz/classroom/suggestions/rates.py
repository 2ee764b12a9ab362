"""The question for the largest rate with which a run still converges."""

import math
from dataclasses import replace

import numpy as np

from lrviz.classroom.item import Item, judge
from lrviz.classroom.rate import Rate
from lrviz.hyperparameters import HyperparameterError
from lrviz.objectives import Point
from lrviz.scene import Scene
from lrviz.simulate.outcomes.english import number

_MOST_STEPS = 2000
"""How long runs may be in which rates are searched for."""

_MOST_RUNS = 4
"""How many of a scene's runs are searched until one has such a rate."""

_TRIED, _HALVINGS = 25, 8
"""How many rates are tried, and how often the gap above the last that converges is halved."""

_AROUND = 100.0
"""How many times smaller and larger than a run's own rate those are that are tried."""

_LARGEST = 1e4


def largest_rate(scene: Scene) -> Item | None:
    """The largest rate with which the first run converges that has one."""
    if scene.steps > _MOST_STEPS:
        return None
    own = [index for index, run in enumerate(scene.runs) if not run.schedule.overwrites_lr][:_MOST_RUNS]
    return next((item for run in own if (item := _of_run(scene, run))), None)


def _of_run(scene: Scene, run: int) -> Item | None:
    """The question for a run; None where there is no such rate among those that are tried."""
    optimizer = scene.runs[run].optimizer
    name = optimizer.label(with_lr=False)
    question = f"Set the largest rate with which {name} still converges on {scene.objective.label}."
    low, high = _around(float(getattr(optimizer, "lr", 0.0)) or 0.01)
    try:
        item = Item("The largest rate that converges", question, scene, Rate(low, high, run=run))
    except HyperparameterError:
        return None
    limit = _limit(item, np.geomspace(low, high, _TRIED).clip(low, high).tolist())
    if limit is None:
        return None
    low, high = 10.0 ** math.floor(math.log10(limit / 20)), 10.0 ** math.ceil(math.log10(limit * 3))
    task = Rate(low, min(high, _LARGEST), run=run)
    told = f"Of {_TRIED + _HALVINGS} rates tried by machine, about {number(limit)} is the largest that converges."
    return replace(item, task=task, told=told)


def _around(rate: float) -> Point:
    return rate / _AROUND, min(rate * _AROUND, _LARGEST)


def _limit(item: Item, tried: list[float]) -> float | None:
    """The largest rate that converges, within a per cent; None where no rate does, or the largest one does."""
    right = [bool(judge(item, rate).right) for rate in tried]
    if not any(right) or right[-1]:
        return None
    last = max(index for index, one in enumerate(right) if one)
    low, high = tried[last], tried[last + 1]
    for _ in range(_HALVINGS):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if judge(item, middle).right else (low, middle)
    return low
