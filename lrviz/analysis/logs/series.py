"""Makes a training run out of the columns of a log: one learning rate and one loss for each logged step."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from lrviz.analysis.logs.refusal import LogError
from lrviz.arrays import Floats, Integers

Array = TypeVar("Array", Floats, Integers)

REPEATED = ("error", "last", "first")
_LARGEST_STEP = 1e15


@dataclass(frozen=True, eq=False)
class LoggedRun:
    """What a log says of a run.

    Attributes:
        steps: (n,) int64, strictly rising.
        rates: (n,), the learning rate logged at each step, finite.
        losses: (n,), NaN where none was logged and where the loss itself was NaN; None for a log without losses.
        notes: what was left out, and why.
    """

    steps: Integers
    rates: Floats
    losses: Floats | None
    notes: tuple[str, ...] = ()


def series(steps: Floats, rates: Floats, losses: Floats | None, lines: Integers, repeated: str) -> LoggedRun:
    """The run that the columns of a log describe; see `Log.series`.

    Args:
        steps: (rows,), NaN where there is none.
        rates: (rows,), likewise.
        losses: (rows,), likewise, or None.
        lines: (rows,), where each row stands in the file.
        repeated: one of `REPEATED`.
    """
    if repeated not in REPEATED:
        raise LogError(f"repeated must be one of {', '.join(REPEATED)}, got {repeated}")
    kept, notes = _usable(steps, rates)
    _refuse_broken(steps, lines, kept)
    order: Integers = kept
    falls = np.flatnonzero(np.diff(steps[kept]) <= 0) + 1
    if len(falls):
        if repeated == "error":
            raise LogError(_fall(steps[kept], lines[kept], int(falls[0])))
        order = kept[_sorted(steps[kept], repeated)]
        notes.append(f"{len(kept) - len(order):,} rows repeat a step; the {repeated} row of each step is kept")
    joined = None if losses is None else _read_only(_joined(steps, losses, order))
    return LoggedRun(_read_only(steps[order].astype(np.int64)), _read_only(rates[order]), joined, tuple(notes))


def _usable(steps: Floats, rates: Floats) -> tuple[Integers, list[str]]:
    """The rows that have a step and a finite rate, and what is to be said of the others."""
    absent, infinite = np.isnan(rates), np.isinf(rates)
    stepless = ~np.isfinite(steps) & ~absent & ~infinite
    kinds = {"no learning rate": absent, "an infinite learning rate": infinite, "a learning rate but no step": stepless}
    notes = [
        f"{count:,} of {len(rates):,} rows {'has' if count == 1 else 'have'} {words} and {_are(count)} left out"
        for words, rows in kinds.items()
        if (count := int(rows.sum()))
    ]
    kept = np.flatnonzero(~(absent | infinite | stepless))
    if not len(kept):
        raise LogError(f"no row has both a step and a learning rate: {'; '.join(notes) or 'there are no rows'}")
    return kept, notes


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _refuse_broken(steps: Floats, lines: Integers, kept: Integers) -> None:
    numbers = steps[kept]
    broken = (numbers != np.floor(numbers)) | (numbers < 0) | (numbers > _LARGEST_STEP)
    if broken.any():
        row = kept[int(broken.argmax())]
        raise LogError(f"line {lines[row]}: step {steps[row]:.10g} is not a whole number from 0 to {_LARGEST_STEP:.0e}")


def _fall(steps: Floats, lines: Integers, row: int) -> str:
    """What is wrong at the first row whose step does not rise."""
    earlier = np.flatnonzero(steps[:row] == steps[row])
    if len(earlier):
        words = f"step {steps[row]:.0f} stands also in line {lines[earlier[0]]}"
    else:
        words = f"step {steps[row]:.0f} comes after step {steps[row - 1]:.0f} of line {lines[row - 1]}"
    return f"line {lines[row]}: {words}; where a run was resumed, keep the last or the first row of each step"


def _sorted(steps: Floats, repeated: str) -> Integers:
    """The rows in the order of their steps, the first or the last one of each step."""
    if repeated == "first":
        return np.unique(steps, return_index=True)[1]
    return len(steps) - 1 - np.unique(steps[::-1], return_index=True)[1]


def _joined(steps: Floats, losses: Floats, order: Integers) -> Floats:
    """The losses of the rows `order`; where there is none, the one of another row with the same step."""
    own = losses[order]
    others = np.setdiff1d(np.flatnonzero(~np.isnan(losses) & np.isfinite(steps)), order, assume_unique=True)
    if not len(others) or not np.isnan(own).any():
        return own
    donors = others[np.unique(steps[others][::-1], return_index=True)[1] * -1 + len(others) - 1]
    places = np.minimum(np.searchsorted(steps[donors], steps[order]), len(donors) - 1)
    fits = np.isnan(own) & (steps[donors][places] == steps[order])
    return np.where(fits, losses[donors][places], own)


def _read_only(values: Array) -> Array:
    values.setflags(write=False)
    return values
