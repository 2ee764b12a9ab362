"""One lesson: what is asked above the stage, the stage, what is told below it, and the files that leave."""

import streamlit as st

from lrviz.figures import chapter_file, lesson_file
from lrviz.lessons import LESSONS, Lesson
from lrviz.lessons.lesson import chapter_title
from lrviz.ui.kit.export import download, section
from lrviz.ui.kit.share import say
from lrviz.ui.learn.asking import asking, in_words
from lrviz.ui.learn.class_changing import use_chapter, use_lesson
from lrviz.ui.learn.open_lesson import turn_to
from lrviz.ui.learn.playing import playing
from lrviz.ui.learn.progress import LearnView, progress_in
from lrviz.ui.learn.telling import telling
from lrviz.ui.learn.turning import titled

_CLASS = "Puts it into the list of what a class predicts together, each on a phone."


def lesson_page(lesson: Lesson, view: LearnView) -> None:
    """Draws a lesson as far as it has come; each part has a place of its own, so that the stage keeps its own."""
    progress = progress_in(lesson)
    with st.container(key="lesson-head", gap="small"):
        _title(lesson)
        asking(progress)
    with st.container(key="lesson-stage"):
        playing(progress, view)
    with st.container(key="lesson-told"):
        telling(progress)
    with st.container(horizontal=True, gap="small", key="lesson-class"):
        st.button("Use in class", key="~use", help=_CLASS, on_click=use_lesson, args=(lesson,))
        st.button("Use its chapter in class", key="~use.chapter", on_click=use_chapter, args=(lesson.chapter,))
    section("Lessons as files", "lesson-files", lambda: _leaving(lesson))
    say(in_words(progress))


def _leaving(lesson: Lesson) -> None:
    st.caption("They open in any browser, ask, play and tell without a network.")
    with st.container(horizontal=True):
        download("This lesson", lambda: lesson_file(lesson), f"lrviz_{lesson.key}.html")
        chapter = lesson.chapter
        name = chapter_title(chapter)
        download(f"Its chapter, {name}", lambda: chapter_file(chapter), f"lrviz_{chapter}.html")


def _title(lesson: Lesson) -> None:
    keys = [one.key for one in LESSONS]
    title = f"{LESSONS.index(lesson) + 1} · {lesson.title}"
    titled(title, ("Previous lesson (Page Up)", "Next lesson (Page Down)"), keys, lesson.key, turn_to)
