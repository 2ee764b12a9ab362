"""The controls of a scene and of its runs."""

import math
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from lrviz.hyperparameters import Hyperparameter, Range, hyperparameters
from lrviz.objectives import Objective
from lrviz.optimizers import Optimizer
from lrviz.scene import Run, Scene
from lrviz.schedules import Schedule
from lrviz.ui.components.stage import SLOTS
from lrviz.ui.kit import widgets
from lrviz.ui.kit.link import Link, complaint, postpone, postponed
from lrviz.ui.kit.numbers import number
from lrviz.ui.kit.slots import duplicate, remove, slots_on

_SCENE = {parameter.name: parameter for parameter in hyperparameters(Scene)}
_LESS_OFTEN = ("noise", "seed", "shared_noise", "clip")
_NAME = next(parameter for parameter in hyperparameters(Run) if parameter.name == "name")


@dataclass
class Controls:
    """What the controls say: a scene, the slot of each of its runs, and why other slots have no run."""

    scene: Scene | None
    slots: tuple[int, ...] = ()
    errors: dict[int, str] = field(default_factory=dict)
    problem: str = ""


def scene_controls(link: Link, page: str, first_view: Scene) -> Controls:
    """The widgets of a whole scene.

    Args:
        link: this run's link.
        page: what the keys begin with.
        first_view: the defaults; its runs are those of the first slots, and those that are on.
    """
    objective = widgets.chooser(link, f"{page}.f", "Function", Objective, first_view.objective, first=0)
    start = None
    if isinstance(objective, Objective):
        _formula(objective)
        start = _start(link, f"{page}.f.{type(objective).__name__}", objective)
    link.steps = number(link, f"{page}.steps", _SCENE["steps"], first_view.steps)
    values: dict[str, Any] = {"steps": link.steps}
    with widgets.folding(link, f"{page}.~more", _LESS_OFTEN):
        for name in _LESS_OFTEN:
            values[name] = widgets.field(link, f"{page}.{name}", _SCENE[name], first_view)
    runs, errors = _runs(link, page, first_view)
    if not isinstance(objective, Objective):
        return Controls(None, problem=str(objective), errors=errors)
    try:
        scene = Scene(objective=objective, start=start, runs=tuple(runs.values()), **values)
    except ValueError as error:
        return Controls(None, problem=str(error), errors=errors)
    return Controls(scene, tuple(runs), errors)


def _formula(objective: Objective) -> None:
    formula = getattr(objective, "formula", "")
    if formula:
        st.caption(f"`f = {formula}`")
    if objective.valley:
        st.caption(objective.valley)


def _start(link: Link, prefix: str, objective: Objective) -> tuple[float, float] | None:
    """Where the runs start; None where the function's own fields say it."""
    if type(objective).start is not Objective.start:
        return None
    x, y = (
        float(number(link, f"{prefix}.start_{axis}", declared, declared.default))
        for axis, declared in zip("xy", _coordinates(objective), strict=True)
    )
    return x, y


def _coordinates(objective: Objective) -> list[Hyperparameter]:
    """The start's two coordinates as declared: at most ten windows away, or as the function's own fields say."""
    own = {parameter.name: parameter for parameter in hyperparameters(type(objective))}
    if type(objective).start is not Objective.start:
        return [own["start_x"], own["start_y"]]
    return [
        Hyperparameter(
            f"start {axis}",
            float,
            f"Where every run starts, {axis}.",
            default,
            Range(low - 10 * (high - low), high + 10 * (high - low), usual=(low, high)),
        )
        for axis, default, (low, high) in zip("xy", objective.default_start, objective.default_window, strict=True)
    ]


def move_start(page: str, objective: Objective, sent: Any) -> None:
    """Takes a start that a browser sent, brought into the allowed range; its widgets follow with the whole page.

    What is not a point is left aside.
    """
    if not isinstance(sent, list) or len(sent) != 2:
        return
    if not all(isinstance(value, int | float) and math.isfinite(value) for value in sent):
        return
    moved = zip(_start_keys(page, objective), sent, _coordinates(objective), strict=True)
    postpone({key: _brought_into(declared.range, float(value)) for key, value, declared in moved})


def started(page: str, scene: Scene) -> Scene:
    """The scene from where a browser has moved its start to, ahead of the widgets."""
    x, y = (postponed().get(key) for key in _start_keys(page, scene.objective))
    if x is None or y is None:
        return scene
    if type(scene.objective).start is Objective.start:
        return replace(scene, start=(x, y))
    moved: Any = replace(scene.objective, **{"start_x": x, "start_y": y})
    return replace(scene, objective=moved, start=None)


def _start_keys(page: str, objective: Objective) -> tuple[str, str]:
    prefix = f"{page}.f.{type(objective).__name__}"
    return f"{prefix}.start_x", f"{prefix}.start_y"


def _brought_into(allowed: Range | None, value: float) -> float:
    return value if allowed is None else min(max(value, allowed.low), allowed.high)


def _runs(link: Link, page: str, first_view: Scene) -> tuple[dict[int, Run], dict[int, str]]:
    st.markdown("**Runs**")
    on = slots_on(link, f"{page}.runs", "Runs", len(SLOTS), len(first_view.runs))
    runs: dict[int, Run] = {}
    errors: dict[int, str] = {}
    for slot in on:
        default = first_view.runs[(slot - 1) % len(first_view.runs)]
        with st.container(key=f"run-{slot}"):
            box = st.expander(_heading(page, slot, default), slot == 1, key=f"~box{slot}", on_change="rerun")
        with box, link.fold(not box.open):
            built = _run(link, f"{page}{slot}", default)
            if box.open:
                _buttons(page, slot, on)
            if isinstance(built, Run):
                runs[slot] = built
            else:
                st.error(complaint(str(built)))
                errors[slot] = str(built)
    return runs, errors


def _heading(page: str, slot: int, default: Run) -> str:
    def picked(key: str, fallback: Any) -> str:
        name = st.session_state.get(key) or st.query_params.get(key) or widgets.title(type(fallback))
        return "".join(c for c in name if c.isalnum() or c in " -+.–")[:40]

    optimizer, schedule = picked(f"{page}{slot}.o", default.optimizer), picked(f"{page}{slot}.s", default.schedule)
    return f"**{slot}** · {optimizer}" + (f" · {schedule}" if schedule != "none" else "")


def _run(link: Link, prefix: str, default: Run) -> Run | ValueError:
    optimizer = widgets.chooser(link, f"{prefix}.o", "Optimizer", Optimizer, default.optimizer)
    schedule = widgets.chooser(link, f"{prefix}.s", "Schedule", Schedule, default.schedule, first=3)
    name = widgets.field(link, f"{prefix}.{_NAME.name}", _NAME, default)
    if not isinstance(optimizer, Optimizer):
        return ValueError(str(optimizer))
    if not isinstance(schedule, Schedule):
        return ValueError(str(schedule))
    try:
        return Run(optimizer, schedule, name)
    except ValueError as error:
        return error


def _buttons(page: str, slot: int, on: list[int]) -> None:
    key, full = f"{page}.runs", len(on) == len(SLOTS)
    with st.container(horizontal=True):
        st.button(
            "Duplicate",
            key=f"~copy{slot}",
            on_click=duplicate,
            args=(key, page, slot, on, len(SLOTS)),
            disabled=full,
        )
        st.button("Remove", key=f"~remove{slot}", on_click=remove, args=(key, slot, on))
