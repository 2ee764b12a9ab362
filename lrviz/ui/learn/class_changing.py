"""What is done to the list of a class by one press of a button; what is refused is said, and the list stays."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lrviz.classroom import item_of, items_of
from lrviz.lessons import Lesson
from lrviz.ui.kit.class_list import attempt, items_now, read
from lrviz.ui.learn.open_advice import close_advice
from lrviz.ui.learn.open_class import add_items, put_items
from lrviz.ui.learn.open_entry import close_reference
from lrviz.ui.learn.open_word import close_glossary


def use_lesson(lesson: Lesson) -> None:
    """Puts a lesson behind the list and shows the list."""
    attempt(lambda: add_items([item_of(lesson)]))
    _show_list()


def use_chapter(chapter: str) -> None:
    """Puts all lessons of a chapter behind the list and shows the list."""
    attempt(lambda: add_items(items_of(chapter)))
    _show_list()


def _show_list() -> None:
    close_reference()
    close_advice()
    close_glossary()


def move(number: int, by: int) -> None:
    """Moves an item, counted from 1, so many places down, and keeps it open."""
    items = list(items_now())
    to = number - 1 + by
    if 0 <= to < len(items):
        items.insert(to, items.pop(number - 1))
        attempt(lambda: put_items(items, to + 1))


def remove(number: int) -> None:
    """Takes an item, counted from 1, out of the list; the one behind it is open then."""
    items = list(items_now())
    del items[number - 1 : number]
    attempt(lambda: put_items(items, min(number, len(items))))


def clear() -> None:
    """Takes all items out of the list."""
    attempt(lambda: put_items([]))


def change(number: int, **fields: Any) -> None:
    """Changes fields of an item, counted from 1."""
    items = list(items_now())

    def put() -> None:
        items[number - 1] = replace(items[number - 1], **fields)
        put_items(items, number)

    if number <= len(items):
        attempt(put)


def put_back(sent: Any) -> None:
    """Puts a list that a browser has kept behind the one that stands; what is no list is left aside."""
    if isinstance(sent, Sequence) and all(isinstance(text, str) for text in sent):
        attempt(lambda: add_items([read(text) for text in sent]))
