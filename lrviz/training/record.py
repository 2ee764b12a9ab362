"""What `train` returns for each run."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.scene import Run
from lrviz.tasks.probes import Bytes
from lrviz.training.outcomes import Outcome, judge
from lrviz.training.scheduling import Cut
from lrviz.training.training import Training


@dataclass(frozen=True, eq=False)
class Record:
    """What one run of a training did.

    Attributes:
        training: the training that it belongs to.
        run: its optimizer and schedule.
        train_losses: shape (steps,), of each batch, before the step. A run ends at the first loss that is not
            finite, which stays in the record; what would follow is NaN in all columns.
        learning_rates: shape (steps,), the rate that each step used.
        gradient_norms: shape (steps,), before any clipping.
        update_ratios: shape (steps,), the length of each step over the length of the weights before it; NaN where they
            were all 0.
        validation_steps: shape (n,), after how many steps each validation came; the first is 0.
        validation_losses: shape (n,), on all validation samples.
        scores: shape (n,), accuracy or R², as the task's `score_name` says.
        prediction_steps: shape (k,), after how many steps each frame of `predictions` came: at validations, at most 32.
        predictions: shape (k, …), what the network said then on `task.probe`, as that writes it.
        cuts: the drops of ReduceLROnPlateau, each with its reason.
        weights: the weights at the end, by the names that the network's parameters have; of a schedule-free optimizer
            those at which it takes gradients.
        state_bytes: measured bytes of optimizer state for each parameter, counters of steps left out.
        milliseconds_per_step: measured time of the processor for a step, validations left out: waiting for others does
            not count.
        refusal: what torch said when it would not go on; empty when it always did.
    """

    training: Training
    run: Run
    train_losses: Floats
    learning_rates: Floats
    gradient_norms: Floats
    update_ratios: Floats
    validation_steps: Integers
    validation_losses: Floats
    scores: Floats
    prediction_steps: Integers
    predictions: Bytes
    cuts: tuple[Cut, ...]
    weights: Mapping[str, Floats]
    state_bytes: float
    milliseconds_per_step: float
    refusal: str = ""

    @property
    def taken(self) -> int:
        """How many steps were taken."""
        known = np.flatnonzero(~np.isnan(self.learning_rates))
        return int(known[-1]) + 1 if len(known) else 0

    @cached_property
    def outcome(self) -> Outcome:
        """How the run ended: a kind, the numbers that it claims, and a sentence made from them."""
        validations = self.validation_steps, self.validation_losses, self.scores
        return judge(self.train_losses, *validations, self.training.task.score_name, self.refusal)
