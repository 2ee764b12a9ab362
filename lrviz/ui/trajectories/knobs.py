"""Knobs that somebody has turned on the stage, taken over by the widgets."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from lrviz.hyperparameters import HyperparameterError
from lrviz.scene import Scene
from lrviz.sweeps.settings import with_setting
from lrviz.ui.kit.values import postpone
from lrviz.ui.kit.written import written

_RATE = "optimizer.lr"
_DIGITS = 6


def turn_knobs(page: str, scene: Scene, slots: Sequence[int], sent: Any) -> None:
    """Takes what knobs were turned to; the widgets follow with the whole page. What is no such thing is left aside.

    Args:
        page: what the keys of the widgets begin with.
        scene: what is drawn.
        slots: the slots of its runs.
        sent: by a browser: "factor" on the rates of all runs, and "turned", of which each has a slot, the path of a
            setting and its value.
    """
    if not isinstance(sent, Mapping):
        return
    turned, given = scene, sent.get("turned")
    for one in given if isinstance(given, list) else ():
        turned = _turned(turned, slots, one)
    turned = _scaled(turned, sent.get("factor"))
    for slot, before, run in zip(slots, scene.runs, turned.runs, strict=True):
        if run != before:
            postpone(written(f"{page}{slot}.o", run.optimizer) | written(f"{page}{slot}.s", run.schedule))


def _turned(scene: Scene, slots: Sequence[int], one: Any) -> Scene:
    try:
        slot, path, value = one
        return with_setting(scene, path, value, slots.index(slot)) if _is_number(value) else scene
    except (HyperparameterError, ValueError, TypeError, AttributeError):
        return scene


def _scaled(scene: Scene, factor: Any) -> Scene:
    """The scene with all rates that schedules leave to their optimizers times a factor, as far as they may go."""
    if not _is_number(factor) or factor <= 0:
        return scene
    for index, run in enumerate(scene.runs):
        if not run.schedule.overwrites_lr and factor != 1:
            rate = float(f"{run.optimizer.lr * factor:.{_DIGITS}g}")
            scene = _turned(scene, range(len(scene.runs)), (index, _RATE, rate))
    return scene


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
