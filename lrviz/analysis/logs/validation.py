"""Finds what a log says of data that is not trained on."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from lrviz.analysis.logs.names import MODES, is_aside, is_held_out, is_loss
from lrviz.analysis.logs.refusal import LARGEST_STEP
from lrviz.arrays import Flags, Floats


class Series(NamedTuple):
    """Values at some steps of a run, both (k,), the steps not falling and in the unit of the log."""

    steps: Floats
    values: Floats


def validation_of(
    values: Mapping[str, Floats], held_out: Flags, steps: Floats, told: Flags, used: frozenset[str | None]
) -> dict[str, Series]:
    """What was measured in validations, by the names of the columns; losses first.

    Args:
        values: the values of every column.
        held_out: (rows,), the rows of a validation, all of whose columns count.
        steps: (rows,), where each row stands; a row of a validation that says nothing, or counts what is its own, as
            the batches of the validation, stands where the training last stood.
        told: (rows,), the rows of the training.
        used: the columns that count.
    """
    found: dict[str, Series] = {}
    for name, numbers in values.items():
        if name in used or name.lower() in MODES or is_aside(name):
            continue
        rows = np.isfinite(numbers) & (held_out | is_held_out(name))
        where = _reached(steps, held_out, told)[rows] if rows.any() else np.zeros(0)
        known = (where >= 0) & (where <= LARGEST_STEP)
        if known.any():
            order = np.argsort(where[known], kind="stable")
            found[name] = Series(where[known][order], numbers[rows][known][order])
    return dict(sorted(found.items(), key=lambda pair: not is_loss(pair[0])))


def _reached(steps: Floats, held_out: Flags, told: Flags) -> Floats:
    """Where each row stands: what it says, but for a validation between the rows of the training around it."""
    rows = np.arange(len(steps))
    taught = told & np.isfinite(steps)
    last = np.maximum.accumulate(np.where(taught, rows, -1))
    following = np.minimum.accumulate(np.where(taught, rows, len(rows))[::-1])[::-1]
    before = np.where(last >= 0, steps[last], -np.inf)
    after = np.where(following < len(rows), steps[np.minimum(following, len(rows) - 1)], np.inf)
    outside = np.isnan(steps) | (held_out & ((steps < before) | (steps > after)))
    return np.where(outside, np.where(last >= 0, before, after), steps)
