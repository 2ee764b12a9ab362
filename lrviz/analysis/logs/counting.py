"""Says at which step of a run each row of a log stands, in the unit of the log."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from lrviz.analysis.logs.columns import Columns, unit_of
from lrviz.analysis.logs.names import EPOCH, counts
from lrviz.analysis.logs.refusal import shown
from lrviz.analysis.logs.series import Restarts
from lrviz.arrays import Flags, Floats

OF = " (of)"
"""What follows the name of a counter in the name of the column of its last value, as the 100 of "[20/100]"."""


class Count(NamedTuple):
    """Where the rows of a log stand.

    Attributes:
        steps: (rows,), NaN where a row does not say.
        told: (rows,), the rows of the training that have what was asked for.
        notes: what was taken for granted.
        restarts: where it is a guess how long an epoch is; else None.
    """

    steps: Floats
    told: Flags
    notes: tuple[str, ...] = ()
    restarts: Restarts | None = None


def counted(values: Mapping[str, Floats], held_out: Flags, columns: Columns, asked: Floats) -> Count:
    """The steps of the rows, in the unit of the columns.

    Args:
        values: the values of every column.
        held_out: (rows,), which rows are of a validation.
        columns: which of them counts.
        asked: (rows,), the rate, or the loss in a log without one.
    """
    told = ~np.isnan(asked) & ~held_out
    if not told.any():
        told = ~np.isnan(asked)
    if columns.step is None:
        return Count(np.arange(len(asked), dtype=float), told)
    steps = _filled(values, columns.step)
    if columns.epoch is not None:
        return _from_epochs(values, columns, steps, told)
    if columns.unit == EPOCH and unit_of(columns.step) != EPOCH:
        epochs = next((numbers for name, numbers in values.items() if counts(name, EPOCH) is not None), None)
        if epochs is not None:
            return Count(np.where(told, steps, epochs), told)
    return Count(steps, told)


def _filled(values: Mapping[str, Floats], step: str) -> Floats:
    """A column of steps; where it is empty, that of another column that counts the same."""
    steps, unit = values[step], unit_of(step)
    for column, numbers in values.items():
        if column != step and np.isnan(steps).any() and counts(column, unit) is not None:
            steps = np.where(np.isnan(steps), numbers, steps)
    return steps


def _from_epochs(values: Mapping[str, Floats], columns: Columns, steps: Floats, told: Flags) -> Count:
    """Steps that start anew in each epoch, as steps of the whole run."""
    epochs = values[str(columns.epoch)]
    epochs, steps = (np.where(np.isfinite(one), one, np.nan) for one in (epochs, steps))
    length, known = _epoch_length(values, columns, steps[told])
    first = 0.0 if (epochs == 0).any() else 1.0
    note = f"{shown(str(columns.step))} starts anew in each epoch; an epoch is taken to have {length:,.0f} of it"
    with np.errstate(over="ignore", invalid="ignore"):
        whole = steps + (epochs - first) * length
    if known:
        return Count(whole, told, (note,))
    return Count(whole, told, (f"{note}, a guess from the largest one",), Restarts(epochs - first, steps))


def _epoch_length(values: Mapping[str, Floats], columns: Columns, steps: Floats) -> tuple[float, bool]:
    """How long an epoch is, and whether that is known."""
    if columns.epoch_length is not None:
        return float(columns.epoch_length), True
    totals = values.get(f"{columns.step}{OF}")
    if totals is not None and (totals > 0).any():
        return float(totals[np.isfinite(totals)].max(initial=1.0)), True
    known = steps[np.isfinite(steps)]
    first, last = float(known.min(initial=1.0)), float(known.max(initial=1.0))
    rises = np.diff(known)
    interval = float(np.median(rises[rises > 0])) if (rises > 0).any() else 1.0
    return last + interval if first == 0 else last, False
