"""What a learner does before a lesson is revealed: chooses, sets a value, or places the start."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lrviz.objectives import Point, Window
from lrviz.scene import Scene
from lrviz.sweeps import with_setting


@dataclass(frozen=True)
class Choose:
    """One of the choices of the wording is right.

    Attributes:
        right: which, counted from 0.
    """

    right: int

    @property
    def answer(self) -> int:
        """The right choice."""
        return self.right


@dataclass(frozen=True)
class SetValue:
    """A setting of the scene is to be set.

    Attributes:
        path: of the setting, as sweeps name it.
        run: which run has it, counted from 0.
        allowed: the least and the largest value that can be set.
        accepted: values from the first to the second solve the task.
        answer: one of them.
        solved: whether a scene does what was asked.
    """

    path: str
    run: int
    allowed: tuple[float, float]
    accepted: tuple[float, float]
    answer: float
    solved: Callable[[Scene], bool] = field(compare=False, repr=False)

    def made(self, scene: Scene, value: float) -> Scene:
        """The scene with the value."""
        return with_setting(scene, self.path, value, self.run)


@dataclass(frozen=True)
class PlaceStart:
    """The start is to be placed.

    Attributes:
        accepted: x from and to, and y from and to: starts between them solve the task.
        answer: one such start.
        solved: whether a scene does what was asked.
    """

    accepted: Window
    answer: Point
    solved: Callable[[Scene], bool] = field(compare=False, repr=False)

    def made(self, scene: Scene, start: Point) -> Scene:
        """The scene from the start."""
        return replace(scene, start=start)
