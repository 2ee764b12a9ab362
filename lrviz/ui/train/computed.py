"""Jobs that a mode of the page Train has other processes do, as the session knows them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

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

_GOING = ("running", "waiting")

_LOOK, _FIRST = 0.4, 0.25
"""Seconds between two looks of the page, and that it waits for the first part."""

_MOST_SECONDS = 1800.0
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
        """Takes its result if there is one."""
        if self.watched is not None and self.result is None:
            self.result = self.watched.jobs[0].result

    @property
    def part(self) -> Any:
        """What is known of it; None before anything was told."""
        if self.result is not None:
            return self.result
        return self.watched.jobs[0].part if self.watched else None

    @property
    def underway(self) -> bool:
        """Whether it runs or waits."""
        return self.result is None and self.watched is not None and self.watched.state in _GOING

    @property
    def problem(self) -> str:
        """Why it ended before its end; empty where it did not."""
        return self.watched.sentence if self.watched and self.result is None else ""

    def start(self) -> None:
        """Has it done, unless it is or was."""
        if self.result is None and not self.underway:
            who, store = visitor(), Store(default_store())
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
    return sum(_bytes(part) for part in vars(value).values()) if hasattr(value, "__dict__") else 0


class ComputedJobs:
    """The jobs of one mode in a session.

    Attributes:
        ones: in order.
    """

    def __init__(self) -> None:
        self.ones: tuple[ComputedJob, ...] = ()
        self._known: dict[tuple[Job, str], ComputedJob] = {}
        self._within_page = False

    @classmethod
    def current(cls, mode: str, jobs: Sequence[Job], owner: str) -> Self:
        """The session's jobs as they are asked for; what is no longer asked for is stopped and forgotten.

        Args:
            mode: whose jobs they are.
            jobs: what is asked for.
            owner: whose results may be found again.
        """
        place = f"~computed {mode}"
        if place not in st.session_state:
            keep(st.session_state.setdefault(place, cls()))
        known: Self = st.session_state[place]
        before, known._known = known._known, {}
        for job in jobs:
            key = job.nameless, owner
            if key not in known._known:
                known._known[key] = before.pop(key) if key in before else ComputedJob(*key)
        for one in before.values():
            one.stop()
        known.ones = tuple(known._known[job.nameless, owner] for job in jobs)
        known.look()
        return known

    @property
    def kept(self) -> int:
        """How many bytes are held of all of them."""
        return sum(one.kept for one in self._known.values())

    @property
    def left(self) -> list[ComputedJob]:
        """Those that are neither done nor on the way."""
        return [one for one in self._known.values() if one.result is None and not one.underway]

    @property
    def underway(self) -> bool:
        """Whether any runs or waits."""
        return any(one.underway for one in self._known.values())

    def look(self) -> None:
        """Takes what their processes have told meanwhile."""
        for one in self._known.values():
            one.look()

    def start(self) -> None:
        """Has those done that are left."""
        put_key(PAGE)
        for one in self.left:
            one.start()

    def stop(self) -> None:
        """Ends all; what is known of them stays."""
        for one in self._known.values():
            one.stop()

    def offer(self, seconds: float, label: str, what: str, stops: bool = True) -> None:
        """Starts what is small and new; for the rest there is a button.

        Args:
            seconds: of one processor, about, that what is left takes.
            label: what stands on the button.
            what: what the button has computed, in words.
            stops: whether there is a button to stop; else the picture has one.
        """
        if self.left and seconds <= AT_ONCE.seconds and all(one.watched is None for one in self.left):
            for one in self.left:
                one.start()
        if self.underway:
            if stops:
                st.button("Stop", key="~stop", on_click=self.stop)
        elif self.left and seconds > _MOST_SECONDS:
            st.error(
                f"{what} takes about {duration(seconds)} of one processor; the page allows {duration(_MOST_SECONDS)}."
                " Take fewer rates, seeds, runs or epochs, or run the code below."
            )
        elif any(one.watched is None or not _refused(one) for one in self.left):
            begun = any(one.watched for one in self.left)
            st.button("Go on" if begun else label, type="primary", key="~start", on_click=self.start)
            st.caption(f"{what}: about {duration(max(1.0, seconds))} of one processor.")

    def follow(self, draw: Callable[[], None]) -> None:
        """Draws what is known in a part of the page that follows it; once all has ended, the whole page runs."""
        going, self._within_page = self.underway, True
        if going:
            first = next(one.watched for one in self.ones if one.underway)
            if first is not None:
                first.wait_for(lambda watched: watched.jobs[0].part is not None or watched.state not in _GOING, _FIRST)
        st.fragment(partial(self._followed, draw, going), run_every=_LOOK if going else None)()

    def _followed(self, draw: Callable[[], None], going: bool) -> None:
        catch_up()
        self.look()
        within_page, self._within_page = self._within_page, False
        if going and not self.underway and not within_page:
            st.rerun()
        draw()


def _refused(one: ComputedJob) -> bool:
    """Whether it has failed for a reason that stays: the same would come of it again."""
    return one.watched is not None and one.watched.state == "failed"


def say_problems(ones: Sequence[ComputedJob], names: Sequence[str]) -> None:
    """Says why jobs ended before their ends, once for each sentence."""
    problems = dict.fromkeys(
        f"{name}: {one.problem}" if name else capital(one.problem)
        for one, name in zip(ones, names, strict=True)
        if one.problem
    )
    for problem in problems:
        st.warning(complaint(problem))
