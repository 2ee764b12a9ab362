"""The controls of a scene and of its runs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import streamlit as st

from lrviz.figures.stage.view import SLOTS
from lrviz.hyperparameters import Hyperparameter, Range, hyperparameters
from lrviz.objectives import Objective
from lrviz.scene import Scene
from lrviz.sweeps.basins import reach, started_at, starts_itself
from lrviz.ui.kit import widgets
from lrviz.ui.kit.folds import folded
from lrviz.ui.kit.headings import spoken_heading
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.numbers import number
from lrviz.ui.kit.run_slots import run_slots
from lrviz.ui.kit.values import postpone, postponed

_SCENE = {parameter.name: parameter for parameter in hyperparameters(Scene)}
_FOLDS: dict[str, tuple[str | Sequence[str], Sequence[str]]] = {
    "more": ("Noise and clipping", ("noise", "seed", "shared_noise", "clip")),
    "held": (("box",), ("box",)),
}
"""What folds of settings that are needed less often are called, and what is in them, by their keys."""


@dataclass
class Controls:
    """What the controls say: a scene, the slot of each of its runs, and why other slots have no run."""

    scene: Scene | None
    slots: tuple[int, ...] = ()
    errors: dict[int, str] = field(default_factory=dict)
    problem: str = ""


def scene_controls(link: Link, page: str, first_scene: Scene) -> Controls:
    """The widgets of a whole scene.

    Args:
        link: this run's link.
        page: what the keys begin with.
        first_scene: the defaults; its runs are those of the first slots, and those that are on.
    """
    if not link.sparing:
        spoken_heading("Scene")
    objective = widgets.chooser(link, f"{page}.f", "Function", Objective, first_scene.objective, first=0)
    start = None
    if isinstance(objective, Objective):
        if not link.sparing:
            _formula(objective)
        start = _start(link, f"{page}.f.{type(objective).__name__}", objective)
    link.steps = number(link, f"{page}.steps", _SCENE["steps"], first_scene.steps, declared=_SCENE["steps"].default)
    values: dict[str, Any] = {"steps": link.steps}
    for name, (label, fields) in _FOLDS.items():
        values |= folded(link, f"{page}.~{name}", label, partial(_settings, link, page, first_scene, fields))
    runs, errors = run_slots(link, page, first_scene.runs, len(SLOTS))
    if not isinstance(objective, Objective):
        return Controls(None, problem=str(objective), errors=errors)
    try:
        scene = Scene(objective=objective, start=start, runs=tuple(runs.values()), **values)
    except ValueError as error:
        return Controls(None, problem=str(error), errors=errors)
    return Controls(scene, tuple(runs), errors)


def _settings(link: Link, page: str, first_scene: Scene, fields: Sequence[str]) -> dict[str, Any]:
    return {name: widgets.field(link, f"{page}.{name}", _SCENE[name], first_scene) for name in fields}


def _formula(objective: Objective) -> None:
    formula = getattr(objective, "formula", "")
    if formula:
        st.caption(f"`f = {formula}`")
    if objective.valley:
        st.caption(objective.valley)
    if objective.moves:
        st.caption("It moves: t is the step whose gradient is taken, 0 at the first one.")


def _start(link: Link, prefix: str, objective: Objective) -> tuple[float, float] | None:
    """Where the runs start; None where the function's own fields say it."""
    if starts_itself(objective):
        return None
    x, y = (
        float(number(link, f"{prefix}.start_{axis}", _coordinate(axis, default, allowed), default))
        for axis, default, allowed in zip("xy", objective.default_start, reach(objective), strict=True)
    )
    return x, y


def _coordinate(axis: str, default: float, allowed: Range) -> Hyperparameter:
    return Hyperparameter(f"start {axis}", float, f"Where every run starts, {axis}.", default, allowed)


def move_start(page: str, objective: Objective, sent: Any) -> None:
    """Takes a start that a browser sent, brought into the allowed range; its widgets follow with the whole page.

    What is not a point is left aside.
    """
    if not isinstance(sent, list) or len(sent) != 2:
        return
    if not all(isinstance(value, int | float) and math.isfinite(value) for value in sent):
        return
    moved = zip(_start_keys(page, objective), sent, _allowed(objective), strict=True)
    postpone({key: min(max(float(value), side.low), side.high) for key, value, side in moved})


def _allowed(objective: Objective) -> Sequence[Range]:
    """Where the start's two coordinates may lie: near the window, or as the function's own fields say."""
    own = [p.range for p in hyperparameters(type(objective)) if p.name in ("start_x", "start_y") and p.range]
    return own if starts_itself(objective) else reach(objective)


def started(page: str, scene: Scene) -> Scene:
    """The scene from where a browser has moved its start to, ahead of the widgets."""
    x, y = (postponed().get(key) for key in _start_keys(page, scene.objective))
    if x is None or y is None:
        return scene
    return started_at(scene, (x, y))


def _start_keys(page: str, objective: Objective) -> tuple[str, str]:
    prefix = f"{page}.f.{type(objective).__name__}"
    return f"{prefix}.start_x", f"{prefix}.start_y"
