"""What every page has at its head: its name, its link to be copied or shown as a QR code, and what is said of it."""

import html
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import segno
import streamlit as st
from segno.encoder import DataOverflowError

from lrviz.ui.kit.component import mount
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.values import Page

KEY = "share"
MOST_BYTES = 2953
"""What the largest QR code holds."""

_ADDRESS, _TURN, _SAID = "~address", "~turn", "~said"
_LONGEST_ADDRESS = 2000


@contextmanager
def framed(title: str, page: Page) -> Iterator[Link]:
    """Draws a page: first its name, at the end what passes its link on.

    Args:
        title: what the page is called.
        page: what the keys of its widgets begin with.

    Yields:
        The link during this run; whoever draws the page must settle it.
    """
    st.set_page_config(page_title=f"{title} · lrviz")
    st.session_state.pop(_SAID, None)
    with st.container(key="page-head"):
        st.html(f'<h1 class="kit-spoken">{html.escape(title)}</h1>')
        place = st.container()
    link = Link(page)
    yield link
    with place:
        _share(link.query)


def say(words: str) -> None:
    """Has a screen reader say what the page shows now, where that has changed."""
    st.session_state[_SAID] = words


def _share(query: str) -> None:
    address = st.session_state.pop(_ADDRESS, None)
    turn = st.session_state.get(_TURN, 0)
    code = None if address is None else {"turn": turn, **qr_code(f"{address}?{query}")}
    told = {"query": query, "said": st.session_state.get(_SAID, ""), "code": code}
    mount("share", KEY, "share/main.js", "share/share.css", told, {"address": _ask})


def _ask(sent: Any) -> None:
    """Takes the address at which a browser sees the page; what is none is left aside."""
    if isinstance(sent, str) and sent.startswith(("http://", "https://")) and len(sent) <= _LONGEST_ADDRESS:
        st.session_state[_ADDRESS] = sent
        st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def qr_code(link: str) -> dict[str, Any]:
    """A link as a QR code: what `Code` of assets/share/sheet.js says."""
    try:
        code = segno.make(link, error="l", micro=False)
    except DataOverflowError:
        bytes_ = len(link.encode())
        problem = f"This link has {bytes_:,} bytes, and a QR code holds at most {MOST_BYTES:,}. Copy it instead."
        return {"link": link, "path": "", "size": 0, "problem": problem}
    rows = list(code.matrix_iter(border=4))
    return {"link": link, "path": "".join(_strokes(rows)), "size": len(rows), "problem": ""}


def _strokes(rows: list[Any]) -> Iterator[str]:
    """Each run of dark squares as a stroke through their middles."""
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            length = next((n for n, dark in enumerate(row[x:]) if not dark), len(row) - x)
            if length:
                yield f"M{x} {y}.5h{length}"
            x += max(1, length)
