"""From the log of one run, or of two, the loss under other schedules of the same peak."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from lrviz.analysis.logs import LoggedRun
from lrviz.arrays import Floats, Integers
from lrviz.comparison import Curve
from lrviz.forecasts.cautions import cautions, peak_refusal, schedule_cautions
from lrviz.forecasts.changes import changes
from lrviz.forecasts.choosing import with_loss
from lrviz.forecasts.fitting import Fitted, fit
from lrviz.forecasts.laws import Law, MultiPower, Scale
from lrviz.forecasts.measured import LONGEST, Logged, Measured, measured
from lrviz.forecasts.refusal import ForecastError
from lrviz.schedules import Schedule, ScheduleError

Forecastable: TypeAlias = Schedule | Curve | Sequence[float] | Floats
"""A schedule, run at the peak of the log; a curve; or the rate of every step."""

POINTS = 200
"""At so many steps a forecast is told, at most."""

FORECASTING = MultiPower()
"""The law that is fitted where no other is asked for."""

NINETY = 1.6448536269514722
"""So many standard deviations to either side hold 90 % of a normal distribution."""


@dataclass(frozen=True, eq=False)
class Forecast:
    """The loss that a law expects under some schedules, each in its place.

    Attributes:
        steps: of each schedule (m,), how many steps were taken.
        losses: of each (m,), the loss expected after them; NaN where it is not forecast.
        low, high: of each (m,), the ends of the band that holds nine of ten.
        finals: (schedules,), the losses after the last steps; NaN where not forecast.
        gains: (schedules,), how much lower each ends than the log's own schedule, as far as it was logged; below 0
            where it ends higher.
        gain_bands: (schedules,), half the width of the band of each gain: a gain that is less cannot be told.
        refusals: of each schedule why it is not forecast, or "".
        warnings: what is to be known of log, fit and schedules, in sentences.
        runs: what was measured.
        fitted: the law with its numbers.
    """

    steps: tuple[Integers, ...]
    losses: tuple[Floats, ...]
    low: tuple[Floats, ...]
    high: tuple[Floats, ...]
    finals: Floats
    gains: Floats
    gain_bands: Floats
    refusals: tuple[str, ...]
    warnings: tuple[str, ...]
    runs: tuple[Measured, ...]
    fitted: Fitted


def fitted_to(runs: Sequence[Measured], law: Law = FORECASTING) -> Fitted:
    """A law with the numbers that fit measured runs; the units are those of the first."""
    first = runs[0]
    scale = Scale(first.peak, float(first.rates.sum()), len(first.rates))
    seen, losses = [run.changes() for run in runs], [run.losses for run in runs]
    decays = any(run.decays for run in runs)
    lowest = min(run.lowest for run in runs) / first.peak if decays else 0.0
    return replace(fit(law, seen, losses, scale, decays), lowest=lowest)


def forecast(
    log: Logged | Sequence[Logged],
    schedules: Schedule | Curve | Sequence[Forecastable],
    *,
    steps: int | None = None,
    warmup: int = 0,
    loss: str = "",
    law: Law = FORECASTING,
) -> Forecast:
    """The loss under other schedules, from the log of a run with a decay.

    It was tried on language models that see their data once, at the same peak and 0.5 to 10 times the steps: there it
    is off by about 0.015 at the end. For small networks its bands are too narrow. What it cannot know stands in
    `warnings`.

    Args:
        log: what `lrviz.read_log` returns, or anything with `steps`, `rates` and `losses`; or several of them, of the
            same model, data, batch and optimizer.
        schedules: what is forecast, one or several; a `Schedule` runs at the peak of the log.
        steps: how many steps a `Schedule` takes; as many as the first log by default.
        warmup: in how many steps the rate rose before the first row, where the log begins later.
        loss: the name of one of the log's validations; without it the loss of the training is taken.
        law: what forecasts, of the classes in `LAWS`.

    Raises:
        ForecastError: a log has too few losses, no rates or another peak than the first, or no law is for its numbers.
    """
    runs = _runs(log, warmup, loss)
    return _of(runs, fitted_to(runs, law), schedules, steps)


def forecast_again(
    made: Forecast,
    schedules: Schedule | Curve | Sequence[Forecastable],
    *,
    steps: int | None = None,
    own: Forecastable | None = None,
) -> Forecast:
    """The loss under other schedules by a law that has been fitted before; other arguments as in `forecast`.

    Args:
        own: the schedule of the log to its end, where the log ends before it: gains are told beside it.
    """
    return _of(made.runs, made.fitted, schedules, steps, own)


def _of(
    runs: tuple[Measured, ...],
    fitted: Fitted,
    schedules: Schedule | Curve | Sequence[Forecastable],
    steps: int | None,
    own: Forecastable | None = None,
) -> Forecast:
    several = [schedules] if isinstance(schedules, Schedule | Curve) else list(schedules)
    given = [_rates(one, runs[0].peak, _length(steps, runs)) for one in several]
    refusals = tuple(why or peak_refusal(float(rates.max()), runs) for rates, why in given)
    told = [NOTHING if why else expected(fitted, one) for (one, _), why in zip(given, refusals, strict=True)]
    forecastable = [one for (one, _), why in zip(given, refusals, strict=True) if not why]
    warnings = (*cautions(runs, fitted), *schedule_cautions(forecastable, runs))
    whole, why = (runs[0].rates, "") if own is None else _rates(own, runs[0].peak, _length(steps, runs))
    if why or peak_refusal(float(whole.max()), runs):
        raise ForecastError("the log's own schedule has its peak, and a finite rate for each step")
    return _gathered(told, expected(fitted, whole), refusals, warnings, runs, fitted)


def _gathered(
    told: Sequence["Expected"],
    own: "Expected",
    refusals: tuple[str, ...],
    warnings: tuple[str, ...],
    runs: tuple[Measured, ...],
    fitted: Fitted,
) -> Forecast:
    """What is expected of each schedule, beside what is expected of the log's `own`."""
    return Forecast(
        tuple(one.steps for one in told),
        tuple(one.losses for one in told),
        tuple(one.losses - NINETY * one.deviations for one in told),
        tuple(one.losses + NINETY * one.deviations for one in told),
        np.array([one.final for one in told]),
        np.array([own.final - one.final for one in told]),
        np.array([NINETY * _apart(fitted, own, one) for one in told]),
        refusals,
        warnings,
        runs,
        fitted,
    )


