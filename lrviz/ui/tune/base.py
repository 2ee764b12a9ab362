"""What the modes of the page Tune have in common: each is asked for by widgets, computed, drawn and taken away."""

from abc import abstractmethod
from contextlib import suppress
from typing import Any, ClassVar

import streamlit as st

from lrviz.figures.tune.payload import tune_payload
from lrviz.figures.tune.pictures import Picture, Progress, Thumb
from lrviz.scene import Scene
from lrviz.simulate import trajectory
from lrviz.sweeps.size import through_torch, torch_seconds, work
from lrviz.ui.components.tune import TuneView, sent_cell, tune
from lrviz.ui.kit.background import Cost
from lrviz.ui.kit.component import Callbacks
from lrviz.ui.kit.computation import Computation
from lrviz.ui.kit.export import download_scene
from lrviz.ui.kit.link import Link, complaint
from lrviz.ui.kit.notices import say_warnings
from lrviz.ui.kit.reruns import later
from lrviz.ui.kit.values import postpone
from lrviz.ui.kit.view import view_keeper
from lrviz.ui.trajectories.handover import open_scene
from lrviz.ui.tune.controls import PAGE, Tuning


class Mode(Computation):
    """A mode of the page Tune.

    It is abstract; the final ones declare their title, which stands in links, and a caption, and are named in `MODES`.
    """

    title: ClassVar[str]
    caption: ClassVar[str]
    measured: ClassVar[bool] = True
    """Whether the page asks what is measured, over how many seeds."""

    seeds: ClassVar[int] = 1
    """How many seeds there are at first."""

    @classmethod
    @abstractmethod
    def controls(cls, link: Link, tuning: Tuning) -> Any:
        """The widgets of what it alone asks for; what is to be computed.

        Raises:
            ValueError: the settings do not go together.
        """

    language: ClassVar[str] = "python"
    """What its script is written in."""

    @property
    def scene(self) -> Scene:
        """The scene that is varied."""
        known: Scene = self.asked.scene
        return known

    @abstractmethod
    def script(self) -> str:
        """What computes the same without a page, beside the saved scene."""

    @abstractmethod
    def show(self, tuning: Tuning, view: TuneView) -> None:
        """Draws what is found so far."""

    @abstractmethod
    def export(self, tuning: Tuning) -> None:
        """Draws what stands under that and does not follow the computation: what can be taken away."""

    @abstractmethod
    def words(self, tuning: Tuning) -> str:
        """What has been found, in words; empty where that is nothing."""

    def note(self) -> str:
        names = ", ".join(sorted({type(run.optimizer).__name__ for run in through_torch(self.scene)}))
        return f"{names}: through torch, run by run." if names else ""

    def refuse(self, problem: str) -> None:
        advice = "Take fewer settings, seeds or steps; or save the scene and run this beside it:"
        st.error(complaint(f"{problem} {advice}"))
        download_scene(self.scene)
        st.code(self.script(), self.language)


class PictureMode(Mode):
    """A mode whose picture has cells, each the scene of a run, which can be pointed at, opened and refined."""

    def __init__(self, asked: Any) -> None:
        super().__init__(asked)
        self.pointed_at: Any = None

    @property
    @abstractmethod
    def cells(self) -> int:
        """How many cells there are."""

    @abstractmethod
    def scene_of(self, cell: int) -> Scene:
        """The scene of a cell.

        Raises:
            ValueError: it has none.
        """

    @abstractmethod
    def refined(self, sent: Any) -> dict[str, Any]:
        """The values of widgets that ask for what is inside a rectangle; none where a browser sent no rectangle."""

    @property
    def waits(self) -> str:
        """What it waits for, where it waits for the tasks of others."""
        return self.task.wait_in_words if self.task is not None and self.task.waiting else ""

    @property
    def key(self) -> str:
        """What tells its picture from others."""
        return str(hash(self.asked))

    def draw(self, picture: Picture, progress: Progress, view: TuneView) -> None:
        """Draws a picture of what is found so far."""
        callbacks: Callbacks = {
            "view": view_keeper(PAGE, view),
            "hover": lambda sent: setattr(self, "pointed_at", sent),
            "open": lambda sent: later(lambda: self.open(sent)),
            "refine": lambda sent: later(lambda: postpone(self.refined(sent))),
            "stop": lambda _: self.cancel(),
        }
        tune(tune_payload(picture, view.arguments(), progress, self._thumb()), callbacks)

    def open(self, sent: Any) -> None:
        """Opens the scene of the cell that a browser names."""
        cell = sent_cell(sent, self.cells)
        if cell is not None:
            with suppress(ValueError):
                open_scene(self.scene_of(cell))

    def _thumb(self) -> Thumb | None:
        """The path of the cell under the pointer."""
        cell = sent_cell(self.pointed_at, self.cells)
        if cell is None:
            return None
        try:
            return Thumb(cell, trajectory(self.scene_of(cell), 0))
        except ValueError as error:
            return Thumb(cell, None, str(error))


def warn_of_luck(noisy: bool, seeds: int) -> None:
    """Warns of what a single seed under noise calls best."""
    luck = "One seed under noise: what looks best here is mostly luck. Take 8 seeds or more in the sidebar."
    say_warnings([luck] if noisy and seeds == 1 else [])


def cost_of(scene: Scene, columns: int) -> Cost:
    """What so many runs with the settings of each run of a scene take."""
    return Cost(work(scene, columns), torch_seconds(scene, columns))
