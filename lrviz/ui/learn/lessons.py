"""One lesson: what is asked above the stage, the stage, and what is told below it."""

import streamlit as st

from lrviz.lessons import LESSONS, Lesson
from lrviz.ui.kit.share import say
from lrviz.ui.learn.asking import asking, in_words
from lrviz.ui.learn.open_lesson import turn_to
from lrviz.ui.learn.playing import playing
from lrviz.ui.learn.progress import LearnView, progress_in
from lrviz.ui.learn.telling import telling
from lrviz.ui.learn.turning import titled


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
    say(in_words(progress))


def _title(lesson: Lesson) -> None:
    keys = [one.key for one in LESSONS]
    title = f"{LESSONS.index(lesson) + 1} · {lesson.title}"
    titled(title, ("Previous lesson (Page Up)", "Next lesson (Page Down)"), keys, lesson.key, turn_to)
