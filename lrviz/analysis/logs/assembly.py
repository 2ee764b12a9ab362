"""Turns the cells of a log, as text, into columns of numbers."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import numpy as np

from lrviz.analysis.logs.log import Log, Misfit
from lrviz.analysis.logs.refusal import check_sizes
from lrviz.arrays import Floats

Item = TypeVar("Item")

CHUNK = 512
_MISSING = frozenset({"", "-", "na", "n/a", "nan", "none", "null"})


def chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items in lists of at most `CHUNK`: a file is never whole in Python objects, and no collection is set off."""
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def number(cell: Any, decimal_comma: bool = False) -> float:
    """The number in a cell; NaN where the cell is empty or says that there is none.

    Raises:
        TypeError, ValueError: the cell holds something else.
    """
    if cell is None:
        return math.nan
    if not isinstance(cell, str):
        return float(cell)
    text = cell.strip()
    if text.lower() in _MISSING:
        return math.nan
    return float(text.replace(",", ".") if decimal_comma else text)


class Column:
    """One column while its file is being read.

    Attributes:
        misfit: its first cell that is not a number; nothing is kept from there on.
    """

    def __init__(self, rows_before: int = 0, decimal_comma: bool = False) -> None:
        self.misfit: Misfit | None = None
        self._decimal_comma = decimal_comma
        self._parts: list[Floats] = [np.full(rows_before, np.nan)]

    def add(self, cells: Sequence[Any], lines: Sequence[int]) -> None:
        """Takes the next cells and the lines on which they stand."""
        if self.misfit is not None:
            return
        try:
            values = [math.nan if cell == "" else float(cell) for cell in cells]
        except (TypeError, ValueError):
            values = self._one_by_one(cells, lines)
        self._parts.append(np.array(values, dtype=float))

    def values(self, rows: int) -> Floats:
        """The column, (rows,), read-only; NaN in the rows after the last one taken."""
        column = np.full(rows, np.nan)
        taken = np.concatenate(self._parts)
        column[: len(taken)] = taken
        column.setflags(write=False)
        return column

    def _one_by_one(self, cells: Sequence[Any], lines: Sequence[int]) -> list[float]:
        values = []
        for cell, line in zip(cells, lines, strict=True):
            try:
                values.append(number(cell, self._decimal_comma))
            except (TypeError, ValueError):
                self.misfit = Misfit(line, str(cell))
                break
        return values


def log_of(columns: Mapping[str, Column], lines: Sequence[int], name: str, notes: Sequence[str] = ()) -> Log:
    """The log whose columns have been read.

    Raises:
        LogError: it has more cells than are read.
    """
    check_sizes(len(lines), len(columns))
    return Log(
        columns={column: read.values(len(lines)) for column, read in columns.items()},
        lines=np.array(lines, dtype=np.int64),
        misfits={column: read.misfit for column, read in columns.items() if read.misfit is not None},
        name=name,
        notes=tuple(notes),
    )
