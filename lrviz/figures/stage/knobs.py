"""The numbers of a run that can be turned on the stage, and which of them its kernel takes as they are."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from lrviz.hyperparameters import HyperparameterError
from lrviz.kernels import Kernel
from lrviz.scene import Run, Scene
from lrviz.sweeps.settings import Setting, settings_of, value_at

_OPTIMIZERS = ("lr", "momentum", "beta1", "beta2", "weight_decay")
_LEAST = 1e-2
"""The least share that a knob turns to; the largest is as much of it below 1."""

_REACH = 100.0
"""How many times more and less a knob on a logarithmic scale reaches."""


def knobs(scene: Scene, index: int, found: Kernel) -> list[dict[str, Any]]:
    """What can be turned of one run: its rate, momentum, decay, and the numbers of its schedule.

    Each has the path of its setting, what it is called, its value, span and scale, whether it is a whole number, and
    how the browser turns it by itself: "rate" scales the rates, "field.…" is a number of the kernel's; where that is
    empty it asks the server. A number that is 0 always asks it, since another rule begins there.
    """
    return list(_knobs(scene, index, found))


def _knobs(scene: Scene, index: int, found: Kernel) -> Iterator[dict[str, Any]]:
    run = scene.runs[index]
    for setting in settings_of(scene, index):
        part, name = setting.path.split(".")[0], setting.path.split(".")[-1]
        value = value_at(scene, setting.path, index)
        if part not in ("optimizer", "schedule") or (part == "optimizer" and name not in _OPTIMIZERS):
            continue
        if value is None:
            continue  # what is worked out from others
        if value == 0 and part == "schedule" and setting.range.log and not setting.whole:
            continue  # a rate: how large it may become is anybody's guess
        if setting.path == "optimizer.lr" and run.schedule.overwrites_lr:
            continue
        low, high, scale = span(setting, value, scene.steps)
        yield {
            "path": setting.path,
            "label": setting.label if part == "schedule" else setting.label.rpartition(" · ")[2],
            "value": value,
            "low": low,
            "high": high,
            "scale": scale,
            "whole": setting.whole,
            "turns": _turns(run, setting.path, scene.steps, found) if value else "",
        }


def span(setting: Setting, value: float, steps: int) -> tuple[float, float, str]:
    """Between which values a knob turns, and on which scale: "share" is that of how little is missing to 1."""
    allowed = setting.range
    if setting.whole:
        return min(max(allowed.low, 1.0), value), min(allowed.high, float(max(2 * value, steps))), "linear"
    if allowed.low >= 0.0 and allowed.high == 1.0 and value < 1.0:
        return max(allowed.low, min(value, _LEAST)), 1.0 - _LEAST**2, "share"
    if value == 0.0:
        return 0.0, allowed.high if allowed.usual is None else allowed.usual[1], "linear"
    if value > 0.0 and (allowed.log or allowed.high > 10.0):
        return max(allowed.low, value / _REACH), min(allowed.high, value * _REACH), "log"
    return allowed.low, allowed.high, "linear"


def _turns(run: Run, path: str, steps: int, found: Kernel) -> str:
    if path == "optimizer.lr":
        return "rate" if _is_proportional(run, steps) and _follows(found, "rate") else ""
    name = f"field.{path.removeprefix('optimizer.')}"
    return name if name in found.layout.fields and _follows(found, name) else ""


def _follows(found: Kernel, name: str) -> bool:
    """Whether the kernel works out by itself all that depends on one of its numbers."""
    return all(table in found.live for table, parts in found.made_of.items() if name in parts)


@lru_cache(maxsize=256)
def _is_proportional(run: Run, steps: int) -> bool:
    """Whether twice the base rate gives twice all rates; what watches the loss is asked in its own way."""
    if run.schedule.watches:
        return False
    try:
        once, twice = (run.schedule.rates(factor * run.optimizer.lr, steps) for factor in (1.0, 2.0))
    except HyperparameterError:
        return False
    return bool(np.allclose(twice, 2.0 * once, rtol=1e-12, atol=0.0))
