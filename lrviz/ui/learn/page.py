"""The page "Learn": lessons about what learning rates do, and the words that they are told in."""

import streamlit as st

from lrviz.ui.components.learn import LESSON, WORD
from lrviz.ui.kit.share import framed
from lrviz.ui.kit.view import view_controls
from lrviz.ui.learn.lessons import lesson_page
from lrviz.ui.learn.listing import choosing, lessons_listed, words_listed
from lrviz.ui.learn.open_lesson import open_lesson
from lrviz.ui.learn.open_word import open_word
from lrviz.ui.learn.progress import LearnView
from lrviz.ui.learn.words import word_page


def page() -> None:
    """Draws the page."""
    with framed("Learn", (LESSON, WORD)) as link:
        term = open_word(link)
        lesson = None if term else open_lesson(link)
        with st.sidebar:
            choosing(glossary=term is not None)
            if term:
                words_listed(term)
            if lesson:
                lessons_listed(lesson)
            view = view_controls(link, LESSON, LearnView)
        link.settle()
        if term:
            word_page(term, view)
        if lesson:
            lesson_page(lesson, view)
