"""Mounts the components that live in the browser, and serves their modules and Plotly.js."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeAlias

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from lrviz.paths import assets
from lrviz.serving.addresses import fingerprint
from lrviz.version import version_of

_PLOTLY = "plotly"
_ROOMS = ("kit", "plotly", "share", "stage", "board", "tune", "predictions", "learn", "classroom", "welcome")
_ROUTE = "/_stcore/bidi-components"
_SAID, _HEARD = "said", "~heard"

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
    hearing = {f"on_{_SAID}_change": _hearing(key, callbacks)} if callbacks else {}
    _component(name, script, sheet)(key=key, data=shown, **hearing)


def _hearing(key: str, callbacks: Callbacks) -> Callable[[], None]:
    def hear() -> None:
        # What was said last before another page took the component's place may come when nothing of it is left.
        for word, value in _news(key, (st.session_state.get(key) or {}).get(_SAID)):
            if word in callbacks:
                callbacks[word](value)

    return hear


def _news(key: str, said: Any) -> list[tuple[str, Any]]:
    """What of a browser's words has not been heard before, each with its value; nothing of what it cannot have sent.

    Args:
        key: the component's.
        said: a name of the page, and the newest of all words as `[number, word, value]`, the numbers rising.
    """
    match said:
        case [str(page), [*words]] if all(map(_is_word, words)):
            heard = st.session_state.setdefault(_HEARD, {})
            known, number_of_last = heard.get(key, (page, 0))
            last = number_of_last if known == page else 0
            heard[key] = (page, max(last, *(number for number, _, _ in words), 0))
            return [(word, value) for number, word, value in words if number > last]
    return []


def _is_word(said: Any) -> bool:
    match said:
        case [int(), str(), _]:
            return True
    return False


@cache
def _component(name: str, script: str, sheet: str) -> Callable[..., Any]:
    return st.components.v2.component(f"{_package()}.{name}", js=script, css=sheet, isolate_styles=False)


def serve(name: str) -> None:
    """Lets the running server hand out a component's files, or Plotly.js.

    Streamlit finds the assets of installed components only; those of a checkout are told to it here.
    """
    manager = get_bidi_component_manager()
    if manager.get_component_path(f"{_package()}.{name}") is None:
        manifest = ComponentManifest(_package(), version_of("streamlit"), [ComponentConfig(name, assets().name)])
        manager.register_from_manifest(manifest, assets().parent)


def served() -> list[str]:
    """Has everything handed out by the running server; the paths of it, below the app, the slowest first."""
    plotly, kit, *others = _PLOTLY, *(room for room in _ROOMS if room != _PLOTLY)
    places = [(plotly, file) for file in _files(plotly)]
    places += [(name, file) for name in others for room in (name, kit) for file in _files(room)]
    for name in (plotly, *others):
        serve(name)
    return [f"{_ROUTE}/{_package()}.{name}/{file}" for name, file in places]


def _files(room: str) -> list[str]:
    """What a room of assets holds, by paths inside assets."""
    return [file.relative_to(assets()).as_posix() for file in sorted((assets() / room).rglob("*.*"))]


@cache
def _package() -> str:
    """What stands before the dot in every component's name and address; another word once any file has changed."""
    return f"lrviz-{fingerprint(assets() / room for room in _ROOMS)}"
