"""The stage of a lesson: its clock is held until the answer is revealed, then it plays."""

import math
from dataclasses import replace
from typing import Any

from lrviz.figures import drawn, payload
from lrviz.figures.stage.view import View
from lrviz.lessons import Lesson
from lrviz.lessons.task import PlaceStart
from lrviz.sweeps.basins import reach
from lrviz.ui.components.learn import LESSON
from lrviz.ui.components.stage import stage
from lrviz.ui.kit.view import changed, remember
from lrviz.ui.learn.progress import LearnView, Progress, give, has_played, note, progress_in


def playing(progress: Progress, kept: LearnView) -> None:
    """Draws the stage.

    Args:
        progress: in the lesson.
        kept: what stays of the view from lesson to lesson.
    """
    lesson, scene = progress.lesson, progress.scene
    view = replace(progress.view, large=kept.large, speed=kept.speed)
    movable = progress.phase == "asked" and isinstance(lesson.task, PlaceStart)
    runs = drawn(scene)
    shown = payload(scene, runs, range(1, len(runs) + 1), view.arguments(), movable, cue=progress.cue)
    stage(
        shown,
        {
            "start": lambda sent: place(lesson, sent),
            "rest": lambda _: None,
            "view": lambda sent: _look(lesson, view, sent),
            "played": lambda sent: has_played(lesson, sent),
        },
    )


def place(lesson: Lesson, sent: Any) -> None:
    """Takes a start that a browser sent, brought into the allowed range; what is not a point is left aside."""
    if not isinstance(lesson.task, PlaceStart) or not isinstance(sent, list) or len(sent) != 2:
        return
    if all(isinstance(value, int | float) and math.isfinite(value) for value in sent):
        ranges = reach(lesson.scene.objective)
        x, y = (min(max(float(value), side.low), side.high) for value, side in zip(sent, ranges, strict=True))
        give(lesson, (x, y))


def _look(lesson: Lesson, view: View, sent: Any) -> None:
    """Notes how the stage is looked at; what stays from lesson to lesson goes into the link."""
    own = changed(view, sent)
    note(replace(progress_in(lesson), view=own))
    remember(LESSON, LearnView(large=own.large, speed=own.speed))
