"""The life of a background computation on a page: started, followed, stopped, resumed and shown as far as it is."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar, Self

import streamlit as st

from lrviz.ui.kit.background import BackgroundTask, Cost
from lrviz.ui.kit.budget import AT_ONCE, begin, in_words, keep, starts_by_itself, too_much
from lrviz.ui.kit.link import complaint
from lrviz.ui.kit.reruns import catch_up
from lrviz.ui.kit.texts import capital

_FIRST = 0.25
"""Seconds that a page waits for the first coarse picture."""


class Computation(ABC):
    """Something that a page computes in the background.

    A session has one of each class; one of something else takes its place and cancels it. A subclass says what is left
    to do, computes that, coarse first, and leaves what it has found where the page looks for it. It is cancelled
    between two parts, what is found stays, and it can be resumed.
    """

    look: ClassVar[float] = 0.4
    """Seconds between two looks of the page."""

    awaited: ClassVar[int] = 0
    """How many times it advances before there is a first picture."""

    counted: ClassVar[str] = ""
    """What the page's progress bar counts; empty where the picture has one of its own."""

    eager: ClassVar[bool] = True
    """Whether it starts by itself when it is small."""

    retried: ClassVar[bool] = True
    """Whether it may be resumed after an error."""

    def __init__(self, asked: Any) -> None:
        """Nothing is computed yet.

        Args:
            asked: what is computed; equal where the same is asked for.
        """
        self.asked = asked
        self.task: BackgroundTask | None = None
        self._shown: BackgroundTask | None = None
        self._within_page = False
        self._wanted = False
        self._given_back = False

    @classmethod
    def current(cls, asked: Any) -> Self:
        """The session's computation of what is asked for now; one of something else is cancelled."""
        known: Self | None = st.session_state.get(f"~{cls.__name__}")
        if known is None or known.asked != asked:
            if known is not None:
                known.cancel()
            known = st.session_state[f"~{cls.__name__}"] = cls(asked)
            keep(known)
        return known

    @property
    @abstractmethod
    def finished(self) -> bool:
        """Whether nothing is left to do."""

    @property
    @abstractmethod
    def label(self) -> str:
        """What stands on the button that starts or resumes it."""

    @abstractmethod
    def cost(self) -> Cost:
        """What is left to do."""

    @abstractmethod
    def compute(self, task: BackgroundTask) -> None:
        """Does what is left, in the background: asks `task.cancelled` between two parts and tells `task.advance`."""

    def note(self) -> str:
        """What stands beside what it takes."""
        return ""

    def chosen(self, cost: Cost) -> Cost | None:
        """Draws widgets over the button; what it takes by what they say, None where it cannot start so."""
        return cost

    def refuse(self, problem: str) -> None:
        """Says why it is not computed here."""
        st.error(complaint(problem))

    @property
    def running(self) -> bool:
        """Whether it is being computed."""
        return self.task is not None and self.task.running

    def start(self, cost: Cost) -> None:
        """Computes what is left, in the background."""
        with suppress(ValueError):  # somebody was quicker: the page says so next
            self.task = begin(self.compute, cost, self.forget)

    @property
    def kept(self) -> int:
        """How many bytes it holds of what it has found."""
        return 0

    def forget(self) -> None:
        """Gives up its task, and what that found, when the visitor has gone: where it holds much, or began by itself.

        For who comes back what began by itself does so again; the rest may be asked for again.
        """
        if self.kept > AT_ONCE.kept or (self.kept and not self._wanted):
            self.task, self._given_back = None, True
            self.give_back()

    def give_back(self) -> None:
        """Holds nothing any more of what `kept` counts."""
        return

    def _start_as_wanted(self, cost: Cost) -> None:
        self._wanted = True
        self.start(cost)

    def cancel(self) -> None:
        """Stops it; what is found stays."""
        if self.task is not None:
            self.task.cancel()

    def follow(self, show: Callable[[], None]) -> None:
        """Starts it, or offers to, and shows it in a part of the page that follows it.

        Args:
            show: draws what is found so far, again and again.
        """
        with st.container():  # always there: what follows would be built anew in another place
            if not self.running and not self.finished:
                self._offer()
        if self.task is not None and self.task.running:
            self.task.wait(self.awaited, _FIRST)
        running, self._given_back = self.running, False
        if not running:
            self._shown = self.task
        self._within_page = True
        st.fragment(self._followed, run_every=self.look if running else None)(show)

    def _offer(self) -> None:
        """Starts what is small; for the rest, a button, or why it is not computed here."""
        with st.spinner("Measuring how long it will take …"):  # seen only where that takes long itself
            known = self.cost()
        if self.task is None and self.eager and starts_by_itself(known):
            self.start(known)
            return
        cost = self.chosen(known)
        if cost is None:
            return
        problem = too_much(cost)
        if problem:
            self.refuse(problem)
        elif self.task is None or not self.task.error or self.retried:
            st.button(self.label, type="primary", key="~start", on_click=self._start_as_wanted, args=(cost,))
            st.caption(" ".join(filter(None, (self.note(), in_words(cost)))))

    def _followed(self, show: Callable[[], None]) -> None:
        catch_up()
        task, within_page = self.task, self._within_page
        self._within_page = False
        if self._given_back:
            st.rerun()  # the whole page computes it again, or offers to
        if task is not None and not task.running and self._shown is not task and not within_page:
            # It has ended: once, the whole page says so. A run of the whole page that is broken off loses what it
            # has told widgets, and the browser sends back their values from before.
            self._shown = task
            st.rerun()
        with st.container():
            self._say_how_far(task)
        show()

    def _say_how_far(self, task: BackgroundTask | None) -> None:
        if task is not None and task.running and self.counted:
            share = min(1.0, task.done / max(1, task.total))
            st.progress(share, f"{task.done:,} of {task.total:,} {self.counted} · {task.wait_in_words}")
            st.button("Stop", key="~stop", on_click=task.cancel)
        elif task is not None and not task.running and task.error:
            st.error(complaint(capital(task.error)))
