"""What becomes of an answer to a lesson: whether it is right, what is said to it, and what runs then."""

from lrviz.lessons.lesson import Lesson
from lrviz.lessons.task import Choose
from lrviz.objectives import Point
from lrviz.scene import Scene


def is_right(lesson: Lesson, given: int | float | Point | None) -> bool:
    """Whether a choice, a value or a start is right; None never is."""
    task = lesson.task
    if isinstance(task, Choose):
        return given == task.right
    return given is not None and task.solved(task.made(lesson.scene, given))  # type: ignore[arg-type]


def judged(lesson: Lesson, given: int | float | Point | None) -> tuple[str, str]:
    """A word on what was given, and the answer; before it, for a wrong choice, what that overlooks."""
    told = lesson.reveal.answer
    if given is None:
        return "Answer.", told
    if is_right(lesson, given):
        return "Right.", told
    hint = lesson.wording().hint(int(given)) if isinstance(lesson.task, Choose) and isinstance(given, int) else ""
    return "Not so.", f"{hint} {told}".strip()


def played(lesson: Lesson, given: int | float | Point | None) -> Scene:
    """What runs when a lesson is revealed: its scene with what was given, or with a solution where nothing was."""
    task = lesson.task
    if isinstance(task, Choose):
        return lesson.scene
    return task.made(lesson.scene, task.answer if given is None else given)  # type: ignore[arg-type]
