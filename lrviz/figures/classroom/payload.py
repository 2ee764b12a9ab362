"""Packs what a class is asked into one block of bytes, which `assets/class/projector/payload.js` decodes."""

import zlib
from dataclasses import replace
from typing import Any

from lrviz.classroom import Item, Race
from lrviz.figures.kit.bundle import bundled
from lrviz.figures.kit.style import STYLES
from lrviz.figures.lesson.markup import as_html
from lrviz.figures.lesson.payload import Scenes
from lrviz.lessons import LESSONS, Lesson
from lrviz.lessons.answering import played
from lrviz.scene import Scene
from lrviz.sweeps.basins import ELSEWHERE

_GROUPS = 8
"""So many minima or optimizers at least have looks of their own, other than those of the runs."""

_LESSONS = {lesson.key: lesson for lesson in LESSONS}


def item_payload(item: Item) -> bytes:
    """An item as a bundle: a header with all that is said, and in a blob each the scenes that the stage shows.

    These are the one that is asked about and the one that is played at the reveal, which has a solution where a lesson
    has a value set or the start placed.
    """
    lesson = _LESSONS.get(item.lesson)
    look = lesson.look if lesson else {}
    asked = _empty(item.scene, item.task.steps) if isinstance(item.task, Race) else item.scene
    scenes = Scenes(large=True)
    header = {
        "question": as_html(item.question),
        "asked": scenes.place(look, asked),
        "played": scenes.place(look, played(lesson, None) if lesson else asked),
        "elsewhere": ELSEWHERE,
        "looks": [style.look for style in STYLES[min(len(asked.runs), len(STYLES) - _GROUPS) :]],
        **_told(item, lesson),
    }
    return bundled(header, [zlib.compress(one, 1) for one in scenes.payloads])


def _empty(scene: Scene, steps: int) -> Scene:
    """The ground of a race: the runs are the class's."""
    return replace(scene, runs=(), steps=steps)


def _told(item: Item, lesson: Lesson | None) -> dict[str, Any]:
    """What is told at the reveal; of an own scene that is one text."""
    if lesson is None:
        return {"answer": as_html(item.told), "rows": [], "why": ""}
    told = lesson.reveal
    return {"answer": as_html(told.answer), "rows": told.rows, "why": as_html(told.why)}
