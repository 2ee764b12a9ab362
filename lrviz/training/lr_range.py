"""The learning-rate range test: one short run whose rate rises from step to step."""

import math
from dataclasses import dataclass, replace

import numpy as np

from lrviz.arrays import Floats
from lrviz.hyperparameters import HyperparameterError
from lrviz.reference import single_precision
from lrviz.scene import Run
from lrviz.schedules import ExponentialLR
from lrviz.training.loop import Follow, TrainingRun, unfollowed
from lrviz.training.record import Record
from lrviz.training.training import Training

_SMOOTHING = 0.9
_SKIPPED = 10
"""Steps at the beginning whose slope is not looked at: the smoothed loss rests on too few losses there."""

_BLOWN = 4.0
"""The test ends where the smoothed loss is so many times the lowest one: that of a single batch may be so by chance."""


@dataclass(frozen=True, eq=False)
class RangeTest:
    """What a range test found.

    Attributes:
        record: the whole training, of which only the part that `rates` shows counts.
        rates: shape (n,), rising by the same factor from step to step.
        losses: shape (n,), of each batch; the test ends where one is not finite, or the smoothed loss four times the
            lowest one.
        smoothed: shape (n,), their exponential average with weight 0.9, corrected for its start.
        steepest: the rate at which the smoothed loss falls most for a change of the rate's logarithm; a usual choice.
        lowest: the rate at which the smoothed loss is lowest; a tenth of it is another usual choice.
        blew_up: whether the test ended before the highest rate.
    """

    record: Record
    rates: Floats
    losses: Floats
    smoothed: Floats
    steepest: float
    lowest: float
    blew_up: bool

    @property
    def sentence(self) -> str:
        """What was found, and what it is worth, in English."""
        end = f", and it blows up at {self.rates[-1]:.2g}" if self.blew_up else ""
        return (
            f"the loss falls fastest at lr {self.steepest:.2g} and is lowest at lr {self.lowest:.2g}{end}; these are"
            " guesses from one short run, which err both ways: a sensitivity measures the best rate"
        )


def range_test(
    training: Training, low: float = 1e-6, high: float = 10.0, steps: int = 200, follow: Follow = unfollowed
) -> tuple[RangeTest, ...]:
    """Lets the rate of each run rise from `low` to `high`, and says where the loss falls fastest.

    The runs' own rates and schedules are not used. Source: Smith, arXiv 1506.01186; smoothed as by Gugger 2018.

    Args:
        training: whose runs they are.
        low, high: the first and the last rate, above 0.
        steps: how many rates there are, at least 20.
        follow: as `train` calls it.

    Returns:
        one range test per run, in order.

    Raises:
        ValueError: rates or steps that cannot be used, or a run that torch refuses; the message says what.
    """
    if not 0 < low < high < math.inf:
        raise HyperparameterError(f"a range test must go from a rate above 0 to a higher one, got {low!r} to {high!r}")
    if not 2 * _SKIPPED <= steps <= 10_000:
        raise HyperparameterError(f"steps of a range test must be from {2 * _SKIPPED} to 10000, got {steps!r}")
    epochs = -(-steps // training.task.steps_per_epoch)
    task = replace(training.task, epochs=epochs, validate_every=epochs * training.task.steps_per_epoch)
    rises = ExponentialLR(gamma=(high / low) ** (1 / (steps - 1)))
    runs = tuple(Run(replace(run.optimizer, lr=low), rises, run.name) for run in training.runs)
    rising = replace(training, task=task, runs=runs, stepped="each step")
    with single_precision():
        return tuple(_found(TrainingRun(rising, run).record(follow), steps) for run in runs)


def _found(record: Record, steps: int) -> RangeTest:
    if record.refusal:
        raise HyperparameterError(f"{record.run.label}: {record.refusal}")
    count = _end(record.train_losses[:steps])
    rates, losses = record.learning_rates[:count], record.train_losses[:count]
    smoothed = _smoothed(losses)
    skipped = min(_SKIPPED, max(count - 2, 0))
    slopes = np.gradient(smoothed, np.log(rates)) if count > 1 else np.zeros(1)
    steepest = skipped + int(np.argmin(slopes[skipped:]))
    lowest = int(np.argmin(smoothed))
    return RangeTest(record, rates, losses, smoothed, float(rates[steepest]), float(rates[lowest]), count < steps)


def _end(losses: Floats) -> int:
    """How many losses count: up to the first one that is not finite or far above the lowest, at least one."""
    lost = np.flatnonzero(~np.isfinite(losses))
    smoothed = _smoothed(losses[: lost[0]] if len(lost) else losses)
    broken = np.flatnonzero(~(smoothed < _BLOWN * np.minimum.accumulate(np.abs(smoothed))))
    return max(int(broken[0]) if len(broken) else len(smoothed), 1)


def _smoothed(losses: Floats) -> Floats:
    average, smoothed = 0.0, np.empty_like(losses)
    for step, loss in enumerate(losses.tolist(), 1):
        average = _SMOOTHING * average + (1 - _SMOOTHING) * loss
        smoothed[step - 1] = average / (1 - _SMOOTHING**step)
    return smoothed
