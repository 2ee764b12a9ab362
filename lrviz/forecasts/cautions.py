"""What a forecast cannot know, found in the log, in how the law fits it, and in the schedules."""

from collections.abc import Iterator, Sequence

import numpy as np

from lrviz.arrays import Floats
from lrviz.forecasts.fitting import GAIN, GAIN_DEVIATION, Fitted, noise_of
from lrviz.forecasts.measured import Measured

PEAK = 0.05
"""By so much, as a share, another peak may differ."""

RANGE = (0.5, 10.0)
"""From how many times to how many times the log's steps forecasts were tried."""

_MISFIT = 0.01
_SMOOTHED = 0.005
_TREND, _FREE = 0.15, -0.15
"""How neighbours of the residuals go together where losses were smoothed, and their differences; those of single draws
go together by −0.5."""

_UNFINISHED = 0.15
"""A rate that stands above this share of its peak at the end has not fallen as far as most do."""

_FAR = 3.0
_CLEARLY = 1.3
_STEADY = 0.99
_SURE = 4.0
_LITTLE = 1e-3
_BRANCH = 0.1
_AGAIN = 0.05


def cautions(runs: Sequence[Measured], fitted: Fitted) -> Iterator[str]:
    """What is to be said of a log and of the law that was fitted to it, in sentences."""
    for run in runs:
        yield from run.notes
        yield from _rising(run)
    if not any(run.decays for run in runs):
        yield _constant(runs[0])
    elif fitted.lowest > _UNFINISHED:
        yield _unfinished(fitted.lowest)
    if any(_is_smoothed(run, left, fitted) for run, left in zip(runs, fitted.residuals, strict=True)):
        yield (
            "The losses look smoothed: what the law misses goes on from row to row, while neighbours hardly differ. A "
            "moving average bends the curve where the rate falls, and forecasts from one were off by 0.09 to 0.12. Log "
            "the losses as they are."
        )
    lacking = float(np.sqrt(max(fitted.misfit**2 - fitted.noise**2, 0.0)))
    if lacking > _MISFIT * fitted.level and fitted.misfit > _CLEARLY * fitted.noise:
        yield (
            f"The law misses the measured losses by {lacking:.3g} on average, {100 * lacking / fitted.level:.1f} % of "
            "them: such a run is not what it was found on, and the forecast may be far off."
        )


def schedule_cautions(every: Sequence[Floats], runs: Sequence[Measured]) -> Iterator[str]:
    """What is to be said of the rates of schedules: lengths that nobody tried, and rates that rise again."""
    longest = max(len(run.rates) for run in runs)
    for steps in sorted({len(rates) for rates in every}):
        if not RANGE[0] * longest <= steps <= RANGE[1] * longest:
            yield (
                f"{steps:,} steps are outside of what was tried, {RANGE[0]:g} to {RANGE[1]:g} times the {longest:,} of "
                "the log."
            )
    if any(map(_rises_again, every)):
        yield "A rate that rises again after a fall is not what the law was found on: there it was off by 11 to 12 %."


def peak_refusal(peak: float, runs: Sequence[Measured]) -> str:
    """Why a schedule with another peak is not forecast, or nothing."""
    own = runs[0].peak
    if abs(peak / own - 1.0) <= PEAK:
        return ""
    return (
        f"not forecast: other peak, {peak:.3g} in place of the log's {own:.3g}. At twice the peak forecasts were off "
        "by 0.02 to 0.04, at half of it by 0.04 to 0.07, at a tenth by 0.23."
    )


def _constant(run: Measured) -> str:
    branch = max(1, round(_BRANCH * len(run.rates)))
    return (
        f"The rate never falls in this log, so it does not tell what a fall is worth: {100 * GAIN:.1f} ± "
        f"{100 * GAIN_DEVIATION:.1f} % of the loss are taken for it, as is usual. Run one short decay branch: "
        f"{branch:,} steps down to 0 would tell."
    )


def _unfinished(lowest: float) -> str:
    return (
        f"The rate has fallen to {100 * lowest:.0f} % of its peak so far, so the log does not tell what the rest of a "
        "fall is worth: forecasts from the first half of a cosine came out too high by 0.04 to 0.06. The band is wider "
        "for it."
    )


def _rises_again(rates: Floats) -> bool:
    """Whether a rate rises by more than a little after its first peak."""
    after = rates[int(np.argmax(rates)) :]
    return bool((after - np.minimum.accumulate(after)).max() > _AGAIN * rates.max())


def _is_smoothed(run: Measured, residuals: Floats, fitted: Fitted) -> bool:
    """Whether residuals go on from row to row though the law misses the losses by far more than neighbours differ."""
    steps, losses = run.rows
    left = losses - np.interp(steps, run.at, run.losses - residuals)
    misfit, noise = float(np.sqrt(np.mean(left**2))), fitted.level * noise_of([losses / fitted.level])
    if misfit < max(_SMOOTHED * fitted.level, _FAR * noise):
        return False
    return _correlation(left) > _TREND and _correlation(np.diff(left)) > _FREE


def _correlation(values: Floats) -> float:
    """Of neighbours."""
    apart = values - values.mean()
    scatter = float((apart * apart).mean())
    return float((apart[1:] * apart[:-1]).mean()) / scatter if scatter > 0 else 0.0


def _rising(run: Measured) -> Iterator[str]:
    """Says so where the loss surely rises while the rate stands."""
    steady = run.rates[run.at - 1] >= _STEADY * run.peak
    at, losses = run.at[steady].astype(float), run.losses[steady]
    at, losses = at[len(at) // 2 :], losses[len(losses) // 2 :]
    if len(at) < 6:
        return
    at = (at - at.mean()) / np.ptp(at)
    slope = float(at @ losses) / float(at @ at)
    left = losses - losses.mean() - slope * at
    error = float(np.sqrt((left @ left) / max(len(at) - 2, 1) / (at @ at)))
    if slope > _SURE * error and slope > _LITTLE * float(losses.mean()):
        yield (
            f"The loss rises by {slope:.3g} while the rate stands: the network overfits, or the run diverges. The law "
            "knows neither, and its forecast is too low."
        )
