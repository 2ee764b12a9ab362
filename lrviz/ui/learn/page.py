"""The page "Learn": lessons about what learning rates do, the words that they are told in, and advice."""

import streamlit as st

from lrviz.ui.components.learn import LESSON, PAGE
from lrviz.ui.kit.share import framed
from lrviz.ui.kit.view import view_controls
from lrviz.ui.learn.advice import advice_page
from lrviz.ui.learn.lessons import lesson_page
from lrviz.ui.learn.listing import choosing, lessons_listed, words_listed
from lrviz.ui.learn.open_advice import open_advice
from lrviz.ui.learn.open_lesson import open_lesson
from lrviz.ui.learn.open_word import open_word
from lrviz.ui.learn.progress import LearnView
from lrviz.ui.learn.words import word_page


def page() -> None:
    """Draws the page."""
    with framed("Learn", PAGE) as link:
        answers = open_advice(link)
        term = None if answers else open_word(link)
        lesson = None if answers or term else open_lesson(link)
        with st.sidebar:
            choosing("Advice" if answers else "Glossary" if term else "Lessons")
            if term:
                words_listed(term)
            if lesson:
                lessons_listed(lesson)
            view = view_controls(link, LESSON, LearnView)
        link.settle()
        if answers:
            advice_page(answers, view)
        if term:
            word_page(term, view)
        if lesson:
            lesson_page(lesson, view)
