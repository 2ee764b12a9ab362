"""Which lesson is open: the link says it by its key, or by its number."""

from lrviz.lessons import LESSONS, Lesson
from lrviz.ui.components.learn import LESSON
from lrviz.ui.kit.link import ALWAYS, Link, Reading
from lrviz.ui.kit.values import assign

_BY_KEY = {lesson.key: lesson for lesson in LESSONS}


def open_lesson(link: Link) -> Lesson:
    """The lesson that is open; the link says which, and is told."""
    reading = Reading("lesson", f"a lesson's key, or its number from 1 to {len(LESSONS)}", key_of)
    return _BY_KEY[link.value(LESSON, reading, LESSONS[0].key, ALWAYS, drawn=False)]


def key_of(text: str) -> str:
    """The key of the lesson that a text names.

    Raises:
        ValueError: it names none.
    """
    if text in _BY_KEY:
        return text
    number = int(text)
    if not 1 <= number <= len(LESSONS):
        raise ValueError(text)
    return LESSONS[number - 1].key


def turn_to(key: str) -> None:
    """Opens a lesson at the next run, for use in callbacks; what names none leaves the page as it is."""
    if key in _BY_KEY:
        assign({LESSON: key})


def with_number(lesson: Lesson) -> str:
    """A lesson as buttons name it."""
    return f"Lesson {LESSONS.index(lesson) + 1}: {lesson.title}"
