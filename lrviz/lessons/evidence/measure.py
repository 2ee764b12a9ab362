"""What is measured of a training to compare two of them."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from lrviz.training import Record

_TAIL = 10
"""The last so manyth part of the steps is averaged."""


@dataclass(frozen=True)
class Measure:
    """One number of a record.

    Attributes:
        key: its name in texts; "score" stands for that of the task.
        of: measures it; of a run that did not come to its end it is the worst that there is.
        lower_is_better: whether less of it is better.
        yes_or_no: whether it is 1 or 0, so that its mean is a share.
    """

    key: str
    of: Callable[[Record], float] = field(compare=False, repr=False)
    lower_is_better: bool = True
    yes_or_no: bool = False


def came_to_its_end(record: Record) -> bool:
    """Whether all steps were taken and the last losses are finite."""
    validated = record.validation_steps[-1] == record.training.task.steps
    losses = record.train_losses[-1], record.validation_losses[-1]
    return not record.refusal and bool(validated) and all(map(math.isfinite, losses))


def _validation_loss(record: Record) -> float:
    return float(record.validation_losses[-1]) if came_to_its_end(record) else math.inf


def _score(record: Record) -> float:
    return float(record.scores[-1]) if came_to_its_end(record) else -math.inf


def _training_loss(record: Record) -> float:
    tail = record.train_losses[-max(1, len(record.train_losses) // _TAIL) :]
    return float(np.mean(tail)) if came_to_its_end(record) else math.inf


VALIDATION_LOSS = Measure("validation", _validation_loss)
TRAINING_LOSS = Measure("training", _training_loss)
SCORE = Measure("score", _score, lower_is_better=False)
FINITE = Measure("finite", lambda record: float(came_to_its_end(record)), lower_is_better=False, yes_or_no=True)
