"""A run as far as it is known, thinned so that it is small however long the run is."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from lrviz.arrays import Integers
from lrviz.tasks.probes import Bytes
from lrviz.thinning import thinned
from lrviz.training import Cut, Record

MOST_BYTES = 50_000
"""Bytes of one picture on its way."""

_STRETCHES = 200
"""Of each so manyth part of the steps the first and the extremes of all columns stay."""

_VALIDATION_STRETCHES = 100

_CUTS = 8
"""The newest cuts stay."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A run as far as it is known, for drawing: peaks and jumps stay, what lies between them is left out.

    Attributes:
        taken: how many steps were taken.
        predicted: after how many of them the network said `predictions`; −1 before it said any.
        steps: shape (n,), which of the steps stay, from 0.
        train_losses, learning_rates, gradient_norms, update_ratios: shape (n,), as in a record, in float32.
        validation_steps: shape (m,), which of the validations stay.
        validation_losses, scores: shape (m,), as in a record, in float32.
        predictions: the newest frame of a record's.
        cuts: the newest drops of ReduceLROnPlateau.
    """

    taken: int
    predicted: int
    steps: Integers
    train_losses: Any
    learning_rates: Any
    gradient_norms: Any
    update_ratios: Any
    validation_steps: Integers
    validation_losses: Any
    scores: Any
    predictions: Bytes
    cuts: tuple[Cut, ...]

    @classmethod
    def of(cls, record: Record) -> Self:
        """The picture of a record, whole or so far."""
        taken = record.taken
        columns = (record.train_losses, record.learning_rates, record.gradient_norms, record.update_ratios)
        steps = np.stack([column[:taken] for column in columns], axis=1)
        validations = np.stack([record.validation_losses, record.scores], axis=1)
        rows = thinned(steps, _STRETCHES)
        seen = thinned(validations, _VALIDATION_STRETCHES)
        with np.errstate(over="ignore"):
            drawn, judged = steps[rows].T.astype(np.float32), validations[seen].T.astype(np.float32)
        losses, rates, norms, ratios = drawn
        validation_losses, scores = judged
        seen_steps = record.prediction_steps
        return cls(
            taken,
            int(seen_steps[-1]) if len(seen_steps) else -1,
            rows.astype(np.int32),
            losses,
            rates,
            norms,
            ratios,
            record.validation_steps[seen].astype(np.int32),
            validation_losses,
            scores,
            record.predictions[-1] if len(seen_steps) else np.zeros(0, np.uint8),
            record.cuts[-_CUTS:],
        )

    def arrays(self) -> dict[str, Any]:
        """All columns by their names."""
        return {name: value for name, value in vars(self).items() if isinstance(value, np.ndarray)}
