"""The runs of the page Train that other processes train, each under each of its seeds, as the session knows them."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
import streamlit as st

from lrviz.training import Record, Training
from lrviz.ui.kit.budget import keep
from lrviz.ui.kit.visitors import staying, visitor
from lrviz.ui.train.controls import Setup
from lrviz.workers.training import Picture, Store, TrainingJob, Watched, alone, default_store, start

_KEPT = "~trained"
_GOING = ("running", "waiting")

_PATIENCE = 0.5
"""Seconds that the page waits for runs to end that were stopped."""


@dataclass(eq=False)
class SeededRun:
    """One run under one seed.

    Attributes:
        training: of this run alone.
        owner: whose it is.
        record: what it did, once it is trained to its end.
        watched: what trains it; None before it is asked for.
    """

    training: Training
    owner: str
    record: Record | None = None
    watched: Watched | None = None
    _longest: Picture | None = None

    def __post_init__(self) -> None:
        self.record = Store(default_store()).find(TrainingJob(self.training), self.owner)

    def look(self) -> None:
        """Takes what its process has told meanwhile."""
        if self.watched is None:
            return
        (self.record,) = self.watched.records
        (picture,) = self.watched.pictures
        if picture is not None and (self._longest is None or picture.taken >= self._longest.taken):
            self._longest = picture

    @property
    def picture(self) -> Picture | None:
        """What is known of it; a run that begins again does not fall back behind what was known already."""
        if self._longest is None and self.record is not None:
            self._longest = Picture.of(self.record)
        return self._longest

    @property
    def state(self) -> str:
        """As of `Watched`; "new" before it is asked for."""
        return "done" if self.record is not None else self.watched.state if self.watched else "new"

    @property
    def underway(self) -> bool:
        """Whether it runs or waits."""
        return self.state in _GOING

    @property
    def problem(self) -> str:
        """Why it ended before its end; empty where it did not."""
        return self.watched.sentence if self.watched and self.record is None else ""

    @property
    def taken(self) -> int:
        """How many steps are known of what trains it now."""
        return self.watched.runs[0].taken if self.watched else 0

    @property
    def before(self) -> int:
        """How many have their turn before it, where it waits."""
        return self.watched.before if self.watched else 0

    def start(self, kept: bool) -> None:
        """Has it trained, unless it is or was; what is kept is found again when the page is opened again."""
        if self.record is None and not self.underway:
            who, store = visitor(), Store(default_store()) if kept else None
            self.watched = start(self.training, staying(who), store, self.owner, visitor=who.key)

    def stop(self) -> None:
        """Ends it; what is known of it stays."""
        if self.watched is not None:
            self.watched.stop()

    @property
    def kept(self) -> int:
        """How many bytes are held of it."""
        columns = {**self.record.weights, **vars(self.record)}.values() if self.record else ()
        return sum(column.nbytes for column in columns if isinstance(column, np.ndarray))


class TrainedRuns:
    """The runs of a session under their seeds.

    Attributes:
        by_slot: of each slot its run under each seed.
        within_page: whether a run of the whole page has just drawn them.
    """

    def __init__(self) -> None:
        self.by_slot: dict[int, tuple[SeededRun, ...]] = {}
        self._known: dict[tuple[Training, str], SeededRun] = {}
        self.within_page = False

    @classmethod
    def current(cls, setup: Setup, place: str = "") -> Self:
        """The session's runs as the controls ask for them; what is no longer asked for is stopped and forgotten.

        Args:
            setup: what is asked for.
            place: whose runs they are, where a page has several at once.

        Raises:
            ValueError: there is none.
        """
        key = f"{_KEPT} {place}".rstrip()
        if key not in st.session_state:
            keep(st.session_state.setdefault(key, cls()))
        known: Self = st.session_state[key]
        known._follow(setup)
        known.look()
        return known

    def _follow(self, setup: Setup) -> None:
        trainings = [setup.under(seed) for seed in range(setup.seeds)]
        before, self._known = self._known, {}
        for training in trainings:
            for run in training.runs:
                key = alone(training, run), setup.owner
                if key not in self._known:
                    self._known[key] = before.pop(key) if key in before else SeededRun(*key)
        for one in before.values():
            one.stop()
        self.by_slot = {
            slot: tuple(self._known[alone(training, training.runs[index]), setup.owner] for training in trainings)
            for index, slot in enumerate(setup.slots)
        }

    @property
    def done(self) -> int:
        """How many are trained to their ends."""
        return sum(one.record is not None for one in self)

    def __len__(self) -> int:
        """How many runs there are, each counted once for each seed."""
        return len(self._known)

    def __iter__(self) -> Iterator[SeededRun]:
        """Every run under the first seed, then every run under the next one."""
        return iter(self._known.values())

    @property
    def left(self) -> list[SeededRun]:
        """Those that are neither trained to their ends nor on the way."""
        return [one for one in self if one.record is None and not one.underway]

    @property
    def underway(self) -> bool:
        """Whether any runs or waits."""
        return any(one.underway for one in self)

    def start(self, kept: bool) -> None:
        """Has those trained that are left; arguments as of a run's."""
        for one in self.left:
            one.start(kept)

    def stop(self) -> None:
        """Ends all, and waits a moment until they have ended; what is known of them stays."""
        for one in self:
            one.stop()
        latest = time.monotonic() + _PATIENCE
        for watched in [one.watched for one in self if one.watched]:
            watched.wait_for(lambda ending: ending.state not in _GOING, max(0.0, latest - time.monotonic()))

    def await_first(self, seconds: float) -> None:
        """Waits until something is known of the one that is trained first, or the time is over."""
        first = next((one.watched for one in self if one.underway), None)
        if first is not None:
            first.wait_for(lambda watched: watched.pictures[0] is not None or watched.state not in _GOING, seconds)

    @property
    def kept(self) -> int:
        """How many bytes are held of all of them."""
        return sum(one.kept for one in self)

    def look(self) -> None:
        """Takes what their processes have told meanwhile."""
        for one in self:
            one.look()
