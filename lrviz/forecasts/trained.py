"""The forecast of a training's runs from one of them, and how far it holds beside what was really trained."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lrviz.arrays import Flags, Floats, Integers
from lrviz.comparison import Entry, Plan, curve
from lrviz.forecasts.forecasting import Forecast, forecast
from lrviz.forecasts.refusal import ForecastError
from lrviz.scene import Run
from lrviz.training import Record, Training

PROMISED = 0.9
"""The share of losses that a band is to hold."""


@dataclass(frozen=True, eq=False)
class TrainedLog:
    """A trained run as a log, (n,): the rate of each step, the loss of each validation, NaN where there was none."""

    steps: Integers
    rates: Floats
    losses: Floats


def trained_log(record: Record) -> TrainedLog:
    """The log of a run that was trained."""
    count, losses = record.taken, np.full(record.taken, np.nan)
    after = (record.validation_steps > 0) & (record.validation_steps <= count)
    losses[record.validation_steps[after] - 1] = record.validation_losses[after]
    return TrainedLog(np.arange(1, count + 1), record.learning_rates[:count], losses)


@dataclass(frozen=True, eq=False)
class Held:
    """What was really trained of a run, beside its forecast.

    Attributes:
        steps: (k,), after how many steps it was validated, from where the forecast begins.
        losses: (k,), on the validation samples.
        inside: (k,), whether the band holds them.
        error: the forecast of the end less the loss there; NaN where there is none.
        half: half the width of the band at the end.
    """

    steps: Integers
    losses: Floats
    inside: Flags
    error: float
    half: float


@dataclass(frozen=True, eq=False)
class Others:
    """The other runs of a training, as they are forecast from one of them.

    Attributes:
        made: the forecast of those whose rates are known; of another peak it has none.
        places: which of the training's runs these are, in order.
        refusals: of each run of the training, why it is not forecast, or "".
    """

    made: Forecast
    places: tuple[int, ...]
    refusals: tuple[str, ...]

    def end(self, place: int) -> tuple[float, float]:
        """The loss that is expected of a run at its end, and half the width of its band there."""
        index = self.places.index(place)
        return float(self.made.finals[index]), float(self.made.high[index][-1] - self.made.low[index][-1]) / 2

    def held(self, place: int, record: Record) -> Held:
        """How the forecast of a run holds beside a record of it."""
        index = self.places.index(place)
        at, low, high = self.made.steps[index], self.made.low[index], self.made.high[index]
        first = max(int(at[0]), 2 * self.made.runs[0].warmup)
        late = (record.validation_steps >= first) & np.isfinite(record.validation_losses)
        steps, losses = record.validation_steps[late], record.validation_losses[late]
        inside = (np.interp(steps, at, low) <= losses) & (losses <= np.interp(steps, at, high))
        whole = len(steps) > 0 and int(steps[-1]) == int(at[-1])
        final, half = self.end(place)
        return Held(steps, losses, inside, final - float(losses[-1]) if whole else float("nan"), half)


def others_from(record: Record, training: Training) -> Others:
    """The forecast of a training's runs from the record of one of them.

    Args:
        record: what one of them did, of which the losses on the validation samples and the rates are taken.
        training: its runs.

    Raises:
        ForecastError: the record has too few losses, or such as no law is for.
    """
    given = [_rates(record.run, one, training) for one in training.runs]
    wanted = [(place, rates) for place, (rates, why) in enumerate(given) if not why]
    made = forecast(trained_log(record), [rates for _, rates in wanted])
    refusals = [why for _, why in given]
    for (place, _), why in zip(wanted, made.refusals, strict=True):
        refusals[place] = why
    return Others(made, tuple(place for place, _ in wanted), tuple(refusals))


def _rates(source: Run, run: Run, training: Training) -> tuple[Floats, str]:
    """The rate of each step of a run, or why it is not forecast."""
    nothing: Floats = np.empty(0)
    if run == source:
        return nothing, "the run that it is forecast from"
    if replace(run.optimizer, lr=source.optimizer.lr) != source.optimizer:
        own, other = (one.optimizer.label(with_lr=False) for one in (source, run))
        return nothing, f"not forecast: other optimizer, {other} in place of {own}."
    if run.schedule.watches:
        return nothing, "not forecast: its rates follow the losses."
    task = training.task
    plan = Plan(budget=float(task.steps), samples=task.samples, batch_size=task.batch or task.samples)
    made = curve(Entry(run.schedule, run.optimizer.lr, run.name, training.stepped), plan)
    if made.problem:
        return nothing, f"not forecast: {made.problem}"
    if made.momenta is not None:
        return nothing, "not forecast: it moves the momentum too."
    return made.rates, ""


def verdict(held: Sequence[Held]) -> str:
    """How far a forecast holds beside what was trained, in words; empty where nothing was.

    Raises:
        ForecastError: no forecast reaches an end that was trained.
    """
    if not held:
        return ""
    inside = np.concatenate([one.inside for one in held])
    ends = np.array([one.error for one in held if np.isfinite(one.error)])
    if not len(inside) or not len(ends):
        raise ForecastError("no run was trained to its end, so nothing can be said of the forecast")
    share, half = float(inside.mean()), float(np.mean([one.half for one in held]))
    told = (
        f"Of {len(inside):,} losses that were really trained, {int(inside.sum()):,} lie inside the band of 90 %: "
        f"{100 * share:.0f} %. At the ends the forecast is off by {np.abs(ends).mean():.3f} on average and by "
        f"{np.abs(ends).max():.3f} at most; half of the band there is {half:.3f}."
    )
    if share < PROMISED:
        return f"{told} The band is too narrow here: this network is not what the law was found on."
    return f"{told} Here the band holds what it promises; on another network or seed it need not."
