"""Which lesson is open: the link says it by its key, or by its number."""

from contextlib import suppress

import streamlit as st

from lrviz.lessons import LESSONS, Lesson
from lrviz.ui.kit.link import Link

PAGE = "l"
LESSON = "lesson"
"""The parameter of the link, and where the session has the key of the lesson."""

_BY_KEY = {lesson.key: lesson for lesson in LESSONS}
_FIRST = LESSONS[0].key


def open_lesson(link: Link) -> Lesson:
    """The lesson that is open; the link says which, and is told."""
    link.watch(
        LESSON, _FIRST, f"a lesson's key, or its number from 1 to {len(LESSONS)}", lambda text: key_of(text) != ""
    )
    said = st.session_state.get(LESSON) or st.query_params.get(LESSON, _FIRST)
    key = key_of(said) or _FIRST
    st.session_state[LESSON] = key
    if st.query_params.get(LESSON, _FIRST) != key:
        st.query_params[LESSON] = key
    return _BY_KEY[key]


def key_of(text: str) -> str:
    """The key of the lesson that a text names; empty where it names none."""
    with suppress(ValueError):
        number = int(text)
        return LESSONS[number - 1].key if 1 <= number <= len(LESSONS) else ""
    return text if text in _BY_KEY else ""


def turn_to(key: str) -> None:
    """Opens a lesson at the next run, for use in callbacks; what names none leaves the page as it is."""
    if key in _BY_KEY:
        st.session_state[LESSON] = key


def neighbours(lesson: Lesson) -> tuple[Lesson | None, Lesson | None]:
    """The lessons before and after one."""
    place = LESSONS.index(lesson)
    return LESSONS[place - 1] if place else None, LESSONS[place + 1] if place + 1 < len(LESSONS) else None
