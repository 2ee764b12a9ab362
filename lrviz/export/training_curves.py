"""Writes the curves of trainings as a CSV table."""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from lrviz.spreadsheet import Cell, csv_text
from lrviz.training import Record

_OF_STEPS = ("train_losses", "learning_rates", "gradient_norms", "update_ratios")
_HEADER = (
    "run",
    "seed",
    "step",
    "training_loss",
    "learning_rate",
    "gradient_norm",
    "update_ratio",
    "validation_loss",
    "score",
)


def training_to_csv(runs: Sequence[tuple[str, Record]]) -> str:
    """Every step of every run as a table.

    Row k of a run has what its step k did, from 1 on, and the validation after it where there was one; row 0 has the
    validation before the first step. A number that is not finite is an empty cell. A name that a spreadsheet takes for
    a formula gets a quote in front.

    Args:
        runs: the name and the record of each.
    """
    return csv_text(_HEADER, (row for name, record in runs for row in _rows(name, record)))


def _rows(name: str, record: Record) -> Iterator[Sequence[Cell]]:
    taken = record.taken
    columns = np.full((6, taken + 1), math.nan)
    columns[:4, 1:] = [getattr(record, column)[:taken] for column in _OF_STEPS]
    columns[4:, record.validation_steps] = record.validation_losses, record.scores
    for step, values in enumerate(columns.T.tolist()):
        cells = (value if math.isfinite(value) else None for value in values)
        yield name, record.training.seed, step, *cells
