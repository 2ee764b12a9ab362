"""The page "Schedules": compare, compose, check and take away learning-rate curves."""

import streamlit as st

from lrviz.ui.board import BoardView
from lrviz.ui.comparing import comparing
from lrviz.ui.entries import comparison_controls
from lrviz.ui.link import Link
from lrviz.ui.theory import spectrum_controls
from lrviz.ui.view import view_controls

PAGE = "s"


def page() -> None:
    """Draws the page."""
    link = Link(PAGE)
    with st.sidebar:
        comparison = comparison_controls(link, PAGE)
        view = view_controls(link, PAGE, BoardView)
        spectrum = spectrum_controls(link, PAGE, view)
    link.settle()
    if link.notices:
        st.warning("\n\n".join(link.notices))
    comparing(comparison, view, spectrum, PAGE)
