"""Turns the cells of a log, as text, into columns of numbers."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import numpy as np

from lrviz.analysis.logs.names import MODES, is_held_out
from lrviz.analysis.logs.numbers import POINT, number, plain_cells
from lrviz.analysis.logs.refusal import check_sizes, shown
from lrviz.analysis.logs.table import Misfits, Table
from lrviz.arrays import Floats

Item = TypeVar("Item")

CHUNK = 512


def chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items in lists of at most `CHUNK`: a file is never whole in Python objects, and no collection is set off."""
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


class Column:
    """One column while its file is being read.

    Attributes:
        misfits: its cells that are not numbers.
        grouped: what is to be said of the first of its numbers whose digits are grouped.
    """

    def __init__(self, rows_before: int = 0, decimal: str = POINT) -> None:
        self.misfits = Misfits()
        self.grouped = ""
        self._decimal = decimal
        self._parts: list[Floats] = [np.full(rows_before, np.nan)]
        self._rows = rows_before
        self._numbers = False
        self._given_up = False

    def add(self, cells: Sequence[Any], lines: Sequence[int]) -> None:
        """Takes the next cells and the lines on which they stand."""
        if self._given_up:
            return
        self._rows += len(cells)
        try:
            values = self._at_once(cells, lines)
        except (TypeError, ValueError):
            values = self._one_by_one(cells, lines)
        self._parts.append(np.array(values, dtype=float))
        self._numbers = self._numbers or bool(np.isfinite(self._parts[-1]).any())
        self._given_up = not self._numbers and len(self.misfits.lines) >= CHUNK // 2

    def skip(self, rows: int) -> None:
        """Leaves the rows empty up to this one."""
        if rows > self._rows:
            self._parts.append(np.full(rows - self._rows, np.nan))
            self._rows = rows

    def values(self, rows: int) -> Floats:
        """The column, (rows,), read-only; NaN in the rows after the last one taken."""
        column = np.full(rows, np.nan)
        taken = np.concatenate(self._parts)
        column[: len(taken)] = taken
        column.setflags(write=False)
        return column

    def _at_once(self, cells: Sequence[Any], lines: Sequence[int]) -> list[float]:
        """The cells where all are numbers, which is quick; some may have grouped digits.

        Raises:
            TypeError, ValueError: not all are.
        """
        if self._decimal == POINT:
            try:
                return [math.nan if cell == "" else float(cell) for cell in cells]
            except ValueError:
                pass
        plain, grouped = plain_cells(cells, self._decimal)
        values = [math.nan if cell == "" else float(cell) for cell in plain]
        if grouped and not self.grouped:
            self._one_by_one(cells, lines)
        return values

    def _one_by_one(self, cells: Sequence[Any], lines: Sequence[int]) -> list[float]:
        values = []
        for cell, line in zip(cells, lines, strict=True):
            try:
                value, grouped = number(cell, self._decimal)
            except (TypeError, ValueError):
                value, grouped = math.nan, False
                self.misfits.add(line, str(cell))
            if grouped and not self.grouped:
                self.grouped = f"{shown(str(cell))} in line {line} is read as {value:.12g}, its digits taken as grouped"
            values.append(value)
        return values


class Mode(Column):
    """A column of words such as "train" and "val": 1 in the rows of a validation, 0 in the others."""

    def _one_by_one(self, cells: Sequence[Any], lines: Sequence[int]) -> list[float]:
        return [float(isinstance(cell, str) and is_held_out(cell)) for cell in cells]


def new_column(name: str, rows_before: int = 0, decimal: str = POINT) -> Column:
    """What reads a column of this name."""
    return (Mode if name.lower() in MODES else Column)(rows_before, decimal)


def table_of(
    columns: Mapping[str, Column],
    lines: Sequence[int],
    name: str,
    notes: Sequence[str] = (),
    left_out: Mapping[int, str] | None = None,
    held_out: Sequence[bool] | None = None,
) -> Table:
    """The table whose columns have been read.

    Args:
        columns: each by its name.
        lines: the line of every row.
        name: of the file.
        notes: what is to be said of it.
        left_out: why each line that is no row was left out, by its number.
        held_out: which rows are of a validation, where that is known from elsewhere than a column.

    Raises:
        LogError: it has more cells than are read.
    """
    check_sizes(len(lines), len(columns))
    held = np.zeros(len(lines), dtype=bool) if held_out is None else np.array(held_out, dtype=bool)
    for read in columns.values():
        if isinstance(read, Mode):
            held = held | (read.values(len(lines)) == 1)
    grouped = [f"column {shown(column)}: {read.grouped}" for column, read in columns.items() if read.grouped]
    return Table(
        columns={column: read.values(len(lines)) for column, read in columns.items()},
        lines=np.array(lines, dtype=np.int64),
        misfits={column: read.misfits for column, read in columns.items() if read.misfits.lines},
        name=name,
        notes=(*notes, *grouped),
        left_out=dict(left_out or {}),
        held_out=held,
    )
