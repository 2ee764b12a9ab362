"""The page "Trajectories": optimizers descend a function under their schedules."""

import streamlit as st

from lrviz.ui.first_view import FIRST_VIEW
from lrviz.ui.link import Link
from lrviz.ui.results import results
from lrviz.ui.runs import scene_controls
from lrviz.ui.stage import View
from lrviz.ui.view import view_controls

PAGE = "t"


def page() -> None:
    """Draws the page."""
    link = Link(PAGE)
    with st.sidebar:
        controls = scene_controls(link, PAGE, FIRST_VIEW)
        view = view_controls(link, PAGE, View)
    link.settle()
    if link.notices:
        st.warning("\n\n".join(link.notices))
    results(controls, view, PAGE)
