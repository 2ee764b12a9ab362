"""The list of lessons: it lives in the browser, which knows what was revealed in earlier visits."""

from collections.abc import Sequence

from lrviz.lessons import CHAPTERS, LESSONS
from lrviz.lessons.lesson import chapter_title
from lrviz.ui.kit.component import Callbacks, mount

KEY = "learn"


def lesson_list(shown: str, turn: str, revealed: Sequence[str], callbacks: Callbacks) -> None:
    """Mounts the list; Page Up and Page Down turn lessons while it stands.

    Args:
        shown: the key of the lesson that is open.
        turn: how far it has come; where that is new, the page is scrolled to its top.
        revealed: the keys of those that this visit has revealed.
        callbacks: called before the script runs on: "open" with the key of a lesson.
    """
    lessons = [(lesson.chapter, _entry(number, lesson.key, lesson.title)) for number, lesson in enumerate(LESSONS, 1)]
    chapters = [
        {"title": chapter_title(chapter), "lessons": [entry for own, entry in lessons if own == chapter]}
        for chapter in CHAPTERS
    ]
    listing = {"chapters": chapters, "open": shown, "turn": turn, "revealed": list(revealed)}
    mount("learn", KEY, "learn/main.js", "learn/learn.css", listing, callbacks)


def _entry(number: int, key: str, title: str) -> dict[str, object]:
    return {"key": key, "number": number, "title": title}
