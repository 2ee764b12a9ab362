"""The page "Trajectories": optimizers descend a function under their schedules."""

import streamlit as st

from lrviz.ui.first_view import FIRST_VIEW
from lrviz.ui.link import Link
from lrviz.ui.results import results, scale_controls
from lrviz.ui.runs import scene_controls

PAGE = "t"


def page() -> None:
    """Draws the page."""
    link = Link()
    with st.sidebar:
        controls = scene_controls(link, PAGE, FIRST_VIEW)
        scales = scale_controls(link, PAGE)
    link.settle(PAGE)
    if link.notices:
        st.warning("\n\n".join(link.notices))
    results(controls, scales)
