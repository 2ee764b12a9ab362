"""Mounts the components that live in the browser, and serves their modules and Plotly.js."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from typing import Any, TypeAlias

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from lrviz.figures import plotly_files
from lrviz.paths import assets
from lrviz.serving.addresses import fingerprint

_PLOTLY = "plotly"
_ROOMS = ("kit", "share", "stage", "board", "tune", "learn", "welcome")
_ROUTE = "/_stcore/bidi-components"

Callbacks: TypeAlias = dict[str, Callable[[Any], None]]
"""For each word that a browser says, what is called with its value before the script runs on."""


def mount(name: str, key: str, script: str, sheet: str, shown: bytes | Mapping[str, Any], callbacks: Callbacks) -> None:
    """Mounts a component.

    Args:
        name: its name, and that of its folder in assets.
        key: its key in the session.
        script: its first module, a path inside assets.
        sheet: its style sheet, likewise.
        shown: the payload of what is drawn, or plain data.
        callbacks: for each word that the browser says, what is called with its value before the script runs on.
    """
    serve(name)
    serve(_PLOTLY)
    hearing = {f"on_{word}_change": _hearing(key, word, call) for word, call in callbacks.items()}
    _component(name, script, sheet)(key=key, data=shown, **hearing)


def _hearing(key: str, word: str, call: Callable[[Any], None]) -> Callable[[], None]:
    def hear() -> None:
        # What was said last before another page took the component's place may come when nothing of it is left.
        said = st.session_state.get(key) or {}
        if word in said:
            call(said[word])

    return hear


@cache
def _component(name: str, script: str, sheet: str) -> Callable[..., Any]:
    return st.components.v2.component(f"{_package()}.{name}", js=script, css=sheet, isolate_styles=False)


def serve(name: str) -> None:
    """Lets the running server hand out a component's files, or Plotly.js.

    Streamlit finds the assets of installed components only; a checkout and another package's file are told to it here.
    """
    manager = get_bidi_component_manager()
    if manager.get_component_path(f"{_package()}.{name}") is None:
        place = plotly_files() if name == _PLOTLY else assets()
        manifest = ComponentManifest(_package(), version("streamlit"), [ComponentConfig(name, place.name)])
        manager.register_from_manifest(manifest, place.parent)


def served() -> list[str]:
    """Has everything handed out by the running server; the paths of it, below the app, the slowest first."""
    places = [f"{_ROUTE}/{_package()}.{_PLOTLY}/plotly.min.js"]
    for name in (_PLOTLY, *_ROOMS[1:]):
        serve(name)
    for name in _ROOMS[1:]:
        files = (file for room in (name, _ROOMS[0]) for file in sorted((assets() / room).rglob("*.*")))
        places += [f"{_ROUTE}/{_package()}.{name}/{file.relative_to(assets()).as_posix()}" for file in files]
    return places


@cache
def _package() -> str:
    """What stands before the dot in every component's name and address; another word once any file has changed."""
    places = [*(assets() / room for room in _ROOMS), plotly_files() / "plotly.min.js"]
    return f"lrviz-{fingerprint(places)}"
