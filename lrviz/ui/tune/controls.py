"""The controls of the page Tune: a scene, what is swept, and what is measured."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from lrviz.hyperparameters import Hyperparameter, Range, hyperparameters
from lrviz.scene import Run, Scene
from lrviz.sweeps import MEASURES, Axis, Setting, Sweep, settings_of, usual_axis, value_at
from lrviz.ui.kit import widgets
from lrviz.ui.kit.link import Link, complaint
from lrviz.ui.kit.numbers import number, renew
from lrviz.ui.trajectories.controls import Controls, scene_controls
from lrviz.ui.tune.first_sweep import FIRST_SWEEP

CURVES, MAP, STARTS, FAIR, SEARCH = "one setting", "two settings", "start points", "fair schedules", "search"
MODES = (CURVES, MAP, STARTS, FAIR, SEARCH)
_CAPTIONS = {
    CURVES: "One curve a run over one setting: the best value, the good range, the stability limit.",
    MAP: "A map over two settings of one run.",
    STARTS: "Which minimum each start reaches.",
    FAIR: "Each schedule at its own best rate, with the same budget and the same noise.",
    SEARCH: "Optuna looks for good values of several settings.",
}
_SWEEP = {parameter.name: parameter for parameter in hyperparameters(Sweep)}
_COUNTS = {CURVES: 128, MAP: 64}


@dataclass
class Tuning:
    """What the controls say: the mode, the scene with its slots, what is swept and measured, or why not.

    `place` is where further controls of the mode stand.
    """

    mode: str
    controls: Controls
    measure: str
    seeds: int = 1
    tolerance: float = 1e-6
    sweep: Sweep | None = None
    chosen: tuple[Setting, ...] = ()
    problem: str = ""
    place: Any = None


def tuning_controls(link: Link, page: str) -> Tuning:
    """The widgets of the page."""
    mode = widgets.menu(link, f"{page}.mode", "What varies", list(MODES), CURVES)
    st.caption(_CAPTIONS[mode])
    axes = st.container()
    measure = "final loss"
    if mode != STARTS:
        measure = widgets.menu(link, f"{page}.measure", "What is measured", list(MEASURES), measure)
        st.caption(MEASURES[measure].caption)
    values = _fields(link, page, mode)
    st.divider()
    controls = scene_controls(link, page, FIRST_SWEEP)
    tuning = Tuning(mode, controls, measure, place=axes, **values)
    if controls.scene is None or not controls.scene.runs:
        tuning.problem = controls.problem or "No run is on: switch one on in the sidebar."
        return tuning
    with axes:
        _axes(link, page, tuning, controls.scene)
    return tuning


def _fields(link: Link, page: str, mode: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if mode != STARTS:
        default = {CURVES: 1, MAP: 1, FAIR: 16, SEARCH: 1}[mode]
        seeds = replace(_SWEEP["seeds"], range=Range(1, 64, log=True), default=default)
        values["seeds"] = number(link, f"{page}.{_word(mode)}.seeds", seeds, default)
        tolerance = _SWEEP["tolerance"]
        with widgets.folding(link, f"{page}.~measuring", ("tolerance",)):
            values["tolerance"] = number(link, f"{page}.tolerance", tolerance, tolerance.default)
    return values


def _word(mode: str) -> str:
    return mode.replace(" ", "_")


def _axes(link: Link, page: str, tuning: Tuning, scene: Scene) -> None:
    if tuning.mode == CURVES:
        tuning.sweep = _sweep(link, page, tuning, scene, ("optimizer.lr",))
    elif tuning.mode == MAP:
        run = _chosen_run(link, page, tuning)
        one = replace(scene, runs=(run,))
        tuning.sweep = _sweep(link, page, tuning, one, ("optimizer.lr", _second(one)))
    elif tuning.mode == STARTS:
        _chosen_run(link, page, tuning)
    elif tuning.mode == SEARCH:
        run = _chosen_run(link, page, tuning)
        tuning.chosen = _several(link, page, replace(scene, runs=(run,)))


def _chosen_run(link: Link, page: str, tuning: Tuning) -> Run:
    """One of the runs that are on; it alone is swept."""
    scene = tuning.controls.scene
    assert scene is not None
    names = [str(slot) for slot in tuning.controls.slots]
    labels = {str(slot): run.label for slot, run in zip(tuning.controls.slots, scene.runs, strict=True)}
    picked = widgets.menu(link, f"{page}.run", "Run", names, names[0])
    st.caption(complaint(labels[picked]))
    index = names.index(picked)
    tuning.controls = replace(
        tuning.controls, scene=replace(scene, runs=(scene.runs[index],)), slots=(tuning.controls.slots[index],)
    )
    return scene.runs[index]


def _second(scene: Scene) -> str:
    """The setting that a map has upwards at first: the first of the optimizer's after its rate, else the noise."""
    return next((one.path for one in settings_of(scene)[1:] if one.path.startswith("optimizer.")), "noise")


