"""How the result of a training depends on the learning rate: every rate from several seeds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lrviz.arrays import Floats
from lrviz.hyperparameters import HyperparameterError
from lrviz.reference import single_precision
from lrviz.scene import Run
from lrviz.training.loop import TrainingRun
from lrviz.training.stacked import stackable, train_stacked
from lrviz.training.training import Training

MOST_TRAININGS = 1024
"""Networks that one sensitivity may train for a run."""


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """How one run ends at each rate.

    Attributes:
        run: the optimizer and its schedule; its own rate is not used.
        rates: shape (rates,), the optimizer's learning rates, rising.
        seeds: of the first weights and of the batches.
        losses: shape (rates, seeds), the validation loss at the end; NaN or inf where a run diverged or was refused.
        scores: shape (rates, seeds), the score at the end.
        stacked: whether all networks were trained at once, in float64; else one after another, as `train` does it.
    """

    run: Run
    rates: Floats
    seeds: tuple[int, ...]
    losses: Floats
    scores: Floats
    stacked: bool


def sensitivity(
    training: Training, rates: Sequence[float], seeds: Sequence[int] = (0, 1, 2, 3)
) -> tuple[Sensitivity, ...]:
    """Trains each run of a training at every rate from every seed, and says how each of them ends.

    Perceptrons under an optimizer with a rule for each coordinate are trained all at once, in float64, and end as
    single runs of torch in float64 do; others are trained one after another, in float32. The good range of `rates` and
    `losses` is what `lrviz.sweeps.good_range.uncertain_range` tells.

    Args:
        training: whose runs they are; its own seed is not used.
        rates: learning rates above 0, rising.
        seeds: whole numbers from 0.

    Returns:
        one sensitivity per run, in order.

    Raises:
        ValueError: rates or seeds that cannot be used; a schedule that ends before the training.
    """
    values, seeds = np.array(rates, dtype=float), tuple(int(seed) for seed in seeds)
    if (
        values.ndim != 1
        or not len(values)
        or not (np.isfinite(values) & (values > 0)).all()
        or (np.diff(values) <= 0).any()
    ):
        raise HyperparameterError(f"rates must be rising numbers above 0, at least one, got {list(rates)!r}")
    if not seeds or min(seeds) < 0:
        raise HyperparameterError(f"seeds must be whole numbers from 0, at least one, got {seeds!r}")
    if len(values) * len(seeds) > MOST_TRAININGS:
        count = len(values) * len(seeds)
        raise HyperparameterError(f"rates times seeds must be at most {MOST_TRAININGS}, got {count}")
    with single_precision():
        return tuple(_measured(training, run, values, seeds) for run in training.runs)


def _measured(training: Training, run: Run, rates: Floats, seeds: tuple[int, ...]) -> Sensitivity:
    stacked = stackable(training, run)
    ends = train_stacked(training, run, rates.tolist(), seeds) if stacked else _one_by_one(training, run, rates, seeds)
    return Sensitivity(run, rates, seeds, *ends, stacked)


def _one_by_one(training: Training, run: Run, rates: Floats, seeds: tuple[int, ...]) -> tuple[Floats, Floats]:
    ends = np.full((2, len(rates), len(seeds)), np.nan)
    for row, rate in enumerate(rates.tolist()):
        at_rate = replace(run, optimizer=replace(run.optimizer, lr=rate))
        for column, seed in enumerate(seeds):
            record = TrainingRun(replace(training, runs=(at_rate,), seed=seed), at_rate).record()
            if not record.refusal and record.validation_steps[-1] == training.task.steps:
                ends[:, row, column] = record.validation_losses[-1], record.scores[-1]
    return ends[0], ends[1]
