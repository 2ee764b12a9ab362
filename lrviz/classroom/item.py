"""An item of a class: a scene, what is asked about it, and what is told once it is revealed."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated, Any

from lrviz.classroom.choice import Choice
from lrviz.classroom.rate import Rate
from lrviz.classroom.start import Start
from lrviz.classroom.task import Result, Task, Value
from lrviz.hyperparameters import Declared, HyperparameterError, Length
from lrviz.hyperparameters.field import shown
from lrviz.lessons import CHAPTERS, LESSONS, Lesson
from lrviz.lessons.answering import is_right
from lrviz.lessons.task import Choose, SetValue
from lrviz.scene import Scene

_BY_KEY = {lesson.key: lesson for lesson in LESSONS}


@dataclass(frozen=True)
class Item(Declared):
    """A scene, a question about it, a task, and what is told at the reveal; of a lesson all of these are its own."""

    title: Annotated[str, "A few words, for lists.", Length(1, 100)]
    question: Annotated[str, "What is asked, in words.", Length(1, 1000)]
    scene: Annotated[Scene, "What is asked about."]
    task: Annotated[Task, "What everybody does before it is revealed."]
    told: Annotated[str, "What is told at the reveal.", Length(0, 2000)] = ""
    lesson: Annotated[str, "The key of the lesson that it is; empty for a scene of one's own.", Length(0, 80)] = ""

    def check(self) -> None:
        self.task.check_scene(self.scene)
        if self.lesson and self.lesson not in _BY_KEY:
            raise HyperparameterError(f"a lesson must be one of {', '.join(_BY_KEY)}, got {self.lesson!r}")

    def to_dict(self) -> dict[str, Any]:
        """The values as plain data; of a lesson its key alone, since all else is the lesson's."""
        return {"type": "Item", "lesson": self.lesson} if self.lesson else super().to_dict()


def item_of(lesson: Lesson) -> Item:
    """The item that asks a class what a lesson asks."""
    return _item_of(lesson.key)


def items_of(chapter: str) -> tuple[Item, ...]:
    """The items of a chapter's lessons, in the order of teaching.

    Raises:
        HyperparameterError: there is no such chapter.
    """
    if chapter not in CHAPTERS:
        raise HyperparameterError(f"a chapter must be one of {', '.join(CHAPTERS)}, got {chapter!r}")
    return tuple(item_of(lesson) for lesson in LESSONS if lesson.chapter == chapter)


def lesson_of(key: str) -> Lesson:
    """The lesson of a key.

    Raises:
        HyperparameterError: there is none.
    """
    if not isinstance(key, str) or key not in _BY_KEY:
        raise HyperparameterError(f"a lesson must be one of {', '.join(_BY_KEY)}, got {shown(key)}")
    return _BY_KEY[key]


@lru_cache(maxsize=len(LESSONS))
def _item_of(key: str) -> Item:
    lesson = lesson_of(key)
    return Item(lesson.title, lesson.question, lesson.scene, _task_of(lesson), lesson.reveal.answer, key)


def _task_of(lesson: Lesson) -> Task:
    task = lesson.task
    if isinstance(task, Choose):
        return Choice(lesson.choices, task.right)
    if isinstance(task, SetValue):
        return Rate(*task.allowed, task.path, task.run)
    return Start()


def judge(item: Item, value: Value) -> Result:
    """What became of an answer, to the last bit as `simulate` computes it; a lesson says itself what is right.

    Args:
        item: what was asked.
        value: the answer, as messages bring it.

    Raises:
        RefusedError: the task does not allow the answer.
    """
    checked = item.task.checked(item.scene, value)
    result = item.task.judged(item.scene, checked)
    return _as_the_lesson_says(lesson_of(item.lesson), checked, result) if item.lesson else result


def _as_the_lesson_says(lesson: Lesson, value: Value, result: Result) -> Result:
    right = is_right(lesson, value)
    hint = lesson.wording().hint(value) if isinstance(lesson.task, Choose) and not right else ""
    return replace(result, right=right, text=hint or result.text)
