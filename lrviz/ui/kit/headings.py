"""Headings of a page's sections: those that are seen, and those that only name a section to a screen reader."""

import html

import streamlit as st

from lrviz.lessons.spotting import tip_in
from lrviz.ui.kit.texts import tipped


def heading(text: str) -> None:
    """A heading that is seen; the terms of the glossary in it are its tip."""
    tip = html.escape(tip_in(text))
    st.html(f'<h2 title="{tip}">{html.escape(text)}</h2>' if tip else f"<h2>{html.escape(text)}</h2>")


def tipped_caption(text: str) -> None:
    """A line in small type, with what the glossary says of the terms in it."""
    st.caption(text, help=tipped(text))


def spoken_heading(text: str) -> None:
    """A heading of a section that is plain to see; it takes no room."""
    st.html(spoken(text))


def spoken(text: str) -> str:
    """`spoken_heading` as HTML, to stand before other HTML."""
    return f'<h2 class="kit-spoken">{html.escape(text)}</h2>'
