"""Makes a training run out of the columns of a log: one learning rate and one loss for each logged step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.logs.names import EPOCH, STEP
from lrviz.analysis.logs.refusal import LARGEST_STEP, LogError
from lrviz.analysis.logs.validation import Series
from lrviz.arrays import Flags, Floats, Integers

Array = TypeVar("Array", Floats, Integers)

REPEATED = ("last", "first", "error")
"""What may become of a step that stands in several rows."""


class Restarts(NamedTuple):
    """Steps that start anew in each epoch, both (n,): how many epochs were over, and the step within the epoch."""

    epochs: Floats
    within: Floats


@dataclass(frozen=True, eq=False)
class LoggedRun:
    """What a log says of a run.

    Attributes:
        steps: (n,) int64, strictly rising, in the unit of the log; float64 where epochs are not whole.
        rates: (n,), the learning rate logged at each step, finite; NaN in a log without one. Of several parameter
            groups the first.
        losses: (n,), NaN where none was logged and where the loss itself was NaN; None for a log without losses.
        notes: what was guessed and left out, and why.
        unit: what the steps count: "step" (of the optimizer), "epoch", "sample", "token" or "batch".
        groups: the rates of every parameter group by its name, each (n,), NaN where none was logged; that of `rates`
            first, that of the biases named as such.
        validation: what was measured on other data, by name, losses first: steps and values, each (k,).
        left_out: the lines of the file that could not be read, from 1.
        every_loss: all logged losses by their steps, those too at whose steps no rate was logged; None without any.
        restarts: where the log counts anew in each epoch and does not say how long one is, so that `steps` is a guess.
    """

    steps: NDArray[Any]
    rates: Floats
    losses: Floats | None
    notes: tuple[str, ...] = ()
    unit: str = STEP
    groups: Mapping[str, Floats] = field(default_factory=dict)
    validation: Mapping[str, Series] = field(default_factory=dict)
    left_out: tuple[int, ...] = ()
    every_loss: Series | None = None
    restarts: Restarts | None = None

    @property
    def has_rates(self) -> bool:
        """Whether the log holds learning rates."""
        return bool(np.isfinite(self.rates).any())


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of a log.

    Attributes:
        steps: (rows,), NaN where there is none.
        rates: (rows,), likewise; None for a log without rates.
        losses: (rows,), likewise, or None.
        lines: (rows,), where each row stands in the file.
        training: (rows,), which are not of a validation.
        unit: what the steps count.
        restarts: see `LoggedRun`.
    """

    steps: Floats
    rates: Floats | None
    losses: Floats | None
    lines: Integers
    training: Flags
    unit: str = STEP
    restarts: Restarts | None = None


def series(rows: Rows, repeated: str, groups: Mapping[str, Floats]) -> LoggedRun:
    """The run that the rows of a log describe; see `Table.run`.

    Args:
        rows: the rows.
        repeated: one of `REPEATED`.
        groups: the rates of each parameter group, each (rows,).
    """
    asked = rows.rates if rows.rates is not None else rows.losses
    assert asked is not None
    kept, notes = _usable(rows, asked, "learning rate" if rows.rates is not None else "loss")
    _refuse_broken(rows, kept)
    order: Integers = kept
    steps = rows.steps
    falls = np.flatnonzero(np.diff(steps[kept]) <= 0) + 1
    if len(falls):
        if repeated == "error":
            raise LogError(_fall(steps[kept], rows.lines[kept], int(falls[0])))
        order = kept[_sorted(steps[kept], repeated)]
        notes.append(f"{len(kept) - len(order):,} rows repeat a step; the {repeated} row of each step is kept")
    losses, said = (None, "") if rows.losses is None else _losses(rows, rows.losses, order)
    whole = bool((steps[order] == np.floor(steps[order])).all())
    return LoggedRun(
        steps=_read_only(steps[order].astype(np.int64)) if whole else _read_only(steps[order]),
        rates=_read_only(np.full(len(order), np.nan) if rows.rates is None else rows.rates[order]),
        losses=None if losses is None else _read_only(losses),
        notes=(*notes, *filter(None, [said])),
        unit=rows.unit,
        groups={name: _read_only(_joined(steps, rates, order)) for name, rates in groups.items()},
        every_loss=_every(rows),
        restarts=None if rows.restarts is None else Restarts(*(_read_only(part[order]) for part in rows.restarts)),
    )


