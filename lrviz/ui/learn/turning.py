"""The line at the head of the page: what is open, between the ways to what comes before and after it."""

from collections.abc import Callable, Sequence

import streamlit as st

from lrviz.ui.kit.headings import heading


def titled(title: str, tips: Sequence[str], keys: Sequence[str], turn: Callable[[str], None]) -> None:
    """Draws it.

    Args:
        title: of what is open.
        tips: what the ways back and on are called.
        keys: what they lead to; without one a way is there and does nothing.
        turn: called with the key.
    """
    (back, on), (before, after) = tips, keys
    with st.container(horizontal=True, vertical_alignment="center", key="lesson-title", gap="small"):
        _way("←", back, before, turn)
        heading(title)
        _way("→", on, after, turn)


def _way(sign: str, tip: str, key: str, turn: Callable[[str], None]) -> None:
    st.button(sign, key=f"~turn{sign}", help=tip, disabled=not key, on_click=turn, args=(key,))
