"""The stage: map, loss and learning rate on one clock, as one component that lives in the browser."""

from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import version
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from lrviz.cli import assets
from lrviz.figures import Drawn, payload, plotly_files
from lrviz.scene import Scene

KEY = "stage"
_NAME = "lrviz.stage"
_PLOTLY = "lrviz.plotly"


def stage(
    scene: Scene,
    drawn: Sequence[Drawn],
    slots: Sequence[int],
    view: dict[str, Any],
    on_start: Callable[[Any], None],
    on_view: Callable[[Any], None],
) -> None:
    """Mounts the stage.

    Args:
        scene: what is drawn.
        drawn: its runs.
        slots: the slot of each run.
        view: what is shown of it, as plain data.
        on_start: called before the next run of the script with what the browser says the new start is.
        on_view: the same with the new view.
    """
    _serve()
    _component()(
        key=KEY,
        data=payload(scene, drawn, slots, view),
        on_start_change=lambda: on_start(st.session_state[KEY].start),
        on_view_change=lambda: on_view(st.session_state[KEY].view),
    )


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(_NAME, js="main.js", css="stage.css", isolate_styles=False)


def _serve() -> None:
    """Lets the running server hand out the stage's modules, and Plotly.js from the plotly package.

    Streamlit finds the assets of installed components only; a checkout and another package's file are told to it here.
    """
    manager = get_bidi_component_manager()
    for name, place in ((_NAME, assets() / "stage"), (_PLOTLY, plotly_files())):
        if manager.get_component_path(name) is None:
            package, component = name.split(".")
            manifest = ComponentManifest(package, version("streamlit"), [ComponentConfig(component, place.name)])
            manager.register_from_manifest(manifest, place.parent)
