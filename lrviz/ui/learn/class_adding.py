"""What a class is put together from: a lesson, a chapter, links, or a file."""

from urllib.parse import ParseResult, parse_qs, urlparse

import streamlit as st

from lrviz.classroom import ClassPlan, Item, item_of
from lrviz.classroom.item import lesson_of
from lrviz.lessons import CHAPTERS, LESSONS
from lrviz.lessons.lesson import chapter_title
from lrviz.ui.components.learn import LESSON
from lrviz.ui.kit.class_list import ITEMS, attempt, item_for, read
from lrviz.ui.kit.headings import heading
from lrviz.ui.learn.class_changing import use_chapter, use_lesson
from lrviz.ui.learn.open_class import add_items
from lrviz.ui.learn.open_lesson import key_of
from lrviz.ui.trajectories.pasted import scene_in

_LESSON, _CHAPTER, _LINK, _FILE = "~class.lesson", "~class.chapter", "~class.link", "~class.file"
_FILES = "~class.files"
"""Where the session counts the files that were taken: each finds an empty box, also where it is the same one again."""

_MOST_MEGABYTES = 4
_ELSEWHERE = ("schedules", "tune", "train")
_WANTED = "a link must be one of Trajectories, of a lesson, or of a class"


def adding() -> None:
    """Draws the ways to add to the list."""
    heading("Add to the class")
    numbers = range(len(LESSONS))
    number = st.selectbox("A lesson", numbers, format_func=lambda n: f"{n + 1} · {LESSONS[n].title}", key=_LESSON)
    st.button("Add the lesson", key="~class.add", on_click=use_lesson, args=(LESSONS[number],), width="stretch")
    chapter = st.selectbox("A chapter", CHAPTERS, format_func=chapter_title, key=_CHAPTER)
    count = sum(one.chapter == chapter for one in LESSONS)
    label = f"Add its {count} lessons"
    st.button(label, key="~class.add.chapter", on_click=use_chapter, args=(chapter,), width="stretch")
    tip = "Of any scene on Trajectories, also from another tab; or press “Use in class” there. A lesson's link will do."
    st.text_input("A link", key=_LINK, help=tip, placeholder="http://…?v=2&t.f=…", on_change=_take_link)
    key = f"{_FILE} {st.session_state.get(_FILES, 0)}"
    st.file_uploader(
        "The file of a class", "json", key=key, on_change=_take_file, args=(key,), max_upload_size=_MOST_MEGABYTES
    )


def _take_link() -> None:
    text = st.session_state[_LINK]
    if text.strip():
        attempt(lambda: add_items(items_in(text)))
        st.session_state[_LINK] = ""


def _take_file(key: str) -> None:
    file = st.session_state[key]
    if file is not None:
        st.session_state[_FILES] = st.session_state.get(_FILES, 0) + 1
        attempt(lambda: add_items(plan_in(file.getvalue()).items))


def plan_in(data: bytes) -> ClassPlan:
    """The class that a file holds.

    Raises:
        ValueError: it holds none; the message says why.
    """
    try:
        return ClassPlan.from_json(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("the file of a class must be text in UTF-8, got other bytes") from None


def items_in(link: str) -> tuple[Item, ...]:
    """What a pasted link adds to a class.

    Raises:
        ValueError: it is no link of a scene, a lesson or a class; the message says why.
    """
    parts = _parts(link.strip())
    if parts is None or parts.scheme not in ("http", "https"):
        raise ValueError(f"{_WANTED}, and begin with http:// or https://, got {link.strip()[:60]!r}")
    given = parse_qs(parts.query, keep_blank_values=True)
    page = parts.path.rstrip("/").rpartition("/")[2]
    if page in _ELSEWHERE:
        raise ValueError(f"{_WANTED}, got one of {page.capitalize()}: open its runs in Trajectories first")
    if page != "learn":
        return (item_for(scene_in(given)),)
    if ITEMS in given:
        return tuple(read(text) for text in given[ITEMS] if text)
    if LESSON not in given:
        raise ValueError(f"{_WANTED}, got one of Learn without a lesson")
    return (item_of(lesson_of(_lesson_in(given[LESSON][0]))),)


def _parts(link: str) -> ParseResult | None:
    try:
        return urlparse(link)
    except ValueError:
        return None


def _lesson_in(text: str) -> str:
    try:
        return key_of(text)
    except ValueError:
        raise ValueError(
            f"a link's lesson must be a key, or a number from 1 to {len(LESSONS)}, got {text[:60]!r}"
        ) from None
