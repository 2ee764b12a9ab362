"""The page "Learn": lessons about what learning rates do, the words they are told in, a reference, and advice."""

import streamlit as st

from lrviz.ui.components.learn import LESSON, PAGE
from lrviz.ui.kit.class_list import ITEMS, listed
from lrviz.ui.kit.share import framed
from lrviz.ui.kit.view import view_controls
from lrviz.ui.learn.advice import advice_page
from lrviz.ui.learn.class_adding import adding
from lrviz.ui.learn.classes import class_page
from lrviz.ui.learn.entries import entry_page
from lrviz.ui.learn.lessons import lesson_page
from lrviz.ui.learn.listing import choosing, entries_listed, lessons_listed, words_listed
from lrviz.ui.learn.open_advice import open_advice
from lrviz.ui.learn.open_class import open_class
from lrviz.ui.learn.open_entry import open_entry
from lrviz.ui.learn.open_lesson import open_lesson
from lrviz.ui.learn.open_word import open_word
from lrviz.ui.learn.progress import LearnView
from lrviz.ui.learn.words import word_page


def page() -> None:
    """Draws the page."""
    with framed("Learn", PAGE) as link:
        items = listed(link)
        entry = open_entry(link)
        answers = None if entry else open_advice(link)
        term = None if entry or answers else open_word(link)
        item = None if entry or answers or term else open_class(link)
        preparing = item is not None
        if not preparing:
            link.keep_back(ITEMS)  # who is sent a lesson is not to see what the class will be asked
        lesson = None if entry or answers or term or preparing else open_lesson(link)
        parts = {"Reference": entry, "Advice": answers, "Glossary": term, "Class": preparing, "Lessons": lesson}
        with st.sidebar:
            choosing(next(name for name, shown in parts.items() if shown))
            if entry:
                entries_listed(entry)
            if term:
                words_listed(term)
            if lesson:
                lessons_listed(lesson)
            if preparing:
                adding()
            view = None if entry or preparing else view_controls(link, LESSON, LearnView)
        link.settle()
        if entry:
            entry_page(entry)
        if answers and view:
            advice_page(answers, view)
        if term and view:
            word_page(term, view)
        if item is not None:
            class_page(items, item)
        if lesson and view:
            lesson_page(lesson, view)
