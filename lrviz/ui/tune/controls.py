"""The controls of the page Tune: a scene, what is measured, and the axes along which settings vary."""

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from lrviz.hyperparameters import Hyperparameter, Range, hyperparameters
from lrviz.objectives import Rosenbrock
from lrviz.optimizers import SGD, Adam, RMSprop
from lrviz.scene import Run, Scene
from lrviz.sweeps import MEASURES, Axis, Setting, Sweep, settings_of, usual_axis, value_at
from lrviz.ui.kit import widgets
from lrviz.ui.kit.folds import folded
from lrviz.ui.kit.headings import tipped_caption
from lrviz.ui.kit.link import Link, complaint
from lrviz.ui.kit.numbers import number, renew
from lrviz.ui.trajectories.controls import Controls, scene_controls

PAGE = "u"
"""What the keys of the page's widgets begin with."""

FIRST_SWEEP = Scene(
    objective=Rosenbrock(),
    steps=1000,
    runs=(Run(SGD(lr=1e-3)), Run(SGD(lr=1e-3, momentum=0.9)), Run(Adam(lr=0.1)), Run(RMSprop(lr=0.01))),
)
"""What a visitor meets: four optimizers whose good rates lie decades apart."""

_SWEEP = {parameter.name: parameter for parameter in hyperparameters(Sweep)}


@dataclass
class Tuning:
    """What the controls say, whatever the mode: the scene with its slots, and what is measured."""

    controls: Controls
    measure: str = "final loss"
    seeds: int = 1
    tolerance: float = 1e-6

    @property
    def scene(self) -> Scene:
        """The scene, with a run at least.

        Raises:
            ValueError: there is none.
        """
        if self.controls.scene is None or not self.controls.scene.runs:
            raise ValueError(self.controls.problem or "No run is on: switch one on in the sidebar.")
        return self.controls.scene

    @property
    def slots(self) -> tuple[int, ...]:
        """The slots of the scene's runs."""
        return self.controls.slots


def tuning_controls(link: Link, mode: str, seeds: int) -> Tuning:
    """The widgets of a scene and of what is measured.

    Args:
        link: this run's link.
        mode: its title.
        seeds: how many there are at first; 0 where nothing is measured.
    """
    values: dict[str, Any] = {}
    if seeds:
        values["measure"] = widgets.menu(link, f"{PAGE}.measure", "What is measured", list(MEASURES), "final loss")
        tipped_caption(MEASURES[values["measure"]].caption)
        declared = replace(_SWEEP["seeds"], range=Range(1, 64, log=True), default=seeds)
        values["seeds"] = number(link, key_of(mode, "seeds"), declared, seeds)
        tolerance = _SWEEP["tolerance"]
        values["tolerance"] = folded(
            link,
            f"{PAGE}.~measuring",
            [tolerance.name],
            lambda: number(link, f"{PAGE}.tolerance", tolerance, tolerance.default),
        )
    st.divider()
    return Tuning(scene_controls(link, PAGE, FIRST_SWEEP), **values)


def key_of(mode: str, *names: str) -> str:
    """The key of a widget that a mode alone has; empty names are left out."""
    return ".".join(filter(None, (PAGE, mode.replace(" ", "_"), *names)))


def one_run(link: Link, tuning: Tuning) -> Scene:
    """The scene with one of the runs that are on, which a menu chooses; the controls then say that one alone."""
    scene, names = tuning.scene, [str(slot) for slot in tuning.slots]
    index = names.index(widgets.menu(link, f"{PAGE}.run", "Run", names, names[0]))
    scene = replace(scene, runs=(scene.runs[index],))
    st.caption(complaint(scene.runs[0].label))
    tuning.controls = replace(tuning.controls, scene=scene, slots=(tuning.slots[index],))
    return scene


def named_settings(scene: Scene) -> dict[str, Setting]:
    """Every setting that any run has, by what menus call it; equal names are told apart by their paths."""
    known: dict[str, Setting] = {}
    for index in range(len(scene.runs)):
        for setting in settings_of(scene, index):
            shared = setting.label.split(" · ")[-1] if setting.path == "optimizer.lr" else setting.label
            if all(setting.path != other.path for other in known.values()):
                known[shared if shared not in known else f"{shared} ({setting.path})"] = setting
    return known


def axis_controls(link: Link, key: str, setting: Setting, scene: Scene, count: int | None, side: str = "") -> Axis:
    """The widgets of one axis.

    Args:
        link: this run's link.
        key: what their keys begin with.
        setting: what varies along it.
        scene: the scene that is varied.
        count: how many values there are at first; None does not ask.
        side: what stands before the widgets' labels.

    Raises:
        ValueError: the ends do not make an axis.
    """
    usual = usual_axis(setting, 16 if count is None else count, _around(scene, setting))
    ends = {}
    for name, word, default in (("low", "from", usual.low), ("high", "to", usual.high)):
        caption = f"The {'first' if name == 'low' else 'last'} value of {setting.label}."
        kind, shown = (int, int(default)) if setting.whole else (float, default)
        renew(f"{key}.{name}", shown)
        parameter = Hyperparameter(name, kind, caption, default, setting.range, unit=setting.parameter.unit)
        ends[name] = number(link, f"{key}.{name}", parameter, shown, side + word)
    taken = usual.count
    if count is not None:
        counts = Hyperparameter("values", int, "How many values.", taken, Range(2, 256, log=True))
        taken = number(link, f"{key}.count", counts, taken, f"{side}values")
    log = usual.log and ends["low"] > 0
    most = int(ends["high"]) - int(ends["low"]) + 1 if setting.whole else taken
    return Axis(setting.path, ends["low"], ends["high"], min(taken, max(1, most)), log, setting.whole)


def _around(scene: Scene, setting: Setting) -> float | None:
    """The value in the middle of what the runs have, for a rate; others are laid over their usual range."""
    if setting.path != "optimizer.lr":
        return None
    rates = sorted(float(value_at(scene, setting.path, index)) for index in range(len(scene.runs)))
    return rates[len(rates) // 2] or None
