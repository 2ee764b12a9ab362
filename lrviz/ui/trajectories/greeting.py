"""The line for whoever comes for the first time, by a link that says nothing."""

import streamlit as st

from lrviz.lessons import LESSONS
from lrviz.ui.components.welcome import welcome
from lrviz.ui.kit.reruns import open_page

_GREETS = "~greets"


def greeting() -> None:
    """Draws the line in a place of its own, until it is dismissed; a link with state of its own has none."""
    if _GREETS not in st.session_state:
        st.session_state[_GREETS] = not st.query_params
    with st.container(key="greeting"):
        if st.session_state[_GREETS]:
            welcome({"learn": lambda _: learn(), "dismiss": lambda _: dismiss()})


def learn() -> None:
    """Opens the first lesson at the next run."""
    open_page("learn", "l", {"lesson": LESSONS[0].key})


def dismiss() -> None:
    """Leaves the line out from the next run on."""
    st.session_state[_GREETS] = False
