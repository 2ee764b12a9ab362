"""A log after it has been read: its columns of numbers, before anyone has said what each column means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lrviz.analysis.logs.columns import Columns, guess
from lrviz.analysis.logs.refusal import LogError, listed, shown
from lrviz.analysis.logs.series import LoggedRun, series
from lrviz.arrays import Floats, Integers


class Misfit(NamedTuple):
    """The first cell of a column that is not a number."""

    line: int
    text: str


@dataclass(frozen=True, eq=False)
class Log:
    """The columns of a log.

    Attributes:
        columns: the values of every column, (rows,) float64, in the order of the file; NaN where a cell is empty.
            A column with a cell that is not a number holds NaN from there on and is refused when it is asked for.
        lines: (rows,) int64, the line of the file on which each row stands, from 1.
        misfits: the first cell that is not a number, of each column that has one.
        name: the name of the file.
        notes: what was made of the file that its user should know.
    """

    columns: Mapping[str, Floats]
    lines: Integers
    misfits: Mapping[str, Misfit]
    name: str = ""
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in the order of the file."""
        return tuple(self.columns)

    def values(self, column: str) -> Floats:
        """The values of a column, (rows,); NaN where a cell is empty.

        Raises:
            LogError: there is no such column, or a cell of it is not a number.
        """
        if column not in self.columns:
            raise LogError(f"no column {shown(column)}; the columns are {listed(self.names)}")
        if column in self.misfits:
            line, text = self.misfits[column]
            raise LogError(f"line {line}, column {shown(column)}: {shown(text)} is not a number")
        return self.columns[column]

    def guess(self) -> Columns:
        """The columns that look like step, learning rate and loss, by their names.

        Raises:
            LogError: no column could be the learning rate.
        """
        return guess(self.columns, self.name)

    def series(self, columns: Columns, repeated: str = "error") -> LoggedRun:
        """The logged learning rates and losses by their steps.

        Rows without a learning rate are left out; a loss on such a row is joined to the rate of the same step.

        Args:
            columns: where they stand.
            repeated: what to do with a step that stands in several rows, as in the log of a run that was resumed:
                "error" refuses it, "last" and "first" keep that row; both also sort rows whose steps fall.

        Raises:
            LogError: a column is missing or not of numbers, no row has a step and a rate, a step is not whole, or
                steps repeat or fall.
        """
        rates = self.values(columns.rate)
        steps = np.arange(len(rates), dtype=float) if columns.step is None else self.values(columns.step)
        losses = None if columns.loss is None else self.values(columns.loss)
        return series(steps, rates, losses, self.lines, repeated)
