"""The page "Trajectories": optimizers descend a function under their schedules."""

import streamlit as st

from lrviz.ui.components.stage import View
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.view import view_controls
from lrviz.ui.trajectories.controls import scene_controls
from lrviz.ui.trajectories.first_scene import FIRST_SCENE
from lrviz.ui.trajectories.greeting import greeting
from lrviz.ui.trajectories.results import results

PAGE = "t"


def page() -> None:
    """Draws the page."""
    greeting()
    link = Link(PAGE)
    with st.sidebar:
        controls = scene_controls(link, PAGE, FIRST_SCENE)
        view = view_controls(link, PAGE, View)
    link.settle()
    results(controls, view, PAGE)
