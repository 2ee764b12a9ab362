"""The line at the head of the page: what is open, between the ways to what comes before and after it."""

from collections.abc import Callable, Sequence

import streamlit as st

from lrviz.ui.kit.headings import heading


def titled(title: str, tips: Sequence[str], keys: Sequence[str], shown: str, turn: Callable[[str], None]) -> None:
    """Draws it; at either end a way is there and does nothing.

    Args:
        title: of what is open.
        tips: what the ways back and on are called.
        keys: of all that can be open, in order.
        shown: the key of what is.
        turn: called with the key that a way leads to.
    """
    (back, on), place = tips, keys.index(shown)
    before, after = keys[place - 1] if place else "", keys[place + 1] if place + 1 < len(keys) else ""
    with st.container(horizontal=True, vertical_alignment="center", key="lesson-title", gap="small"):
        _way("←", back, before, turn)
        heading(title)
        _way("→", on, after, turn)


def _way(sign: str, tip: str, key: str, turn: Callable[[str], None]) -> None:
    st.button(sign, key=f"~turn{sign}", help=tip, disabled=not key, on_click=turn, args=(key,))
