"""The parts of the page, of which one is open: whoever goes to another leaves what is open now."""

from lrviz.lessons import Lesson
from lrviz.ui.learn.open_advice import close_advice
from lrviz.ui.learn.open_class import close_class
from lrviz.ui.learn.open_entry import close_reference
from lrviz.ui.learn.open_lesson import turn_to
from lrviz.ui.learn.open_word import close_glossary


def back_to_lessons() -> None:
    """Leaves whatever is open over the lessons, for use in callbacks."""
    close_reference()
    close_advice()
    close_glossary()
    close_class()


def show_lesson(lesson: Lesson) -> None:
    """Opens a lesson, wherever one is, for use in callbacks."""
    back_to_lessons()
    turn_to(lesson.key)
