"""Whose searches a visitor sees: those under the key in their link, which nobody can guess.

Whoever sits at the machine itself needs no key: they see the searches that have none, as scripts make them. So does
everybody where searches can only be looked at.
"""

import hashlib
import re
import secrets
from dataclasses import replace

import streamlit as st

from lrviz.search import Search
from lrviz.serving.settings import searches_are_read_only
from lrviz.ui.kit.link import Link, Reading
from lrviz.ui.kit.values import assign, value_of
from lrviz.ui.kit.visitors import at_home
from lrviz.ui.tune.controls import PAGE

KEY = f"{PAGE}.key"
"""The link's parameter."""

_NEXT = "~key"
_BYTES = 16
_ALLOWED = re.compile(r"[A-Za-z0-9_-]{22}")


def watch_key(link: Link) -> None:
    """Takes the key from the link, and keeps it there."""
    link.value(KEY, Reading("key", "a key that this page has made", _read), "", drawn=False)


def _read(text: str) -> str:
    """A key.

    Raises:
        ValueError: it is none.
    """
    if not _ALLOWED.fullmatch(text):
        raise ValueError(text)
    return text


def has_key() -> bool:
    """Whether the link has a key."""
    return bool(value_of(KEY))


def owned(search: Search) -> Search:
    """The search under the name that the visitor's key gives it; the file does not tell the key."""
    key = value_of(KEY) or _next_key()
    if not key:
        return search
    return replace(search, name=f"{search.study_name} · {hashlib.sha256(key.encode()).hexdigest()[:16]}")


def _next_key() -> str:
    """The key that the visitor's first search puts into the link; empty where it needs none."""
    if at_home() or searches_are_read_only():
        return ""
    return str(st.session_state.setdefault(_NEXT, secrets.token_urlsafe(_BYTES)))


def put_key() -> None:
    """Puts the key into the link of a visitor who starts a search, for use in callbacks."""
    key = value_of(KEY) or _next_key()
    if key:
        assign({KEY: key})
