"""Headings of a page's sections: those that are seen, and those that only name a section to a screen reader."""

import html

import streamlit as st

from lrviz.ui.kit.texts import tipped, title_of


def heading(text: str) -> None:
    """A heading that is seen; the terms of the glossary in it are its tip."""
    st.html(f"<h2{title_of(text)}>{html.escape(text)}</h2>")


def tipped_caption(text: str) -> None:
    """A line in small type, with what the glossary says of the terms in it."""
    st.caption(text, help=tipped(text))


def spoken_heading(text: str) -> None:
    """A heading of a section that is plain to see; it takes no room."""
    st.html(spoken(text))


def spoken(text: str) -> str:
    """`spoken_heading` as HTML, to stand before other HTML."""
    return f'<h2 class="kit-spoken">{html.escape(text)}</h2>'
