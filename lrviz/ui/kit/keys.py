"""Whose work a visitor sees: what was kept under the key in their link, which nobody can guess.

Whoever sits at the machine itself needs no key.
"""

import re
import secrets

import streamlit as st

from lrviz.ui.kit.link import Link, Reading
from lrviz.ui.kit.values import assign, value_of
from lrviz.ui.kit.visitors import at_home

_NEXT = "~key"
_BYTES = 16
_ALLOWED = re.compile(r"[A-Za-z0-9_-]{22}")


def key_place(page: str) -> str:
    """The link's parameter on a page."""
    return f"{page}.key"


def watch_key(link: Link, page: str) -> None:
    """Takes the key from the link, and keeps it there."""
    link.value(key_place(page), Reading("key", "a key that this page has made", _read), "", drawn=False)


def _read(text: str) -> str:
    """A key.

    Raises:
        ValueError: it is none.
    """
    if not _ALLOWED.fullmatch(text):
        raise ValueError(text)
    return text


def has_key(page: str) -> bool:
    """Whether the link has a key."""
    return bool(value_of(key_place(page)))


def own_key(page: str) -> str:
    """The key in the link, or the one that the visitor's first work puts there; empty where none is needed."""
    given: str | None = value_of(key_place(page))
    return given or ("" if at_home() else str(st.session_state.setdefault(_NEXT, secrets.token_urlsafe(_BYTES))))


def put_key(page: str) -> None:
    """Puts the key into the link of a visitor who begins something, for use in callbacks."""
    key = own_key(page)
    if key:
        assign({key_place(page): key})