def _sweep(link: Link, page: str, tuning: Tuning, scene: Scene, defaults: Sequence[str]) -> Sweep | None:
    known = _known(scene)
    axes: list[Axis] = []
    for side, default in zip(("x", "y"), defaults, strict=False):
        other = [axis.path for axis in axes]
        free = {label: place for label, place in known.items() if place.path not in other}
        first = next((label for label, place in free.items() if place.path == default), next(iter(free)))
        name = "Setting" if len(defaults) == 1 else {"x": "Across", "y": "Up"}[side]
        label = widgets.menu(link, f"{page}.{_word(tuning.mode)}.{side}", name, list(free), first)
        try:
            axes.append(axis_of(link, page, tuning.mode, side, free[label], scene))
        except ValueError as error:
            tuning.problem = str(error)
            return None
    try:
        return Sweep(scene, tuple(axes), tuning.seeds, tuning.tolerance)
    except ValueError as error:
        tuning.problem = str(error)
        return None


def _known(scene: Scene) -> dict[str, Setting]:
    """Every place that any run has, by what menus call it; equal names are told apart by their paths."""
    known: dict[str, Setting] = {}
    for index in range(len(scene.runs)):
        for place in settings_of(scene, index):
            shared = place.label.split(" · ")[-1] if place.path == "optimizer.lr" else place.label
            if all(place.path != other.path for other in known.values()):
                known[shared if shared not in known else f"{shared} ({place.path})"] = place
    return known


def axis_key(page: str, mode: str, side: str, path: str, name: str) -> str:
    """The key of the widget of an axis' end or count; a side without a name is left out."""
    return ".".join(part for part in (page, _word(mode), side, path, name) if part)


def axis_of(link: Link, page: str, mode: str, side: str, place: Setting, scene: Scene, counted: bool = True) -> Axis:
    """The widgets of one axis.

    Args:
        link: this run's link.
        page: what the keys begin with.
        mode: what varies.
        side: which axis it is: "x", "y", or "" where there are as many as one likes.
        place: what it varies.
        scene: the scene that is swept.
        counted: whether to ask how many values there are.

    Raises:
        ValueError: the ends do not make an axis.
    """
    usual = usual_axis(place, _COUNTS.get(mode, 16), _around(scene, place))
    allowed = place.range
    ends = {}
    for name, default in (("low", usual.low), ("high", usual.high)):
        caption = f"The {'first' if name == 'low' else 'last'} value of {place.label}."
        parameter = Hyperparameter(
            name, int if place.whole else float, caption, default, allowed, unit=place.parameter.unit
        )
        key, shown = axis_key(page, mode, side, place.path, name), int(default) if place.whole else default
        renew(key, shown)
        ends[name] = number(link, key, parameter, shown, _label(mode, side, name))
    taken = usual.count
    if counted:
        counts = Hyperparameter("values", int, "How many values.", taken, Range(2, 256, log=True))
        key = axis_key(page, mode, side, place.path, "count")
        taken = number(link, key, counts, taken, _label(mode, side, "values"))
    log = usual.log and ends["low"] > 0
    most = int(ends["high"]) - int(ends["low"]) + 1 if place.whole else taken
    return Axis(place.path, ends["low"], ends["high"], min(taken, max(1, most)), log, place.whole)


def _label(mode: str, side: str, name: str) -> str:
    words = {"low": "from", "high": "to"}.get(name, name)
    sides = {"x": "across: ", "y": "up: "} if mode == MAP else {}
    return sides.get(side, "") + words


def _around(scene: Scene, place: Setting) -> float | None:
    """The value in the middle of what the runs have, for a rate; others are laid over their usual range."""
    if place.path != "optimizer.lr":
        return None
    rates = sorted(float(value_at(scene, place.path, index)) for index in range(len(scene.runs)))
    return rates[len(rates) // 2] or None


def _several(link: Link, page: str, scene: Scene) -> tuple[Setting, ...]:
    known = _known(scene)
    names = list(known)
    key = f"{page}.search.places"
    bind = link.watch(key, names[:1], "settings of this run", lambda text: text in (*names, ""), many=True)
    picked = st.multiselect("Settings", names, names[:1], key=key, bind=bind)
    return tuple(known[name] for name in picked if name in known)