@dataclass(frozen=True, eq=False)
class Expected:
    """What a law expects of a run: after some `steps` (m,) the `losses` (m,) and their `deviations`; and of the last
    loss how it moves with each of the law's numbers, and how far it may be off since no rate as low was seen.
    """

    steps: Integers
    losses: Floats
    deviations: Floats
    slopes: Floats
    unseen: float = 0.0

    @property
    def final(self) -> float:
        """The last loss; NaN where nothing is expected."""
        return float(self.losses[-1]) if len(self.losses) else float("nan")


NOTHING = Expected(np.empty(0, dtype=np.int64), np.empty(0), np.empty(0), np.empty(0))
"""Of a schedule that is not forecast."""


def expected(fitted: Fitted, rates: Floats) -> Expected:
    """What a law expects of the rates (n,) of a run."""
    steps, first = len(rates), max(1, len(rates) // 50)
    even, early = np.linspace(first, steps, POINTS // 2), np.geomspace(first, steps, POINTS // 2)
    at = np.unique(np.concatenate([even, early]).round().astype(np.int64))
    seen = changes(rates, at)
    slopes = fitted.slopes(seen)
    unseen = fitted.unseen(rates[at - 1])
    return Expected(at, fitted.losses(seen), np.hypot(fitted.deviations(slopes), unseen), slopes[-1], float(unseen[-1]))


def _apart(fitted: Fitted, one: Expected, other: Expected) -> float:
    """The standard deviation of the difference of two ends: what both have in common falls out of it."""
    if not len(other.slopes):
        return float("nan")
    difference = one.slopes - other.slopes
    if not difference.any():
        return 0.0
    variance = float(difference @ fitted.covariance @ difference)
    return float(np.hypot(np.hypot(np.sqrt(max(variance, 0.0)), fitted.discrepancy), one.unseen - other.unseen))


def _runs(log: Logged | Sequence[Logged], warmup: int, loss: str) -> tuple[Measured, ...]:
    """The runs of logs, which must have one peak."""
    logs = list(log) if isinstance(log, Sequence) else [log]
    if not logs:
        raise ForecastError("a forecast takes at least one log, got none")
    if warmup < 0:
        raise ForecastError(f"a warmup has at least 0 steps, got {warmup}")
    runs = tuple(measured(_with_loss(one, loss), warmup) for one in logs)
    for run in runs[1:]:
        if peak_refusal(run.peak, runs):
            raise ForecastError(f"logs of one forecast have one peak, got {runs[0].peak:.3g} and {run.peak:.3g}")
    return runs


def _with_loss(log: Logged, name: str) -> Logged:
    if isinstance(log, LoggedRun):
        return with_loss(log, name)
    if name:
        raise ForecastError(f"only a log of `lrviz.read_log` has several losses to choose from, asked for {name!r}")
    return log


def _length(steps: int | None, runs: Sequence[Measured]) -> int:
    count = len(runs[0].rates) if steps is None else steps
    if not 1 <= count <= LONGEST:
        raise ForecastError(f"a forecast is made of 1 to {LONGEST:,} steps, got {count:,}")
    return count


def _rates(schedule: Forecastable, peak: float, steps: int) -> tuple[Floats, str]:
    """The rate of every step, or why there are none."""
    try:
        given = schedule.rates(peak, steps) if isinstance(schedule, Schedule) else getattr(schedule, "rates", schedule)
        rates = np.asarray(given, dtype=float)
    except ScheduleError as error:
        return np.zeros(1), f"not forecast: {error}"
    usable = rates.ndim == 1 and 0 < len(rates) <= LONGEST and bool(np.isfinite(rates).all())
    if usable and rates.min() >= 0 and rates.max() > 0:
        return rates, ""
    return np.zeros(1), "not forecast: it takes one finite rate of at least 0 for each step, and some above 0."
