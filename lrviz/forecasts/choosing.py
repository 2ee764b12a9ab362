"""Which of its losses a log is forecast by."""

from dataclasses import replace

import numpy as np

from lrviz.analysis.logs import LoggedRun
from lrviz.forecasts.refusal import ForecastError


def losses_of(run: LoggedRun) -> tuple[str, ...]:
    """The names of the losses of a log: "" for that of the training, then those of validations."""
    return (*(("",) if run.every_loss is not None or run.losses is not None else ()), *run.validation)


def with_loss(run: LoggedRun, name: str) -> LoggedRun:
    """The log with one of its losses, at the steps where that was logged.

    Args:
        run: the log.
        name: of a validation, or "" for the loss of the training.

    Raises:
        ForecastError: the log has no such loss.
    """
    series = run.every_loss if name == "" else run.validation.get(name)
    if series is None:
        if name == "" and run.losses is not None:
            return run
        known = ", ".join(one or "the training's" for one in losses_of(run)) or "none"
        raise ForecastError(f"the log has no loss {name or 'of the training'!r}; its losses are: {known}")
    measured, last = np.unique(np.round(series.steps[::-1]), return_index=True)
    steps = np.union1d(run.steps, measured)
    rates, losses = np.full(len(steps), np.nan), np.full(len(steps), np.nan)
    rates[np.searchsorted(steps, run.steps)] = run.rates
    losses[np.searchsorted(steps, measured)] = series.values[::-1][last]
    return replace(run, steps=steps, rates=rates, losses=losses)
