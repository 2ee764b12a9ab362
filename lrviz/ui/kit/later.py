"""Parts of a page that are drawn once its picture is on the way; their places are kept until then."""

import time
from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

_HEAD_START = 0.04
"""For how many seconds the picture has the process to itself, so that it is sent before what is drawn later."""


class Later:
    """What waits for the picture, each part in its place; until then a place shows what stood there before."""

    def __init__(self) -> None:
        self._waiting: list[tuple[DeltaGenerator, Callable[[], object]]] = []

    def add(self, draw: Callable[[], object]) -> None:
        """Keeps a place, here, for a part that is drawn later."""
        self._waiting.append((st.container(), draw))

    def draw(self) -> None:
        """Draws what has waited, in its order."""
        if self._waiting:
            time.sleep(_HEAD_START)
        for place, draw in self._waiting:
            with place:
                draw()
