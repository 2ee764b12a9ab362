"""What the modes of the page Train have other processes do, as the session knows it."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, Self, TypeVar

import numpy as np
import streamlit as st

from lrviz.sweeps.gathering import duration
from lrviz.ui.kit.budget import AT_ONCE, keep
from lrviz.ui.kit.keys import put_key
from lrviz.ui.kit.link import complaint
from lrviz.ui.kit.reruns import catch_up
from lrviz.ui.kit.texts import capital
from lrviz.ui.kit.visitors import staying, visitor
from lrviz.ui.train.controls import PAGE
from lrviz.workers.training import Job, Store, WatchedJobs, default_store, start_jobs

_LOOK, _FIRST, _PATIENCE = 0.4, 0.25, 0.5
"""Seconds between two looks of the page, that it waits for the first part, and for the end of what was stopped."""

MOST_SECONDS = 1800.0
"""Seconds of one processor, about, that a page asks for at once."""


@dataclass(eq=False)
class ComputedJob:
    """One job.

    Attributes:
        job: what is computed.
        owner: whose it is.
        result: what came of it, once it is done.
        watched: what does it; None before it is asked for.
    """

    job: Job
    owner: str
    result: Any = None
    watched: WatchedJobs | None = None

    def __post_init__(self) -> None:
        self.result = Store(default_store()).find(self.job, self.owner)

    def look(self) -> None:
        """Takes what its process has told meanwhile."""
        if self.watched is not None and self.result is None:
            self.result = self.watched.jobs[0].result

    @property
    def told(self) -> Any:
        """What the process that does it now has told; None before that."""
        return self.watched.jobs[0].part if self.watched else None

    @property
    def part(self) -> Any:
        """What is known of it; None before anything was told."""
        return self.told if self.result is None else self.result

    @property
    def state(self) -> str:
        """As of `WatchedJobs`; "new" before it is asked for."""
        return "done" if self.result is not None else self.watched.state if self.watched else "new"

    @property
    def underway(self) -> bool:
        """Whether it runs or waits."""
        return self.result is None and self.watched is not None and self.watched.underway

    @property
    def problem(self) -> str:
        """Why it ended before its end; empty where it did not."""
        return self.watched.sentence if self.watched and self.result is None else ""

    def start(self, kept: bool = True) -> None:
        """Has it done, unless it is or was; what is kept is found again when the page is opened again."""
        if self.result is None and not self.underway:
            who, store = visitor(), Store(default_store()) if kept else None
            self.watched = start_jobs([self.job], staying(who), store, self.owner, visitor=who.key)

    def stop(self) -> None:
        """Ends it; what is known of it stays."""
        if self.watched is not None:
            self.watched.stop()

    @property
    def kept(self) -> int:
        """How many bytes are held of its result."""
        return _bytes(self.result)


def _bytes(value: Any) -> int:
    if isinstance(value, np.ndarray):
        return value.nbytes
    parts = value if isinstance(value, Mapping) else getattr(value, "__dict__", {})
    return sum(map(_bytes, parts.values()))


One = TypeVar("One", bound=ComputedJob)


class Computed(ABC, Generic[One]):
    """What a mode has computed in a session: each job once, however often it is asked for."""

    def __init__(self) -> None:
        self._known: dict[tuple[Job, str], One] = {}
        self._within_page = False

    @classmethod
    def in_session(cls, place: str) -> Self:
        """What the session keeps at a place; nothing is asked for at first."""
        if place not in st.session_state:
            keep(st.session_state.setdefault(place, cls()))
        known: Self = st.session_state[place]
        return known

    @abstractmethod
    def _new(self, job: Job, owner: str) -> One:
        """A job that was not asked for before."""

    def ask_for(self, jobs: Sequence[Job], owner: str) -> list[One]:
        """Asks for jobs; what is no longer asked for is stopped and forgotten.

        Args:
            jobs: what is asked for; those that compute the same are one.
            owner: whose results may be found again.

        Returns:
            What is known of each, in order.
        """
        keys = [(job.nameless, owner) for job in jobs]
        before, self._known = self._known, {}
        for key in dict.fromkeys(keys):
            self._known[key] = before.pop(key) if key in before else self._new(*key)
        for one in before.values():
            one.stop()
        self.look()
        return [self._known[key] for key in keys]

    def __len__(self) -> int:
        """How many jobs there are."""
        return len(self._known)

    def __iter__(self) -> Iterator[One]:
        """In the order in which they are asked for."""
        return iter(self._known.values())

    @property
    def kept(self) -> int:
        """How many bytes are held of all of them."""
        return sum(one.kept for one in self)

    @property
    def left(self) -> list[One]:
        """Those that are neither done nor on the way."""
        return [one for one in self if one.result is None and not one.underway]

    @property
    def underway(self) -> bool:
        """Whether any runs or waits."""
        return any(one.underway for one in self)

    def look(self) -> None:
        """Takes what their processes have told meanwhile."""
        for one in self:
            one.look()

    def start(self, kept: bool = True) -> None:
        """Has those done that are left; arguments as of one job."""
        for one in self.left:
            one.start(kept)

    def start_with_key(self) -> None:
        """Has those done that are left, to be found again by the key in the link; for use in callbacks."""
        put_key(PAGE)
        self.start()

    def start_if_small(self, seconds: float, kept: bool = True) -> None:
        """Has those done that are left where that takes no longer than a person waits, and none was begun before.

        Args:
            seconds: of one processor, about, that they take.
            kept: as of one job.
        """
        if seconds <= AT_ONCE.seconds and all(one.watched is None for one in self.left):
            self.start(kept)

    def stop(self) -> None:
        """Ends all, and waits a moment until they have ended; what is known of them stays."""
        for one in self:
            one.stop()
        latest = time.monotonic() + _PATIENCE
        for watched in [one.watched for one in self if one.watched]:
            watched.wait_for(lambda ending: not ending.underway, max(0.0, latest - time.monotonic()))

    def follow(self, draw: Callable[[], None], first: float = _FIRST) -> bool:
        """Draws what is known in a part of the page that follows it; once all has ended, the whole page runs.

        Args:
            draw: draws it.
            first: seconds that the page waits until something is known of what is done first.

        Returns:
            Whether there was anything to follow.
        """
        going, self._within_page = self.underway, True
        doing = next((one.watched for one in self if one.underway), None)
        if doing is not None:
            doing.wait_for(lambda watched: watched.jobs[0].part is not None or not watched.underway, first)
        st.fragment(partial(self._followed, draw, going), run_every=_LOOK if going else None)()
        return going

    def _followed(self, draw: Callable[[], None], going: bool) -> None:
        catch_up()
        self.look()
        within_page, self._within_page = self._within_page, False
        if going and not self.underway and not within_page:
            st.rerun()
        draw()


class ComputedJobs(Computed[ComputedJob]):
    """The jobs of one mode in a session.

    Attributes:
        ones: in order.
    """

    ones: tuple[ComputedJob, ...] = ()

    def _new(self, job: Job, owner: str) -> ComputedJob:
        return ComputedJob(job, owner)

    @classmethod
    def current(cls, mode: str, jobs: Sequence[Job], owner: str) -> Self:
        """The session's jobs of a mode, as they are asked for; arguments as of `ask_for`."""
        known = cls.in_session(f"~computed {mode}")
        known.ones = tuple(known.ask_for(jobs, owner))
        return known

    def offer(self, seconds: float, label: str, what: str, stops: bool = True) -> None:
        """Starts what is small and new; for the rest there is a button.

        Args:
            seconds: of one processor, about, that what is left takes.
            label: what stands on the button.
            what: what the button has computed, in words.
            stops: whether there is a button to stop; else the picture has one.
        """
        self.start_if_small(seconds)
        if self.underway:
            if stops:
                st.button("Stop", key="~stop", on_click=self.stop)
        elif self.left and seconds > MOST_SECONDS:
            st.error(
                f"{what} takes about {duration(seconds)} of one processor; the page allows {duration(MOST_SECONDS)}."
                " Take fewer rates, seeds, runs or epochs, or run the code below."
            )
        elif any(one.state != "failed" for one in self.left):  # of what has failed the same would come again
            begun = any(one.watched for one in self.left)
            st.button("Go on" if begun else label, type="primary", key="~start", on_click=self.start_with_key)
            st.caption(f"{what}: about {duration(max(1.0, seconds))} of one processor.")


def say_problems(ones: Sequence[ComputedJob], names: Sequence[str]) -> None:
    """Says why jobs ended before their ends, once for each sentence."""
    problems = dict.fromkeys(
        f"{name}: {one.problem}" if name else capital(one.problem)
        for one, name in zip(ones, names, strict=True)
        if one.problem
    )
    for problem in problems:
        st.warning(complaint(problem))
