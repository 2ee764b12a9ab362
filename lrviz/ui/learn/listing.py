"""The list of lessons beside the one that is open."""

from typing import Any

from lrviz.lessons import Lesson
from lrviz.ui.components.learn import lesson_list
from lrviz.ui.kit.headings import spoken_heading
from lrviz.ui.learn.open_lesson import turn_to
from lrviz.ui.learn.progress import progress_in, revealed


def listing(lesson: Lesson) -> None:
    """The list by chapters, with what has been revealed; it turns lessons."""
    spoken_heading("Lessons")
    lesson_list(lesson.key, progress_in(lesson).cue.id, revealed(), {"open": _open})


def _open(sent: Any) -> None:
    if isinstance(sent, str):
        turn_to(sent)
