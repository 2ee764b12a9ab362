"""Headings of a page's sections: those that are seen, and those that only name a section to a screen reader."""

import html

import streamlit as st


def heading(text: str) -> None:
    """A heading that is seen."""
    st.html(f"<h2>{html.escape(text)}</h2>")


def spoken_heading(text: str) -> None:
    """A heading of a section that is plain to see; it takes no room."""
    st.html(spoken(text))


def spoken(text: str) -> str:
    """`spoken_heading` as HTML, to stand before other HTML."""
    return f'<h2 class="kit-spoken">{html.escape(text)}</h2>'
