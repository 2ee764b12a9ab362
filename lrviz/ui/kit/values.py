"""The values of widgets by their keys, whether they are drawn or not: where pages and callbacks find and write them.

Streamlit's session holds the values of the widgets that stand. Those of all others, which are folded away, switched
off or on another page, are kept beside it.
"""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import streamlit as st

_VALUES, _POSTPONED = "~values", "~postponed"

ABSENT = object()
"""In the place of a value: there is none."""

_ON_THE_WAY = 3.0
"""How many seconds a browser may take to show a value that it is told."""


@dataclass(frozen=True)
class Waiting:
    """A value that a widget is to show, until the browser shows it.

    Attributes:
        value: the value.
        before: what the browser has shown and been told: where that comes back, it has yet to hear of the value.
        told: when a run has told the browser, by `time.monotonic`; None where none has.
    """

    value: Any
    before: tuple[Any, ...]
    told: float | None = None

    @property
    def assigned(self) -> "Waiting":
        """What waits once a run may tell the browser the value."""
        return Waiting(self.value, (*(one for one in self.before if one != self.value), self.value))

    def is_over(self, shown: Any) -> bool:
        """Whether the browser shows it now, or something that somebody has chosen since."""
        if self.told is None:
            return False
        return shown == self.value or shown not in self.before or time.monotonic() - self.told > _ON_THE_WAY


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
    _let_go(values)
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
    _let_go([key for key, one in _waiting().items() if one.told is not None and belongs(key, page)])


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
    waiting = dict(_waiting())
    for key, value in values.items():
        before = waiting[key].before if key in waiting else (value_of(key, ABSENT),)
        waiting[key] = Waiting(value, before)
    st.session_state[_POSTPONED] = waiting


def postponed() -> dict[str, Any]:
    """The values that wait for the next run of the whole page, or for the browser to show them."""
    return {key: one.value for key, one in _waiting().items()}


def assign_postponed() -> None:
    """Gives widgets the values that wait, at the beginning of a run of the whole page.

    What a browser says of a widget may be older than what an earlier run has told it: it was sent before that came.
    """
    if not (waiting := _waiting()):
        return
    left = {key: one for key, one in waiting.items() if not one.is_over(value_of(key, ABSENT))}
    for key, one in left.items():
        st.session_state[key] = one.value
    st.session_state[_POSTPONED] = {key: one.assigned for key, one in left.items()}


def settle_postponed() -> None:
    """Notes that a run has come so far that it has told the browser the values."""
    if waiting := _waiting():
        now = time.monotonic()
        st.session_state[_POSTPONED] = {key: replace(one, told=now) for key, one in waiting.items()}


def _waiting() -> dict[str, Waiting]:
    known: dict[str, Waiting] = st.session_state.get(_POSTPONED, {})
    return known


def _let_go(keys: Iterable[str]) -> None:
    """Has values wait no more."""
    waiting, gone = _waiting(), set(keys)
    if gone & waiting.keys():
        st.session_state[_POSTPONED] = {key: one for key, one in waiting.items() if key not in gone}


def kept() -> dict[str, Any]:
    """What all widgets that have been met show, or showed last; whoever writes into it has it noted."""
    known: dict[str, Any] = st.session_state.setdefault(_VALUES, {})
    return known
