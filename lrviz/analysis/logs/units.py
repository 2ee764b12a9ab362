"""Converts a log that counts epochs, batches, samples or tokens into the optimizer steps of a plan."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from lrviz.analysis.logs.names import BATCH, EPOCH, SAMPLE, STEP, TOKEN
from lrviz.analysis.logs.refusal import LARGEST_STEP
from lrviz.analysis.logs.series import LoggedRun, Restarts
from lrviz.analysis.logs.validation import Series
from lrviz.arrays import Floats
from lrviz.comparison import Plan

_AGREES = 0.01
_DECIMALS = range(8)


def in_steps(run: LoggedRun, plan: Plan, rates: Floats | None = None) -> LoggedRun:
    """The run with its steps counted as the plan's optimizer steps.

    A row that stands for a whole epoch may give the rate of the epoch's first step or of its last, and the first epoch
    may be 0 or 1: of these ways the one that agrees best with the plan is taken.

    Args:
        run: the log.
        plan: says how many steps an epoch has, and how many samples and tokens a step.
        rates: (n,), the planned rates, to choose by; without them a row stands for the first step of its epoch.
    """
    ways = list(readings(run, plan))
    if rates is None or len(ways) == 1:
        return ways[0]
    return max(ways, key=lambda way: _agreement(way, rates))


def readings(run: LoggedRun, plan: Plan) -> Iterator[LoggedRun]:
    """The ways to count the run in the plan's optimizer steps; for whole epochs there are several."""
    if run.restarts is not None:
        batches = plan.accumulation if run.unit == BATCH else 1
        run = _with_length(run, run.restarts, plan.steps_per_epoch * batches)
    if run.unit == STEP:
        yield run
        return
    if run.unit != EPOCH:
        yield _scaled(run, 1 / _each_step(run.unit, plan), 0.0)
        return
    length = plan.steps_per_epoch
    if (run.steps == np.floor(run.steps)).all():
        for shift in (0, -1, 1) if run.steps[0] > 0 else (0, 1):
            yield _scaled(run, length, float(shift * length))
        return
    steps = _even_steps(np.asarray(run.steps, dtype=float), length)
    yield _scaled(run, length, 0.0) if steps is None else _moved(run, steps, length, 0.0)


def _with_length(run: LoggedRun, restarts: Restarts, length: int) -> LoggedRun:
    """The run with epochs of so many steps, where they may be so long."""
    steps = _whole(restarts.epochs * length + restarts.within)
    if length < restarts.within.max() or (np.diff(steps) <= 0).any():
        return run
    before = np.asarray(run.steps, dtype=float)

    def moved(series: Series) -> Series:
        return Series(np.interp(series.steps, before, steps), series.values)

    return replace(
        run,
        steps=steps.astype(np.int64),
        validation={name: moved(one) for name, one in run.validation.items()},
        every_loss=None if run.every_loss is None else moved(run.every_loss),
        restarts=None,
    )


def _each_step(unit: str, plan: Plan) -> float:
    """How much of a unit an optimizer step takes."""
    each = {BATCH: float(plan.accumulation), SAMPLE: float(plan.samples_per_step), TOKEN: plan.per_step("tokens")}
    return each[unit]


def _scaled(run: LoggedRun, factor: float, shift: float) -> LoggedRun:
    return _moved(run, _whole(np.asarray(run.steps, dtype=float) * factor + shift), factor, shift)


def _moved(run: LoggedRun, steps: Floats, factor: float, shift: float) -> LoggedRun:
    """The run at other steps; of rows that come to the same step the last is kept, what comes before 0 is left out."""
    last = np.append(np.diff(steps) > 0, True) & (steps >= 0)
    others = {name: _placed(one, factor, shift) for name, one in run.validation.items()}
    return replace(
        run,
        steps=steps[last].astype(np.int64),
        rates=run.rates[last],
        losses=None if run.losses is None else run.losses[last],
        groups={name: group[last] for name, group in run.groups.items()},
        unit=STEP,
        validation=others,
        every_loss=None if run.every_loss is None else _placed(run.every_loss, factor, shift),
    )


def _placed(series: Series, factor: float, shift: float) -> Series:
    return Series(_whole(np.asarray(series.steps) * factor + shift), series.values)


def _whole(steps: Floats) -> Floats:
    """The nearest steps, none of which is larger than a log may have."""
    return np.minimum(np.round(steps), LARGEST_STEP)


def _even_steps(epochs: Floats, length: int) -> Floats | None:
    """The steps of rows at equal distances, of which the first step may have a row of its own; None for others."""
    interval = _interval(epochs, length)
    if interval is not None:
        return interval * np.arange(1.0, len(epochs) + 1)
    interval = _interval(epochs[1:], length)
    if interval is None or interval < 2 or epochs[0] * length >= interval:
        return None
    return np.append(1.0, interval * np.arange(1.0, len(epochs)))


def _interval(epochs: Floats, length: int) -> int | None:
    """How many steps lie between rows at equal distances whose epochs are rounded; None if the distances differ.

    Tools write the epoch with two or four decimals, which may be many steps. The k-th row of every L steps stands at
    step k·L: L is the whole number that brings all rows to the epochs that they say.
    """
    if len(epochs) < 3:
        return None
    half = 0.5 * 10.0 ** -next(
        (d for d in _DECIMALS if np.allclose(np.round(epochs, d), epochs, rtol=0, atol=1e-12)), 8
    )
    rows = np.arange(1, len(epochs) + 1)
    with np.errstate(over="ignore"):
        low = float(((epochs - half) * length / rows).max())
        high = float(((epochs + half) * length / rows).min())
    middle = round((low + high) / 2)
    return middle if low - 1e-9 <= middle <= high + 1e-9 and 1 <= middle <= 10**9 else None


def _agreement(run: LoggedRun, rates: Floats) -> float:
    """Which share of the run's rates is that of the plan at its step or at one beside it."""
    steps = np.asarray(run.steps)
    best = 0.0
    for offset in (0, -1, 1):
        places = steps + offset
        inside = (places >= 0) & (places < len(rates))
        if inside.any():
            logged, planned = run.rates[inside], rates[places[inside]]
            near = np.abs(logged - planned) <= _AGREES * np.maximum(np.abs(logged), np.abs(planned))
            best = max(best, float(near.sum()) / len(steps))
    return best
