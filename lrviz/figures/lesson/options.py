"""What can be answered to a lesson where nobody computes: its choices, or values or starts that have been run."""

from typing import NamedTuple

from lrviz.lessons import Lesson
from lrviz.lessons.task import Choose, PlaceStart, SetValue
from lrviz.objectives import Point
from lrviz.sweeps import settings_of, value_at
from lrviz.sweeps.basins import reach

_WIDE = 10.0
"""A range that spans more than this factor is gone through by factors."""

_SPREAD = (1 / 8, 3 / 8, 5 / 8, 7 / 8)
"""Where in the allowed range values are offered, beside the solution and the lesson's own."""

_SHARES = (1 / 3, 2 / 3, 1.0, 4 / 3)
"""How far along the way from the lesson's own start to the solution starts are offered."""


class Option(NamedTuple):
    """One answer.

    Attributes:
        label: what its button says.
        given: the choice, the value or the start; None where nothing is answered.
    """

    label: str
    given: int | float | Point | None


def options(lesson: Lesson) -> list[Option]:
    """What is offered; a solution is among it."""
    task = lesson.task
    if isinstance(task, Choose):
        return [Option(label, index) for index, label in enumerate(lesson.choices)]
    if isinstance(task, SetValue):
        return [Option(f"{value:.4g}", value) for value in _values(lesson, task)]
    return [Option(f"({x:.4g}, {y:.4g})", (x, y)) for x, y in _starts(lesson, task)]


def asked_for(lesson: Lesson) -> str:
    """What is set or placed; empty where one of the choices is chosen."""
    task = lesson.task
    if isinstance(task, Choose):
        return ""
    if isinstance(task, PlaceStart):
        return "the start"
    found = next(one for one in settings_of(lesson.scene, task.run) if one.path == task.path)
    return str(found.parameter.name)


def _values(lesson: Lesson, task: SetValue) -> list[float]:
    """The solution, the value that the lesson opens with, and values that go through all that is allowed."""
    low, high = task.allowed
    by_factors = low > 0 and high > _WIDE * low
    spread = [low * (high / low) ** share if by_factors else low + share * (high - low) for share in _SPREAD]
    opened = value_at(lesson.scene, task.path, task.run)
    return sorted({task.answer, float(opened or 0.0), *(float(f"{value:.2g}") for value in spread)})


def _starts(lesson: Lesson, task: PlaceStart) -> list[Point]:
    ranges = reach(lesson.scene.objective)
    starts = []
    for share in _SHARES:
        way = zip(lesson.scene.origin, task.answer, ranges, strict=True)
        x, y = (min(max(round(a + share * (b - a), 2), side.low), side.high) for a, b, side in way)
        starts.append((x, y))
    return starts
