"""A scene on the stage beside a text about it: nothing is asked, and each keeps the way in which it is looked at."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from lrviz.figures import drawn, payload
from lrviz.figures.stage.view import View
from lrviz.scene import Scene
from lrviz.ui.components.learn import LESSON
from lrviz.ui.components.stage import stage
from lrviz.ui.kit.view import changed, remember
from lrviz.ui.learn.progress import LearnView

_LOOKS = "~looks"


def showing(key: str, scene: Scene, look: Mapping[str, Any], kept: LearnView) -> None:
    """Draws it.

    Args:
        key: by which a visit remembers how it is looked at.
        scene: what is shown.
        look: fields of the view that differ from its defaults at first.
        kept: what stays of the view from one to another.
    """
    looks: dict[str, View] = st.session_state.get(_LOOKS, {})
    view = replace(looks.get(key) or View(**look), large=kept.large, speed=kept.speed)
    runs = drawn(scene)
    shown = payload(scene, runs, range(1, len(runs) + 1), view.arguments(), movable=False)
    stage(shown, {"start": lambda _: None, "rest": lambda _: None, "view": lambda sent: _note(key, view, sent)})


def _note(key: str, view: View, sent: Any) -> None:
    own = changed(view, sent)
    st.session_state[_LOOKS] = st.session_state.get(_LOOKS, {}) | {key: own}
    remember(LESSON, LearnView(large=own.large, speed=own.speed))
