"""The page "Trajectories": optimizers descend a function under their schedules."""

import streamlit as st

from lrviz.figures.stage.view import View
from lrviz.ui.kit.share import framed
from lrviz.ui.kit.values import assign
from lrviz.ui.kit.view import view_controls
from lrviz.ui.trajectories.controls import Controls, scene_controls
from lrviz.ui.trajectories.first_scene import FIRST_SCENE
from lrviz.ui.trajectories.greeting import greeting
from lrviz.ui.trajectories.results import results

PAGE = "t"

_FUNCTION = "~function"


def page() -> None:
    """Draws the page."""
    greeting()
    with framed("Trajectories", PAGE) as link:
        with st.sidebar:
            controls = scene_controls(link, PAGE, FIRST_SCENE)
            _show_whole(controls)
            view = view_controls(link, PAGE, View)
        link.settle()
        results(controls, view, PAGE)


def _show_whole(controls: Controls) -> None:
    """Another function is seen as a whole, whatever has been zoomed to."""
    if controls.scene is None:
        return
    now, last = controls.scene.objective, st.session_state.get(_FUNCTION)
    if last is not None and last != now:
        assign({f"{PAGE}.view.zoom": ""})
    st.session_state[_FUNCTION] = now
