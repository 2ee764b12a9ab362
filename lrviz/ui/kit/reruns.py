"""Lets the whole page run from inside a fragment, and goes from one page to another."""

from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lrviz.ui.kit.link import BEHIND
from lrviz.ui.kit.values import Page, forget, remember
from lrviz.ui.kit.visitors import send_torch_of_page_away

_WANTED = "~wanted"


def later(act: Callable[[], None] | None = None) -> None:
    """Does something in a fragment's callback and lets the whole page run next, once the fragment catches up."""
    if act is not None:
        act()
    st.session_state[BEHIND] = True


def catch_up() -> None:
    """Begins a fragment: where something was done for `later`, the whole page runs instead."""
    send_torch_of_page_away()
    if st.session_state.pop(BEHIND, False):
        run_whole_page()


def run_whole_page() -> None:
    """Lets the whole page run next, from inside a fragment.

    Where another page is wanted, the fragments are given up: what the browser still asks of them before it has heard of
    the other page would take Streamlit back to this one, and leave it empty.
    """
    context = get_script_run_ctx()
    if _WANTED in st.session_state and context is not None:
        context.fragment_storage.clear()
    st.rerun()


def give_way() -> bool:
    """Ends this run of the page where a newer one waits, as Streamlit does itself whenever a run draws something.

    What takes long calls it now and then, so that a hand that goes on is not kept waiting.
    """
    return _WANTED in st.session_state


def open_page(name: str, prefix: Page, values: dict[str, Any]) -> None:
    """Goes to another page of the app at its next run.

    Args:
        name: the page's.
        prefix: what the keys of its widgets begin with.
        values: what they then show.
    """
    forget(prefix)
    remember(values)
    st.session_state[_WANTED] = name


def wanted_page() -> str | None:
    """The name of the page that the app is to go to now; None stays."""
    name: str | None = st.session_state.pop(_WANTED, None)
    return name
