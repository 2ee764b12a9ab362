"""Who a visitor of the page is, whether they are still there, and what is given back when they have gone."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol
from weakref import WeakMethod, finalize, ref

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lrviz.serving.visits import is_from_this_machine
from lrviz.ui.kit.process import give_scattered_memory_back
from lrviz.workers import send_torch_elsewhere
from lrviz.workers.torch_runs import Lane

_BARE, _STAY = "~bare", "~stay"

_LOOK = 1.0
"""Seconds between two looks at who is there."""

_SWEEP = 10.0
"""Seconds at least between two times at which scattered memory is given back, which holds up all for a moment."""

_MISSED = 3
"""A visitor who is missed at so many looks one after the other has gone; who reloads a page comes as another."""


@dataclass(frozen=True)
class Visitor:
    """One session of the app; without a key it is nobody's, and never goes.

    Attributes:
        key: what tells them from others.
        at_home: whether the machine is theirs, so that they may see its paths.
    """

    key: str = ""
    at_home: bool = field(default=True, compare=False)

    @property
    def present(self) -> bool:
        """Whether their page is open."""
        return not self.key or not runtime.exists() or runtime.get_instance().is_active_session(self.key)


def visitor() -> Visitor:
    """Whose script runs in this thread."""
    context = get_script_run_ctx(suppress_warning=True)
    return Visitor(context.session_id, at_home()) if context else NOBODY


def staying(who: Visitor) -> Callable[[], bool]:
    """Asked now and then, whether a visitor is there; it is no longer after some seconds in which they were missed."""
    seen = time.monotonic()

    def stays() -> bool:
        nonlocal seen
        if who.present:
            seen = time.monotonic()
        return time.monotonic() - seen < _MISSED * _LOOK

    return stays


def at_home() -> bool:
    """Whether whoever looks at the page sits at the machine that serves it, which serves nobody else."""
    return is_from_this_machine(st.get_option("server.address") or "", st.context.headers)


def came_by_bare_address() -> bool:
    """Whether the address said nothing in the session's first run; every page asks in its first run, which notes it."""
    return bool(st.session_state.setdefault(_BARE, not st.query_params))


NOBODY = Visitor()
"""Whose tasks are that no page has started."""


def send_torch_away(lane: Lane, stopped: Callable[[], bool]) -> None:
    """On a server, this thread's runs through torch go to a process from now on, which can be ended.

    Args:
        lane: whether a page waits for them, or work in the background.
        stopped: whether they are no longer wanted; it may also raise.
    """
    if runtime.exists():
        send_torch_elsewhere(lane, stopped)


def send_torch_of_page_away() -> None:
    """The same for the script that runs in this thread; a run is ended when the visitor asks for something else."""
    send_torch_away("page", _another_run_is_asked_for)


def _another_run_is_asked_for() -> bool:
    """Never: where Streamlit wants another run of the script, or none, it raises at any look at the session's state."""
    return "~" in st.session_state and False


class _Cancellable(Protocol):
    def cancel(self) -> None:
        """Ends it."""


class _Watch:
    """Looks now and then who is there; cancels the tasks of those who have gone, and gives back what they hold."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._held: list[tuple[Visitor, ref[Any], WeakMethod[Any] | None]] = []
        self._missed: dict[Visitor, int] = {}
        self._swept, self._dirty = time.monotonic(), False

    def add(self, owner: Visitor, task: _Cancellable, forget: Callable[[], None] | None) -> None:
        with self._lock:
            self._held.append((owner, ref(task), None if forget is None else WeakMethod(forget)))
            self._begin()

    def sweep_after(self, stay: "_Stay") -> None:
        """Has scattered memory given back some time after a session's state is gone."""
        finalize(stay, self._soil).atexit = False
        with self._lock:
            self._begin()

    def _soil(self) -> None:
        """Takes no lock: it is called wherever the last of something is let go of."""
        self._dirty = True

    def _begin(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            time.sleep(_LOOK)
            self.look()
            self.sweep()

    def look(self) -> None:
        """Does what is to be done for those who have gone."""
        with self._lock:
            held, self._held = self._held, []
            owners = {owner for owner, *_ in held}
            self._missed = {o: 0 if o.present else self._missed.get(o, 0) + 1 for o in owners}
            gone = {owner for owner, missed in self._missed.items() if missed >= _MISSED}
            self._held = [one for one in held if one[0] not in gone and one[1]() is not None]
            if gone:
                self._dirty = True
        for owner, task, forget in held:
            if owner in gone:
                _leave(task(), forget() if forget else None)

    def sweep(self) -> None:
        """Gives back scattered memory where somebody has gone since that was done last, unless it was just now."""
        if self._dirty and time.monotonic() > self._swept + _SWEEP:
            self._dirty = False
            give_scattered_memory_back()
            self._swept = time.monotonic()


def _leave(task: _Cancellable | None, forget: Callable[[], None] | None) -> None:
    if task is not None:
        task.cancel()
    if forget is not None:
        forget()


_WATCH = _Watch()


class _Stay:
    """Lies in a session's state for as long as Streamlit keeps that: some minutes longer than its tab is open."""


def sweep_after_visit() -> None:
    """Has the memory that this visitor leaves given back to the system once Streamlit lets go of the session."""
    if _STAY not in st.session_state:
        st.session_state[_STAY] = _Stay()
        _WATCH.sweep_after(st.session_state[_STAY])


def leave_when_gone(owner: Visitor, task: _Cancellable, forget: Callable[[], None] | None) -> None:
    """Cancels a task when its visitor has gone, and then calls `forget`, a method of what holds what it found."""
    if owner.key:
        _WATCH.add(owner, task, forget)
