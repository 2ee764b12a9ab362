"""The line for whoever comes for the first time, by an address that says nothing."""

import streamlit as st

from lrviz.lessons import LESSONS
from lrviz.ui.components.learn import LESSON, PAGE
from lrviz.ui.components.welcome import welcome
from lrviz.ui.kit.class_list import ITEMS
from lrviz.ui.kit.reruns import open_page
from lrviz.ui.kit.values import values_of
from lrviz.ui.kit.visitors import came_by_bare_address

_DISMISSED = "~dismissed"


def greeting() -> None:
    """Draws the line in a place of its own, until it is dismissed; a visit by a link with state of its own has none."""
    with st.container(key="greeting"):
        if came_by_bare_address() and not st.session_state.get(_DISMISSED):
            welcome({"learn": lambda _: learn(), "dismiss": lambda _: dismiss()})


def learn() -> None:
    """Opens the first lesson at the next run."""
    open_page("learn", PAGE, values_of(ITEMS) | {LESSON: LESSONS[0].key})


def dismiss() -> None:
    """Leaves the line out from the next run on."""
    st.session_state[_DISMISSED] = True
