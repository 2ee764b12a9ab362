"""An experiment: two runs of one training that are compared over seeds, and what is to be expected of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from lrviz.lessons import english
from lrviz.lessons.evidence.by_seed import BySeed
from lrviz.lessons.evidence.measure import Measure
from lrviz.lessons.wording import FindingWording, Language
from lrviz.scene import Run
from lrviz.tasks import Task
from lrviz.training import Record, Training

SEEDS = 8
"""Seeds of an experiment, where nobody asks for others."""

FEWEST_SEEDS = 5
"""With fewer no count is clear: with five, five of five come by luck once in 32 times."""

_WORDINGS = {"en": english.FINDINGS}


def both(task: Task, first: Run, second: Run) -> Training:
    """A training of two runs."""
    return Training(task, (first, second))


@dataclass(frozen=True)
class Experiment:
    """Two runs that are trained from the same first weights on the same batches, with several seeds.

    Attributes:
        training: the task and its two runs; its seed is the first one.
        measure: what is compared.
        expected: whether the first run is to be better, or the two are to be alike.
    """

    training: Training
    measure: Measure
    expected: Literal["first", "alike"] = "first"

    def under(self, seed: int) -> Training:
        """The training under one of its seeds, counted from 0."""
        return replace(self.training, seed=(self.training.seed + seed) % 2**32)

    def compared(self, records: Sequence[Sequence[Record]]) -> BySeed:
        """What the records of both runs say.

        Args:
            records: those of the first run and those of the second, by seeds; at least one each.
        """
        first, second = (np.array([self.measure.of(record) for record in of_run]) for of_run in records)
        return BySeed(first, second, self.measure.lower_is_better)

    def holds(self, found: BySeed) -> bool:
        """Whether it came as expected."""
        if self.expected == "first":
            return found.verdict == "first"
        return found.verdict == "luck" or found.small


@dataclass(frozen=True, eq=False)
class Finding:
    """A rule, an experiment that shows it, and one where it fails. Its texts are in the language modules, by its key.

    Attributes:
        key: its name in texts and links.
        shows: the experiment that shows it.
        fails: the one where it fails.
        picks: the keys of what is advised that it is about.
    """

    key: str
    shows: Experiment
    fails: Experiment
    picks: tuple[str, ...] = ()

    def wording(self, language: Language = "en") -> FindingWording:
        """Its texts."""
        return _WORDINGS[language][self.key]
