"""The question who gets lowest: a race of three optimizers on the function of a scene."""

from dataclasses import replace

from lrviz.classroom.item import Item, judge
from lrviz.classroom.race import Race
from lrviz.optimizers import SGD, Adam
from lrviz.scene import Scene
from lrviz.schedules import Constant, CosineAnnealingLR
from lrviz.sweeps import Axis, sweep

_STEPS = 200
_TASK = Race((SGD(), SGD(momentum=0.9), Adam()), (Constant(), CosineAnnealingLR(T_max=_STEPS)), steps=_STEPS)
_TRIED = 41
"""How many rates are tried by machine of each optimizer under each schedule."""

_BELOW = 1e-6
"""How far below the lowest loss of its map a function may be left, relative to its size, and still have a bottom."""


def race(scene: Scene) -> Item | None:
    """A race, where the function has a lowest value that tries do not leave behind."""
    if scene.objective.moves or not scene.objective.global_minima:
        return None
    question = (
        f"Who gets lowest on {scene.objective.label} within {_STEPS} steps? Choose an optimizer, a rate and a"
        " schedule, and try again as often as you like."
    )
    item = Item("A race", question, scene, _TASK)
    best = judge(item, _best(item))
    lowest = float(scene.objective.value(*scene.objective.global_minima[0]))
    if best.loss is None or best.loss < lowest - _BELOW * max(1.0, abs(lowest)):
        return None
    tries = len(_TASK.optimizers) * len(_TASK.schedules) * _TRIED
    return replace(item, told=f"The best of {tries} tries by machine was {best.text}")


def _best(item: Item) -> dict[str, float]:
    """The best of many tries."""
    low = _TASK.low
    tries = [
        {"optimizer": optimizer, "schedule": schedule, "rate": low}
        for optimizer in range(len(_TASK.optimizers))
        for schedule in range(len(_TASK.schedules))
    ]
    runs = tuple(_TASK.played(item.scene, one).runs[0] for one in tries)
    raced = replace(item.scene, runs=runs, steps=_STEPS, shared_noise=True)
    found = sweep(raced, [Axis("optimizer.lr", low, _TASK.high, _TRIED, log=True)], scheduler="")
    run, rate = found.sweep.place_of(found.best("best loss") or 0)
    return {**tries[run], "rate": float(found.sweep.values[0][rate])}
