"""The runs of the page Train that other processes train, each under each of its seeds, as the session knows them."""

from dataclasses import dataclass
from typing import Self

from lrviz.training import Record, Training
from lrviz.ui.train.computed import Computed, ComputedJob
from lrviz.ui.train.controls import Setup
from lrviz.workers.training import Job, Picture, TrainingJob, alone


@dataclass(eq=False)
class SeededRun(ComputedJob):
    """One run under one seed: its job is to train it, its result the record."""

    _longest: Picture | None = None

    @property
    def training(self) -> Training:
        """The training of this run alone."""
        return self.job.training

    @property
    def record(self) -> Record | None:
        """What it did, once it is trained to its end."""
        known: Record | None = self.result
        return known

    def look(self) -> None:
        super().look()
        picture: Picture | None = self.told
        if picture is not None and (self._longest is None or picture.taken >= self._longest.taken):
            self._longest = picture

    @property
    def picture(self) -> Picture | None:
        """What is known of it; a run that begins again does not fall back behind what was known already."""
        if self._longest is None and self.record is not None:
            self._longest = Picture.of(self.record)
        return self._longest

    @property
    def taken(self) -> int:
        """How many steps are known of what trains it now."""
        return self.told.taken if self.told else 0

    @property
    def before(self) -> int:
        """How many have their turn before it, where it waits."""
        return self.watched.before if self.watched else 0


class TrainedRuns(Computed[SeededRun]):
    """The runs of a session under their seeds: every run under the first seed, then every run under the next one.

    Attributes:
        by_slot: of each slot its run under each seed.
    """

    def __init__(self) -> None:
        super().__init__()
        self.by_slot: dict[int, tuple[SeededRun, ...]] = {}

    def _new(self, job: Job, owner: str) -> SeededRun:
        return SeededRun(job, owner)

    @classmethod
    def current(cls, setup: Setup, place: str = "") -> Self:
        """The session's runs as the controls ask for them; what is no longer asked for is stopped and forgotten.

        Args:
            setup: what is asked for.
            place: whose runs they are, where a page has several at once.

        Raises:
            ValueError: there is none.
        """
        known = cls.in_session(f"~trained {place}".rstrip())
        trainings = [setup.under(seed) for seed in range(setup.seeds)]
        jobs = [TrainingJob(alone(training, run)) for training in trainings for run in training.runs]
        ones, count = known.ask_for(jobs, setup.owner), len(setup.slots)
        known.by_slot = {slot: tuple(ones[index::count]) for index, slot in enumerate(setup.slots)}
        return known

    @property
    def done(self) -> int:
        """How many are trained to their ends."""
        return sum(one.record is not None for one in self)
