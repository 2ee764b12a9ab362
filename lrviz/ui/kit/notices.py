"""What a page says over a picture: in a place that is always there, so that the picture keeps its own.

Streamlit knows a part of a page by where it stands; a picture that moves down by one line is built anew in the browser.
"""

from collections.abc import Iterable

import streamlit as st

from lrviz.ui.kit.link import complaint


def say_errors(problems: Iterable[str]) -> None:
    """Says what went wrong, if anything did."""
    with st.container():
        for problem in problems:
            st.error(complaint(problem))


def say_warnings(problems: Iterable[str]) -> None:
    """Warns, if there is anything to warn of."""
    with st.container():
        for problem in problems:
            st.warning(complaint(problem))
