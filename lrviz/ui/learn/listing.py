"""The list of lessons, words or entries beside the one that is open."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import streamlit as st

from lrviz.lessons import CHAPTERS, LESSONS, Lesson
from lrviz.lessons.entries import on_shelf
from lrviz.lessons.entry import Entry, Shelf, shelf_title
from lrviz.lessons.glossary import ENDINGS, WORDS, part_title
from lrviz.lessons.lesson import chapter_title
from lrviz.lessons.term import Term
from lrviz.ui.components.learn import Item, Part, contents
from lrviz.ui.kit.headings import spoken_heading
from lrviz.ui.learn.open_advice import begin_advice
from lrviz.ui.learn.open_class import begin_class
from lrviz.ui.learn.open_entry import open_shelf, turn_to_entry
from lrviz.ui.learn.open_lesson import turn_to
from lrviz.ui.learn.open_word import open_glossary, turn_to_word
from lrviz.ui.learn.parts import back_to_lessons
from lrviz.ui.learn.progress import progress_in, revealed

_LESSONS, _GLOSSARY, _REFERENCE, _ADVICE, _CLASS = "Lessons", "Glossary", "Reference", "Advice", "Class"
_PART, _SHELF = "~part", "~shelf"
_CASES: tuple[tuple[Shelf, ...], ...] = (
    ("optimizers", "combinations"),
    ("schedules",),
    ("functions",),
    ("laws",),
)
"""Which shelves are listed together; the first gives them their name."""


def choosing(part: str) -> None:
    """What chooses between lessons, glossary, reference, advice and class; it shows the part that is open."""
    st.session_state[_PART] = part
    st.segmented_control(
        "What to learn from",
        [_LESSONS, _GLOSSARY, _REFERENCE, _ADVICE, _CLASS],
        key=_PART,
        required=True,
        on_change=_choose,
        label_visibility="collapsed",
        width="stretch",
    )


def _choose() -> None:
    part = st.session_state[_PART]
    back_to_lessons()
    if part == _GLOSSARY:
        open_glossary()
    if part == _REFERENCE:
        open_shelf(_CASES[0][0])
    if part == _ADVICE:
        begin_advice()
    if part == _CLASS:
        begin_class()


def entries_listed(entry: Entry) -> None:
    """The list of entries of a kind, with a box that finds those of all kinds; it turns them."""
    spoken_heading(_REFERENCE)
    case = next(shelves for shelves in _CASES if entry.shelf in shelves)
    st.session_state[_SHELF] = case[0]
    st.segmented_control(
        "Kind",
        [shelves[0] for shelves in _CASES],
        format_func=shelf_title,
        key=_SHELF,
        required=True,
        on_change=lambda: open_shelf(st.session_state[_SHELF]),
        label_visibility="collapsed",
        width="stretch",
    )
    turns = {"open": _called(turn_to_entry)}
    contents(_REFERENCE, _shelves(case), entry.key, entry.key, (), turns, "Find by any name")


@cache
def _shelves(case: tuple[Shelf, ...]) -> list[Part]:
    """All shelves, of which those of one case are listed and the others wait."""
    return [
        Part(shelf_title(shelf), [Item(one.key, "", one.title, one.names[1:]) for one in on_shelf(shelf)], case != own)
        for own in _CASES
        for shelf in own
    ]


def lessons_listed(lesson: Lesson) -> None:
    """The list of lessons by chapters, with what has been revealed; it turns them."""
    spoken_heading(_LESSONS)
    numbered = enumerate(LESSONS, 1)
    items = [(one.chapter, Item(one.key, str(number), one.title)) for number, one in numbered]
    parts = [Part(chapter_title(key), [item for own, item in items if own == key]) for key in CHAPTERS]
    contents(_LESSONS, parts, lesson.key, progress_in(lesson).cue.id, revealed(), {"open": _called(turn_to)})


def words_listed(term: Term) -> None:
    """The list of words; it turns them."""
    spoken_heading(_GLOSSARY)
    parts = [Part(part_title(key), _items(terms)) for key, terms in (("words", WORDS), ("endings", ENDINGS))]
    contents(_GLOSSARY, parts, term.key, term.key, (), {"open": _called(turn_to_word)})


def _items(terms: Sequence[Term]) -> list[Item]:
    return [Item(term.key, "", term.name) for term in terms]


def _called(turn: Any) -> Any:
    """Calls with what a browser sent; what is no text is left aside."""
    return lambda sent: turn(sent) if isinstance(sent, str) else None
