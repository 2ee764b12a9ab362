"""A log after it has been read: its columns of numbers, before anyone has said what each column means."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from lrviz.analysis.logs.columns import Columns, epoch_of, guess, unit_of
from lrviz.analysis.logs.counting import counted
from lrviz.analysis.logs.groups import groups_of
from lrviz.analysis.logs.refusal import LogError, listed, places, shown
from lrviz.analysis.logs.series import REPEATED, LoggedRun, Rows, series
from lrviz.analysis.logs.validation import validation_of
from lrviz.arrays import Flags, Floats, Integers


@dataclass
class Misfits:
    """The cells of a column that are not numbers: their lines, and the text of the first."""

    lines: list[int] = field(default_factory=list)
    text: str = ""

    def add(self, line: int, text: str) -> None:
        """Notes another one."""
        self.text = self.text if self.lines else text
        self.lines.append(line)

    def sentence(self, column: str) -> str:
        """What is wrong with the first of them."""
        return f"line {self.lines[0]}, column {shown(column)}: {shown(self.text)} is not a number"


@dataclass(frozen=True, eq=False)
class Table:
    """The columns of a log.

    Attributes:
        columns: the values of every column, (rows,) float64, in the order of the file; NaN where a cell is empty or
            not a number.
        lines: (rows,) int64, the line of the file on which each row stands, from 1.
        misfits: the cells that are not numbers, of each column that has some.
        name: the name of the file.
        notes: what was made of the file that its user should know.
        left_out: the lines that are no rows, by their numbers, each with the reason; empty where it is plain text.
        held_out: (rows,), which rows are of a validation.
        length: how many lines of the file are not blank.
        pieces: what the file consists of, where not of lines.
    """

    columns: Mapping[str, Floats]
    lines: Integers
    misfits: Mapping[str, Misfits]
    name: str = ""
    notes: tuple[str, ...] = ()
    left_out: Mapping[int, str] = field(default_factory=dict)
    held_out: Flags = field(default_factory=lambda: np.zeros(0, dtype=bool))
    length: int = 0
    pieces: str = "lines"

    def sorted(self, order: Integers) -> "Table":
        """The table with its rows in another order."""
        columns = {name: numbers[order] for name, numbers in self.columns.items()}
        return replace(self, columns=columns, lines=self.lines[order], held_out=self.held_out[order])

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in the order of the file."""
        return tuple(self.columns)

    def values(self, column: str) -> Floats:
        """The values of a column, (rows,); NaN where a cell is empty or not a number.

        Raises:
            LogError: there is no such column, or it has cells, none of which is a number.
        """
        if column not in self.columns:
            raise LogError(f"no column {shown(column)}; the columns are {listed(self.names)}")
        values = self.columns[column]
        if column in self.misfits and not np.isfinite(values).any():
            raise LogError(self.misfits[column].sentence(column))
        return values

    def guess(self) -> Columns:
        """The columns that look like step, learning rate and loss, by their names and values.

        Raises:
            LogError: no column could be the learning rate or the loss.
        """
        return guess(self.columns, self.held_out, self.name)

    def choose(self, chosen: Mapping[str, str | None], unit: str | None = None) -> Columns:
        """The guessed columns, with others in the place of some.

        Args:
            chosen: "step", "rate" and "loss", as far as they are chosen; None for none.
            unit: what the step counts; guessed if not given.

        Raises:
            LogError: no column could be the learning rate or the loss, and none is chosen.
        """
        try:
            columns = self.guess()
        except LogError:
            if not (chosen.get("rate") or chosen.get("loss")):
                raise
            columns = Columns(None, None)
        picked: dict[str, Any] = dict(chosen)
        columns = replace(columns, **picked, doubts=() if chosen else columns.doubts)
        if "step" in chosen:
            asked = columns.rate or columns.loss
            told = np.isfinite(self.values(asked)) & ~self.held_out if asked else ~self.held_out
            columns = replace(columns, unit=unit_of(columns.step), epoch=epoch_of(self.columns, columns.step, told))
        return columns if unit is None else replace(columns, unit=unit)

    def run(self, columns: Columns | None = None, repeated: str = "last") -> LoggedRun:
        """The run that the log describes: rates, losses and validations by their steps.

        Rows without a learning rate are left out; a loss on such a row is joined to the rate of the same step.

        Args:
            columns: where they stand; guessed if not given.
            repeated: what to do with a step that stands in several rows, as in the log of a run that was resumed:
                "last" and "first" keep that row and sort rows whose steps fall, "error" refuses.

        Raises:
            LogError: a column is missing or not of numbers, no row has a step and a rate, a step is not whole, or
                steps repeat or fall and that is an error.
        """
        if repeated not in REPEATED:
            raise LogError(f"repeated must be one of {', '.join(REPEATED)}, got {repeated}")
        columns = columns or self.guess()
        rates = None if columns.rate is None else self.values(columns.rate)
        losses = None if columns.loss is None else self.values(columns.loss)
        asked = rates if rates is not None else losses
        if asked is None:
            raise LogError("neither a learning rate nor a loss was chosen")
        if columns.step is not None:
            self.values(columns.step)
        count = counted(self.columns, self.held_out, columns, asked)
        training = count.told if (count.told & self.held_out).any() else ~self.held_out
        rows = Rows(count.steps, rates, losses, self.lines, training, columns.unit, count.restarts)
        run = series(rows, repeated, {} if columns.rate is None else groups_of(self.columns, columns.rate))
        left_out, said = self._left_out(columns)
        used = frozenset({columns.step, columns.epoch, columns.rate})
        return replace(
            run,
            notes=(*said, *self.notes, *columns.doubts, *count.notes, *run.notes),
            validation=validation_of(self.columns, self.held_out, count.steps, count.told, used),
            left_out=left_out,
        )

    def _left_out(self, columns: Columns) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """The lines that could not be read, those among them in which a used cell is not a number, and a note."""
        used = [name for name in (columns.step, columns.rate, columns.loss) if name in self.misfits]
        lines = sorted({*self.left_out, *(line for name in used for line in self.misfits[str(name)].lines)})
        if not lines:
            return (), ()
        reasons = [self.misfits[str(name)].sentence(str(name)) for name in used]
        reasons += [reason for reason in self.left_out.values() if reason][:1]
        return tuple(lines), (
            f"{places(lines, max(self.length, len(lines)), self.pieces)}{''.join(f'; {one}' for one in reasons)}",
        )
