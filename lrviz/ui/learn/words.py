"""One word of the glossary: what it means, its scene on the stage, when exactly it is said, and where it is taught."""

import streamlit as st

from lrviz.lessons.glossary import TERMS, note
from lrviz.lessons.term import Term
from lrviz.ui.kit.share import say
from lrviz.ui.learn.look_up import look_up
from lrviz.ui.learn.open_lesson import with_number
from lrviz.ui.learn.open_word import turn_to_word
from lrviz.ui.learn.parts import show_lesson
from lrviz.ui.learn.progress import LearnView
from lrviz.ui.learn.showing import showing
from lrviz.ui.learn.turning import titled
from lrviz.ui.trajectories.handover import open_scene


def word_page(term: Term, kept: LearnView) -> None:
    """Draws a word.

    Args:
        term: which.
        kept: what stays of the view from word to word.
    """
    with st.container(key="lesson-head", gap="small"):
        tips = "Previous word (Page Up)", "Next word (Page Down)"
        titled(term.name, tips, list(TERMS), term.key, turn_to_word)
        st.markdown(f"{term.meaning}\n\n**See.** {term.see}")
    with st.container(key="lesson-stage"):
        showing(term.key, term.scene, {"chosen": term.run or 1, **term.look}, kept)
    with st.container(key="lesson-told"):
        _told(term)
    say(f"{term.name}. {term.tip}")


def _told(term: Term) -> None:
    if term.criterion:
        st.markdown(f"**When exactly.** {term.criterion}")
        st.caption(note())
    with st.container(horizontal=True, gap="small"):
        if term.lesson:
            name = with_number(term.lesson)
            st.button(name, key="~taught", type="primary", on_click=show_lesson, args=(term.lesson,))
        st.button("Open in Trajectories", key="~open", on_click=open_scene, args=(term.scene,))
    look_up(term.scene)
