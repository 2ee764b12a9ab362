"""One word of the glossary: what it means, its scene on the stage, when exactly it is said, and where it is taught."""

from dataclasses import replace
from typing import Any

import streamlit as st

from lrviz.figures import payload
from lrviz.lessons import LESSONS, Lesson
from lrviz.lessons.glossary import note
from lrviz.lessons.term import Term
from lrviz.ui.components.learn import LESSON
from lrviz.ui.components.stage import View, stage
from lrviz.ui.kit.share import say
from lrviz.ui.kit.view import changed, remember
from lrviz.ui.learn.look_up import look_up
from lrviz.ui.learn.open_lesson import turn_to
from lrviz.ui.learn.open_word import close_glossary, turn_to_word, words_around
from lrviz.ui.learn.playing import drawn
from lrviz.ui.learn.progress import LearnView
from lrviz.ui.learn.turning import titled
from lrviz.ui.trajectories.handover import open_scene

_LOOKS = "~looks"


def word_page(term: Term, kept: LearnView) -> None:
    """Draws a word.

    Args:
        term: which.
        kept: what stays of the view from word to word.
    """
    before, after = words_around(term)
    with st.container(key="lesson-head", gap="small"):
        keys = [one.key if one else "" for one in (before, after)]
        titled(term.name, ("Previous word (Page Up)", "Next word (Page Down)"), keys, turn_to_word)
        st.markdown(f"{term.meaning}\n\n**See.** {term.see}")
    with st.container(key="lesson-stage"):
        _playing(term, kept)
    with st.container(key="lesson-told"):
        _told(term)
    say(f"{term.name}. {term.tip}")


def _playing(term: Term, kept: LearnView) -> None:
    view = replace(_look(term), large=kept.large, speed=kept.speed)
    runs = drawn(term.scene)
    shown = payload(term.scene, runs, range(1, len(runs) + 1), view.arguments(), movable=False)
    stage(shown, {"start": lambda _: None, "rest": lambda _: None, "view": lambda sent: _note(term, view, sent)})


def _look(term: Term) -> View:
    looks: dict[str, View] = st.session_state.get(_LOOKS, {})
    return looks.get(term.key) or View(**{"chosen": term.run or 1, **term.look})


def _note(term: Term, view: View, sent: Any) -> None:
    own = changed(view, sent)
    st.session_state[_LOOKS] = st.session_state.get(_LOOKS, {}) | {term.key: own}
    remember(LESSON, LearnView(large=own.large, speed=own.speed))


def _told(term: Term) -> None:
    if term.criterion:
        st.markdown(f"**When exactly.** {term.criterion}")
        st.caption(note())
    with st.container(horizontal=True, gap="small"):
        if term.lesson:
            name = f"Lesson {LESSONS.index(term.lesson) + 1}: {term.lesson.title}"
            st.button(name, key="~taught", type="primary", on_click=_to_lesson, args=(term.lesson,))
        st.button("Open in Trajectories", key="~open", on_click=open_scene, args=(term.scene,))
    look_up(term.scene)


def _to_lesson(lesson: Lesson) -> None:
    close_glossary()
    turn_to(lesson.key)
