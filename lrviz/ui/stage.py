"""The stage: map, loss and learning rate on one clock, as one component that lives in the browser."""

from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from lrviz.cli import assets
from lrviz.figures import plotly_files

KEY = "stage"
_NAME = "lrviz.stage"
_PLOTLY = "lrviz.plotly"


def stage(shown: bytes, told: dict[str, Callable[[Any], None]]) -> None:
    """Mounts the stage.

    Args:
        shown: the payload of what is drawn.
        told: for each word that the browser says, what is called with its value before the script runs on: "start"
            with a point, "view" with the fields of a view, "rest" once the start has come to rest.
    """
    _serve()
    hearing = {f"on_{word}_change": _hearing(word, call) for word, call in told.items()}
    _component()(key=KEY, data=shown, **hearing)


def _hearing(word: str, call: Callable[[Any], None]) -> Callable[[], None]:
    return lambda: call(st.session_state[KEY][word])


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