def _usable(rows: Rows, asked: Floats, what: str) -> tuple[Integers, list[str]]:
    """The rows of the training that have a step and a finite rate, and what is to be said of the others."""
    steps, training = rows.steps, rows.training
    absent, infinite = np.isnan(asked) & training, np.isinf(asked) & training
    stepless = ~np.isfinite(steps) & training & ~absent & ~infinite
    kinds = {f"no {what}": absent, f"an infinite {what}": infinite, f"a {what} but no step": stepless}
    notes = [
        f"{count:,} of {len(asked):,} rows {'has' if count == 1 else 'have'} {words} and {_are(count)} left out"
        for words, some in kinds.items()
        if (count := int(some.sum()))
    ]
    kept = np.flatnonzero(training & ~(absent | infinite | stepless))
    if not len(kept):
        raise LogError(f"no row has both a step and a {what}: {'; '.join(notes) or 'there are no rows'}")
    return kept, notes


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _refuse_broken(rows: Rows, kept: Integers) -> None:
    numbers = rows.steps[kept]
    whole = np.full(len(numbers), True) if rows.unit == EPOCH else numbers == np.floor(numbers)
    broken = ~whole | (numbers < 0) | (numbers > LARGEST_STEP)
    if broken.any():
        row = kept[int(broken.argmax())]
        kind = "a number" if rows.unit == EPOCH else "a whole number"
        where = f"line {rows.lines[row]}: {rows.unit} {rows.steps[row]:.10g}"
        raise LogError(f"{where} is not {kind} from 0 to {LARGEST_STEP:.0e}")


def _fall(steps: Floats, lines: Integers, row: int) -> str:
    """What is wrong at the first row whose step does not rise."""
    earlier = np.flatnonzero(steps[:row] == steps[row])
    if len(earlier):
        words = f"step {steps[row]:.10g} stands also in line {lines[earlier[0]]}"
    else:
        words = f"step {steps[row]:.10g} comes after step {steps[row - 1]:.10g} of line {lines[row - 1]}"
    return f"line {lines[row]}: {words}; where a run was resumed, keep the last or the first row of each step"


def _sorted(steps: Floats, repeated: str) -> Integers:
    """The rows in the order of their steps, the first or the last one of each step."""
    if repeated == "first":
        return np.unique(steps, return_index=True)[1]
    return len(steps) - 1 - np.unique(steps[::-1], return_index=True)[1]


def _joined(steps: Floats, values: Floats, order: Integers) -> Floats:
    """The values of the rows `order`; where there is none, the one of another row with the same step."""
    own = values[order]
    others = np.setdiff1d(np.flatnonzero(~np.isnan(values) & np.isfinite(steps)), order, assume_unique=True)
    if not len(others) or not np.isnan(own).any():
        return own
    donors = others[np.unique(steps[others][::-1], return_index=True)[1] * -1 + len(others) - 1]
    places = np.minimum(np.searchsorted(steps[donors], steps[order]), len(donors) - 1)
    fits = np.isnan(own) & (steps[donors][places] == steps[order])
    return np.where(fits, values[donors][places], own)


def _losses(rows: Rows, losses: Floats, order: Integers) -> tuple[Floats, str]:
    """The losses at the kept steps; where no step has one, the next that was logged before the next rate."""
    taught = np.where(rows.training, losses, np.nan)
    joined = _joined(rows.steps, taught, order)
    known = np.flatnonzero(~np.isnan(taught) & np.isfinite(rows.steps))
    if not np.isnan(joined).all() or not len(known):
        return joined, ""
    known = known[np.argsort(rows.steps[known], kind="stable")]
    steps, places = rows.steps[order], np.searchsorted(rows.steps[known], rows.steps[order])
    inside = places < len(known)
    found = known[np.minimum(places, len(known) - 1)]
    ends = np.append(steps[1:], np.inf)
    after = np.where(inside & (rows.steps[found] < ends), taught[found], np.nan)
    if np.isnan(after).all():
        return joined, ""
    return after, "no loss was logged at the step of a rate: beside each rate stands the next loss that was"


def _every(rows: Rows) -> Series | None:
    if rows.losses is None:
        return None
    inside = (rows.steps >= 0) & (rows.steps <= LARGEST_STEP)
    known = np.flatnonzero(np.isfinite(rows.losses) & inside & rows.training)
    order = known[np.argsort(rows.steps[known], kind="stable")]
    return Series(_read_only(rows.steps[order]), _read_only(rows.losses[order])) if len(order) else None


def _read_only(values: Array) -> Array:
    values.setflags(write=False)
    return values
