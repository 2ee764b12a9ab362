"""Any value that shows itself, as a page: what notebooks frame and `lrviz.show` opens."""

import math
from dataclasses import replace
from functools import singledispatch
from typing import Any

from lrviz.comparison import Comparison, Curve, Entry, Plan
from lrviz.figures.board.page import comparison_file, curve_file
from lrviz.figures.board.previewed import preview_file
from lrviz.figures.lesson.page import lesson_file
from lrviz.figures.stage.page import scene_file
from lrviz.figures.stage.runs import drawn
from lrviz.figures.stage.view import SLOTS, View
from lrviz.lessons import Lesson
from lrviz.previewing import Beside, Preview
from lrviz.scene import Scene
from lrviz.schedules import Schedule
from lrviz.trajectories import Trajectories

_USUAL_STEPS = 1000
_MOST_STEPS = 100_000
_BEYOND = 1.25
"""How far a schedule is shown, in its own lengths: what comes after the end is a question of its own."""

_ROUNDS = 3
"""Of a schedule that begins anew so many are shown."""


@singledispatch
def page_of(value: Any) -> str:
    """A value as an HTML page that needs nothing else.

    Raises:
        ValueError: it is of no kind that can be shown, or a run of it cannot be run.
    """
    known = "a scene, trajectories, a schedule, an entry, a curve, a comparison, a preview or a lesson"
    raise ValueError(f"what is shown must be {known}, got {type(value).__name__}")


@page_of.register
def _(scene: Scene) -> str:
    shown = replace(scene, runs=scene.runs[: len(SLOTS)])
    left_out = len(scene.runs) - len(shown.runs)
    note = f"the first {len(SLOTS)} of {len(scene.runs)} runs" if left_out else ""
    runs = drawn(shown)
    return scene_file(shown, runs, range(1, len(runs) + 1), View(), note)


@page_of.register
def _(trajectories: Trajectories) -> str:
    return page_of(trajectories.scene)


@page_of.register
def _(comparison: Comparison) -> str:
    return comparison_file(comparison)


@page_of.register
def _(entry: Entry) -> str:
    span = max(_span(part.schedule) for part in entry.parts)
    return comparison_file(Comparison((entry,), Plan(budget=span)))


@page_of.register
def _(schedule: Schedule) -> str:
    """On the rate 1, so that what is read off are its factors; one that ignores the optimizer's has its own rates."""
    return page_of(Entry(schedule, lr=1.0))


@page_of.register
def _(curve: Curve) -> str:
    return curve_file(curve)


@page_of.register
def _(preview: Preview) -> str:
    return preview_file(preview)


@page_of.register
def _(beside: Beside) -> str:
    return preview_file(beside.preview, beside.planned)


@page_of.register
def _(lesson: Lesson) -> str:
    return lesson_file(lesson)


def _span(schedule: Schedule) -> int:
    """For how many steps a schedule is shown: somewhat longer than it is, or some rounds of it."""
    length = schedule.length
    if length is None:
        turns = [turn for turn in schedule.turns if math.isfinite(turn)]
        return min(max(_USUAL_STEPS, math.ceil(_BEYOND * max(turns, default=0.0))), _MOST_STEPS)
    whole = _ROUNDS * length if schedule.repeats else length if schedule.ends else math.ceil(_BEYOND * length)
    return min(max(whole, 2), _MOST_STEPS)
