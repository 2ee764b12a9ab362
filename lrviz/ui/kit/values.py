"""The values of widgets by their keys, whether they are drawn or not: where pages and callbacks find and write them.

Streamlit's session holds the values of the widgets that stand. Those of all others, which are folded away, switched
off or on another page, are kept beside it.
"""

import re
from typing import Any, TypeAlias

import streamlit as st

_VALUES, _POSTPONED = "~values", "~postponed"

ABSENT = object()
"""In the place of a value: there is none."""


def value_of(key: str, default: Any = None) -> Any:
    """What a widget shows, or would show if it stood; `default` where it has never been met."""
    return st.session_state[key] if key in st.session_state else kept().get(key, default)


def is_known(key: str) -> bool:
    """Whether a widget stands, has stood, or has been given a value."""
    return key in st.session_state or key in kept()


def values_of(prefix: str) -> dict[str, Any]:
    """The values of all widgets that have been met and whose keys begin so."""
    return {key: value_of(key) for key in kept() if key.startswith(prefix)}


def assign(values: dict[str, Any]) -> None:
    """Gives widgets of this page their values before they are drawn, for use in callbacks; the link follows."""
    for key, value in values.items():
        if not is_known(key) or value_of(key) != value:
            st.session_state[key] = value


def remember(values: dict[str, Any]) -> None:
    """Notes what widgets show."""
    kept().update(values)


Page: TypeAlias = str | tuple[str, ...]
"""What the keys of a page's widgets begin with; a page may have several such words."""


def forget(page: Page) -> None:
    """Gives up all that is noted of a page."""
    others = {key: value for key, value in kept().items() if not belongs(key, page)}
    st.session_state[_VALUES] = others


def release(page: Page, standing: set[str]) -> None:
    """Takes the values of a page's widgets out of Streamlit's session, except for those that stand."""
    for key in [str(key) for key in st.session_state]:
        if belongs(key, page) and key not in standing:
            del st.session_state[key]


def belongs(key: str, page: Page) -> bool:
    """Whether a key is of a page's widgets: "t.steps", "t12.name" and "t" itself are of the page "t"."""
    words = (page,) if isinstance(page, str) else page
    return any(key == word or re.match(rf"{word}\d*\.", key) for word in words)


def postpone(values: dict[str, Any]) -> None:
    """`assign` at the next run of the whole page, for callbacks of a fragment in which the widgets do not stand."""
    st.session_state[_POSTPONED] = postponed() | values


def postponed() -> dict[str, Any]:
    """The values that wait for the next run of the whole page."""
    return dict(st.session_state.get(_POSTPONED, {}))


def settle_postponed() -> None:
    """Ends the waiting, once a run has come so far that it has shown the values."""
    st.session_state.pop(_POSTPONED, None)


def kept() -> dict[str, Any]:
    """What all widgets that have been met show, or showed last; whoever writes into it has it noted."""
    known: dict[str, Any] = st.session_state.setdefault(_VALUES, {})
    return known
