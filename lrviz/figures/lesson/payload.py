"""Packs lessons with their scenes into one block of bytes, which `assets/lesson/payload.js` decodes."""

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from lrviz.figures.kit.bundle import bundled
from lrviz.figures.lesson.markup import as_html
from lrviz.figures.lesson.mathml import as_mathml
from lrviz.figures.lesson.options import Option, asked_for, options
from lrviz.figures.stage.payload import payload
from lrviz.figures.stage.runs import drawn
from lrviz.figures.stage.view import View
from lrviz.lessons import LESSONS, Lesson
from lrviz.lessons.answering import judged, played
from lrviz.scene import Scene

SPEED = 2.0
"""How fast scenes of lessons play: at 1 a whole run takes ten seconds."""


def lesson_payload(lessons: Sequence[Lesson]) -> bytes:
    """Lessons as a bundle: a header with all that is said, and in a blob each the scenes that the stage shows.

    Args:
        lessons: one, or those of a chapter.
    """
    scenes = Scenes()
    header = {"lessons": [_told(lesson, scenes) for lesson in lessons]}
    return bundled(header, [zlib.compress(one, 1) for one in scenes.payloads])


def number_of(lesson: Lesson) -> int:
    """Its number among all lessons, from 1."""
    return LESSONS.index(lesson) + 1


class Scenes:
    """The payloads of scenes, each once; `large` for a projector."""

    def __init__(self, large: bool = False) -> None:
        self.payloads: list[bytes] = []
        self.known: dict[bytes, int] = {}
        self.large = large

    def place(self, look: Mapping[str, Any], scene: Scene) -> int:
        """Which payload shows a scene as somebody looks at it."""
        view = View(**{**look, "hide_future": True, "speed": SPEED, "large": self.large})
        runs = drawn(scene)
        shown = payload(scene, runs, range(1, len(runs) + 1), view.arguments(), movable=False)
        if shown not in self.known:
            self.known[shown] = len(self.payloads)
            self.payloads.append(shown)
        return self.known[shown]


def _told(lesson: Lesson, scenes: Scenes) -> dict[str, Any]:
    """A lesson: its texts as HTML, its formula as MathML, and which scenes it shows when."""
    told = lesson.reveal
    return {
        "key": lesson.key,
        "number": number_of(lesson),
        "title": lesson.title,
        "question": as_html(lesson.question),
        "setting": asked_for(lesson),
        "options": [_answered(lesson, one, scenes) for one in options(lesson)],
        "asked": scenes.place(lesson.look, lesson.scene),
        "open": _answered(lesson, Option("", None), scenes),
        "rows": told.rows,
        "why": as_html(told.why),
        "formula": [as_mathml(part) for part in told.formula.split(r"\qquad")],
        "change": as_html(told.change),
        "expect": as_html(told.expect),
        "changed": scenes.place(lesson.look, lesson.change.scene),
    }


def _answered(lesson: Lesson, option: Option, scenes: Scenes) -> dict[str, Any]:
    """An answer, what is said to it, and the scene that then runs."""
    word, told = judged(lesson, option.given)
    scene = scenes.place(lesson.look, played(lesson, option.given))
    return {"label": as_html(option.label), "word": word, "told": as_html(told), "scene": scene}
