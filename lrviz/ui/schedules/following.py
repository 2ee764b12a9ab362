"""A log on the server's machine that grows while somebody looks: chosen, read as it grows, and drawn."""

import time
from functools import lru_cache, partial
from pathlib import Path

import streamlit as st

from lrviz.analysis.logs import MAX_BYTES, LogError
from lrviz.serving.following import FollowError, Growing, followed_directory, logs_in
from lrviz.ui.kit.link import complaint
from lrviz.ui.kit.reruns import catch_up, run_whole_page
from lrviz.ui.schedules.logs import FOLLOWED, NONE_FOLLOWED, clear, take

_GROWING, _PROBLEM, _TOOK = "~follow.log", "~follow.problem", "~follow.took"
_LOOK = 2.0
"""Seconds between two looks at the file."""

_SHARE = 10.0
"""So many times as long as reading took the next look waits at least: a long log is no load."""


def following() -> None:
    """The choice of a log of the directory that the command allowed, and the looks at it; else nothing.

    No path comes from a browser or a link: it says which of the listed names is meant, and that is checked again.
    """
    directory = followed_directory()
    if directory is None:
        return
    names = _listed(directory, int(time.monotonic() / _LOOK))
    known: Growing | None = st.session_state.get(_GROWING)
    listed = [NONE_FOLLOWED, *names, *([known.name] if known and known.name not in names else [])]
    tip = "Logs in the directory that this server was started with. The board follows the one that you choose."
    name = st.selectbox("Follow a log on the server", listed, key=FOLLOWED, help=tip)
    if name not in names or name is None:
        st.session_state.pop(_GROWING, None)
        return
    if known is None or known.name != name:
        _begin(directory, name)
    pause = max(_LOOK, _SHARE * float(st.session_state.get(_TOOK, 0.0)))
    st.fragment(partial(_followed, name), run_every=pause)()


@lru_cache(maxsize=2)
def _listed(directory: Path, moment: int) -> list[str]:
    """The logs there, looked for once in a while, not at each move of a slider."""
    return logs_in(directory)


def _begin(directory: Path, name: str) -> None:
    st.session_state[_GROWING] = Growing(directory, name, MAX_BYTES)
    clear()
    _look()


def _followed(name: str) -> None:
    """What a fragment does now and then: where the log has grown, the whole page is drawn anew."""
    catch_up()
    growing: Growing | None = st.session_state.get(_GROWING)
    if growing is None or growing.name != name:
        return
    if _look():
        run_whole_page()
    problem = st.session_state.get(_PROBLEM)
    if problem:
        st.caption(f"Waiting: {complaint(problem)}")
    else:
        st.caption(f"Following {complaint(name)}: {len(growing.data):,} bytes so far.")


def _look() -> bool:
    """Reads what is new; whether there is another log to draw. One that cannot be read is said, and stays as it was."""
    growing: Growing = st.session_state[_GROWING]
    begun = time.monotonic()
    try:
        if not growing.look():
            return False
        take(growing.data, growing.name)
    except (FollowError, LogError) as error:
        st.session_state[_PROBLEM] = str(error)
        return False
    st.session_state[_PROBLEM] = ""
    st.session_state[_TOOK] = time.monotonic() - begun
    return True
