"""How the result of a training depends on the learning rate: every rate from several seeds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from lrviz.arrays import Flags, Floats
from lrviz.hyperparameters import HyperparameterError
from lrviz.reference import single_precision
from lrviz.scene import Run
from lrviz.training.loop import TrainingRun
from lrviz.training.stacked import ENDS, stackable, train_stacked
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
        scores: shape (rates, seeds), the score at the end. All columns are NaN where `losses` is not finite.
        best_losses: shape (rates, seeds), the lowest validation loss of the run, that of the first weights among them.
        best_scores: shape (rates, seeds), the highest score of the run.
        train_losses: shape (rates, seeds), the loss on all training samples at the end.
        done: shape (rates, seeds), whether it has been trained.
        share: the part of the work that is done, 0 to 1.
        stacked: whether all networks are trained at once, in float64; else one after another, as `train` does it.
    """

    run: Run
    rates: Floats
    seeds: tuple[int, ...]
    losses: Floats
    scores: Floats
    best_losses: Floats
    best_scores: Floats
    train_losses: Floats
    done: Flags
    share: float
    stacked: bool


def joined(parts: Sequence[Sensitivity]) -> Sensitivity:
    """Sensitivities of the same run at the same rates, each with seeds of its own, as one."""
    columns = (*ENDS, "done")
    together: dict[str, Any] = {name: np.hstack([getattr(part, name) for part in parts]) for name in columns}
    seeds = tuple(seed for part in parts for seed in part.seeds)
    share = sum(part.share * len(part.seeds) for part in parts) / len(seeds)
    return replace(parts[0], seeds=seeds, share=share, **together)


class Measuring:
    """A sensitivity in progress.

    Attributes:
        ends: shape (columns, rates, seeds), as `stacked.ENDS` names the columns.
        done: shape (rates, seeds), whether it has been trained.
        share: the part of the work that is done.
    """

    def __init__(self, training: Training, rates: Floats, seeds: tuple[int, ...]) -> None:
        """Nothing is trained yet.

        Args:
            training: of one run.
            rates, seeds: as `sensitivity` takes them.
        """
        (self._run,) = training.runs
        self._training, self._rates, self._seeds = training, rates, seeds
        self._stacked = stackable(training, self._run)
        self.ends = np.full((len(ENDS), len(rates), len(seeds)), np.nan)
        self.done = np.zeros((len(rates), len(seeds)), dtype=bool)
        self.share = 0.0

    def so_far(self) -> Sensitivity:
        """What is known now, NaN for what is to come."""
        ends: dict[str, Any] = dict(zip(ENDS, self.ends.copy(), strict=True))
        done, share, stacked = self.done.copy(), self.share, self._stacked
        return Sensitivity(self._run, self._rates, self._seeds, **ends, done=done, share=share, stacked=stacked)

    def measure(self, follow: "Follow") -> Sensitivity:
        """Trains at every rate from every seed."""
        (self._all_at_once if self._stacked else self._one_by_one)(follow)
        self.share = 1.0
        return self.so_far()

    def _all_at_once(self, follow: "Follow") -> None:
        for part in train_stacked(self._training, self._run, self._rates.tolist(), self._seeds):
            self.share = part.share
            if part.ends is not None:
                self.ends[:, part.rows, part.columns] = part.ends
                self.done[part.rows, part.columns] = True
            follow(self)

    def _one_by_one(self, follow: "Follow") -> None:
        places = [(row, column) for column in range(len(self._seeds)) for row in range(len(self._rates))]
        for number, (row, column) in enumerate(places):
            run = replace(self._run, optimizer=replace(self._run.optimizer, lr=float(self._rates[row])))
            training = replace(self._training, runs=(run,), seed=self._seeds[column])

            def look(going: TrainingRun, number: int = number) -> None:
                self.share = (number + going.taken / self._training.task.steps) / len(places)
                follow(self)

            self.ends[:, row, column] = _end(TrainingRun(training, run), look)
            self.done[row, column] = True
            self.share = (number + 1) / len(places)
            follow(self)


Follow: TypeAlias = Callable[[Measuring], None]
"""Is called often; what it raises ends the sensitivity."""


def unfollowed(_: Measuring) -> None:
    """Follows a sensitivity without looking at it."""


def _end(going: TrainingRun, look: Callable[[TrainingRun], None]) -> list[float]:
    """How a run ends, in the order of `ENDS`; NaN where it diverges or is refused."""
    record = going.record(look)
    finished = not record.refusal and record.validation_steps[-1] == record.training.task.steps
    if not finished or not np.isfinite(record.validation_losses[-1]):
        return [np.nan] * len(ENDS)
    losses, scores = record.validation_losses, record.scores
    return [losses[-1], scores[-1], np.nanmin(losses), np.nanmax(scores), going.train_loss()]


def sensitivity(
    training: Training, rates: Sequence[float], seeds: Sequence[int] = (0, 1, 2, 3), follow: Follow = unfollowed
) -> tuple[Sensitivity, ...]:
    """Trains each run of a training at every rate from every seed, and says how each of them ends.

    Perceptrons under an optimizer with a rule for each coordinate are trained all at once, in float64, and end as
    single runs of torch in float64 do; others are trained one after another, in float32. The good range of `rates` and
    `losses` is what `lrviz.sweeps.good_range.uncertain_range` tells.

    Args:
        training: whose runs they are; its own seed is not used.
        rates: learning rates above 0, rising.
        seeds: whole numbers from 0.
        follow: called often with what is measured, whose `so_far` is the sensitivity until then; what it raises ends
            all.

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
        ones = [replace(training, runs=(run,)) for run in training.runs]
        return tuple(Measuring(one, values, seeds).measure(follow) for one in ones)
