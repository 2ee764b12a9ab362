"""One lesson, or a chapter of them, as a file that asks, plays and tells without a network."""

from collections.abc import Sequence

from lrviz.figures.kit.standalone import standalone
from lrviz.figures.lesson.payload import lesson_payload, number_of
from lrviz.lessons import LESSONS, Lesson
from lrviz.lessons.lesson import chapter_title

_STAGE = ("stage/stage.css",)


def lesson_file(lesson: Lesson) -> str:
    """A lesson as an HTML file: the question, its scene, the reveal, the answer and the change to make."""
    note = f"Lesson {number_of(lesson)}, {chapter_title(lesson.chapter)}"
    return standalone(lesson.title, note, "lesson", lesson_payload([lesson]), _STAGE)


def chapter_file(chapter: str) -> str:
    """A chapter as one HTML file: its lessons, as `lesson_file` has each, and a list to go from one to another.

    Args:
        chapter: its key.

    Raises:
        ValueError: there is no such chapter.
    """
    lessons = lessons_of(chapter)
    first, last = number_of(lessons[0]), number_of(lessons[-1])
    return standalone(chapter_title(chapter), f"Lessons {first} to {last}", "lesson", lesson_payload(lessons), _STAGE)


def lessons_of(chapter: str) -> Sequence[Lesson]:
    """The lessons of a chapter, in order.

    Raises:
        ValueError: there is no such chapter.
    """
    lessons = [lesson for lesson in LESSONS if lesson.chapter == chapter]
    if not lessons:
        known = ", ".join(dict.fromkeys(lesson.chapter for lesson in LESSONS))
        raise ValueError(f"a chapter must be one of {known}, got {chapter!r}")
    return lessons
