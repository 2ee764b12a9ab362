"""A run as its log shows it: the rate of every step, and the losses that a law is fitted to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from lrviz.arrays import Flags, Floats, Integers
from lrviz.forecasts.changes import Changes, changes
from lrviz.forecasts.refusal import ForecastError

FEWEST = 6
"""Losses that a fit takes at least."""

MOST = 120
"""Losses that it takes at most; more are averaged."""

LONGEST = 5_000_000
"""Steps of a run at most."""

_LARGEST, _HIGHEST = 1e9, 1e4
"""Losses and rates at most."""

_EARLIEST = 0.02
"""Losses before this share of the run are left out."""

_WARM = 0.99
"""From this share of its peak on a rate counts as warm."""

_FALLEN = 0.9
"""A rate that falls below this share of its peak tells what a fall does."""

_ALIKE = 0.02
"""Rates that differ by less, as a share of the peak, are those of one schedule."""

_JUMP = 0.2
"""A fall by more than this share of the peak from one row to the next leaves open what lay between."""


class Logged(Protocol):
    """What is asked of a log."""

    @property
    def steps(self) -> Any:
        """(n,); of rows with one step the last counts."""

    @property
    def rates(self) -> Floats:
        """(n,), NaN where none was logged."""

    @property
    def losses(self) -> Floats | None:
        """(n,), NaN where none was logged."""


@dataclass(frozen=True, eq=False)
class Measured:
    """A run that was measured.

    Attributes:
        rates: (steps,), the rate of every step, between logged ones on a straight line.
        at: (m,), after how many steps a loss was measured.
        losses: (m,).
        rows: the steps and the losses before any were averaged.
        warmup: how many steps there are to the peak.
        notes: what is to be said of the log, in words.
    """

    rates: Floats
    at: Integers
    losses: Floats
    rows: tuple[Integers, Floats]
    warmup: int
    notes: tuple[str, ...]

    @property
    def peak(self) -> float:
        """The highest rate."""
        return float(self.rates.max())

    @property
    def decays(self) -> bool:
        """Whether the rate falls so far that the log tells what a fall does to the loss."""
        return self.lowest < _FALLEN * self.peak

    def is_begin_of(self, rates: Floats) -> bool:
        """Whether it has the rates (n,) of a longer run so far, its warmup left out."""
        count = len(self.rates)
        if len(rates) <= count:
            return False
        apart = np.abs(self.rates - rates[:count])[self.warmup :]
        return bool(apart.max(initial=0.0) <= _ALIKE * self.peak)

    @property
    def lowest(self) -> float:
        """The lowest rate at which a loss was measured after the warmup."""
        return float(self.rates[self.warmup - 1 : self.at[-1]].min())

    def changes(self) -> Changes:
        """Its rates as a law wants them."""
        return changes(self.rates, self.at)


def measured(log: Logged, warmup: int = 0) -> Measured:
    """The run of a log.

    Args:
        log: with steps, rates and losses.
        warmup: the steps in which the rate rose to that of the log's first row, where the log begins later.

    Raises:
        ForecastError: it has too few losses, or other numbers than a run has.
    """
    rows, rates, steps, losses = _columns(log)
    rates, artefact = _without_artefact(rates)
    every = _every_rate(rows, rates, warmup)
    warm = int(np.argmax(every >= _WARM * every.max())) + 1
    late = (steps > 2 * warm) & (steps > _EARLIEST * len(every))
    some = late & np.isfinite(losses)
    if int(some.sum()) < FEWEST:
        raise ForecastError(
            f"a forecast takes at least {FEWEST} losses after twice the warmup ({2 * warm} steps), "
            f"got {int(some.sum())}"
        )
    _refuse_strange(losses[some])
    at, kept = _averaged(steps[some], losses[some])
    notes = (*_notes(rows, rates), *artefact, *_not_finite(losses, late))
    return Measured(every, at, kept, (steps[some], losses[some]), warm, notes)


def _without_artefact(rates: Floats) -> tuple[Floats, list[str]]:
    """Rates whose last ones are not 0 right after a high one, and what is to be said of it."""
    above = np.flatnonzero(rates > 0)
    last = int(above[-1])
    before = rates[last - 1] - rates[last] if last else 0.0
    if not 1 <= len(rates) - 1 - last <= 2 or rates[last] <= max(_JUMP * rates.max(), 2 * before):
        return rates, []
    kept = np.append(rates[: last + 1], np.full(len(rates) - 1 - last, rates[last]))
    return kept, [
        "The last rate is 0 right after a high one: it was written after the run had ended, and the one before is "
        "taken."
    ]


def _not_finite(losses: Floats, late: Flags) -> Iterator[str]:
    """Says where the run seems to have diverged."""
    lost = np.isinf(losses) & late
    if lost.any():
        yield f"The loss is infinite in {int(lost.sum()):,} rows: where a run diverges no law holds."
    logged = np.flatnonzero(np.isfinite(losses))
    gap = len(losses) - 1 - int(logged[-1])
    if gap and gap > 2 * int(np.diff(logged).max(initial=1)):
        yield (
            f"The last {gap:,} rows have no finite loss: if it became NaN there, the run diverged, and no law holds "
            "for it."
        )


def _refuse_strange(losses: Floats) -> None:
    low, high = float(losses.min()), float(losses.max())
    if low <= 0 or high > _LARGEST or high > _LARGEST * low:
        raise ForecastError(
            f"a forecast takes losses above 0, as cross-entropies are, and below {_LARGEST:g}, "
            f"got {low:.3g} to {high:.3g}"
        )


def _columns(log: Logged) -> tuple[Integers, Floats, Integers, Floats]:
    """The steps and rates of the rows that have a rate, and the steps and losses of those that lie among them."""
    if log.losses is None:
        raise ForecastError("a forecast is made from the losses of a run; the log has none")
    unit = getattr(log, "unit", "step")
    if unit != "step":
        raise ForecastError(f"a forecast counts steps of the optimizer, the log counts {unit}s")
    steps, rates = np.asarray(log.steps, dtype=float), np.asarray(log.rates, dtype=float)
    losses = np.asarray(log.losses, dtype=float)
    if not steps.shape == rates.shape == losses.shape == (steps.size,) or not np.isfinite(steps).all():
        raise ForecastError("a log has a finite step, one rate and one loss in each row")
    order = len(steps) - 1 - np.unique(steps[::-1], return_index=True)[1]
    steps, rates, losses = steps[order], rates[order], losses[order]
    known = np.isfinite(rates) & (steps >= 1)
    if not known.any():
        raise ForecastError("a forecast needs the learning rates of the run; the log has none")
    _refuse_rates(rates[known])
    last = steps[known][-1]
    if last > LONGEST:
        raise ForecastError(f"a forecast takes at most {LONGEST:,} steps, got {last:,.0f}")
    among = (steps >= 1) & (steps <= last)
    return steps[known].astype(np.int64), rates[known], steps[among].astype(np.int64), losses[among]


def _refuse_rates(rates: Floats) -> None:
    low, high = float(rates.min()), float(rates.max())
    if low < 0 or not 0 < high <= _HIGHEST:
        raise ForecastError(f"rates must be from 0 to {_HIGHEST:g}, and some above 0, got {low:g} to {high:g}")


def _notes(steps: Integers, rates: Floats) -> Iterator[str]:
    falls = np.diff(rates) < -_JUMP * rates.max()
    if falls.any():
        row = int(np.argmax(falls))
        yield (
            f"Between the rows of step {steps[row]:,} and {steps[row + 1]:,} the rate falls from {rates[row]:.3g} to "
            f"{rates[row + 1]:.3g}; it is taken to fall on a straight line there, which may cost up to 0.08."
        )


def _every_rate(steps: Integers, rates: Floats, warmup: int) -> Floats:
    """The rate of each step; before the first row a straight rise, as far as there was one, then that row's."""
    numbers = np.arange(int(steps[-1])) + 0.5
    every: Floats = np.interp(numbers, steps, rates)
    rising = min(warmup, int(steps[0]))
    every[:rising] = rates[0] * numbers[:rising] / max(warmup, 1)
    return every


def _averaged(steps: Integers, losses: Floats) -> tuple[Integers, Floats]:
    """At most `MOST` losses, each the mean of neighbours at the mean of their steps."""
    if len(steps) <= MOST:
        return steps, losses
    parts = np.array_split(np.arange(len(steps)), MOST)
    at = np.array([round(float(steps[part].mean())) for part in parts], dtype=np.int64)
    return at, np.array([losses[part].mean() for part in parts])
