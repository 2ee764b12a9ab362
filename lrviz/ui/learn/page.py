"""The page "Learn": lessons about what learning rates do."""

import streamlit as st

from lrviz.ui.kit.share import framed
from lrviz.ui.kit.view import view_controls
from lrviz.ui.learn.lessons import lesson_page
from lrviz.ui.learn.listing import listing
from lrviz.ui.learn.open_lesson import PAGE, open_lesson
from lrviz.ui.learn.progress import LearnView


def page() -> None:
    """Draws the page."""
    with framed("Learn", PAGE) as link:
        lesson = open_lesson(link)
        with st.sidebar:
            listing(lesson)
            view = view_controls(link, PAGE, LearnView)
        link.settle()
        lesson_page(lesson, view)
