"""Columns of a program on their way, stretch by stretch."""

from collections.abc import Iterator

import numpy as np

from lrviz.arrays import Floats
from lrviz.kernels.machines import Machine
from lrviz.kernels.program import Program
from lrviz.kernels.steps import AXES
from lrviz.kernels.tables import Tables


class Walk:
    """N columns of a program on a machine."""

    def __init__(self, machine: Machine, program: Program, known: Tables, rows: int, starts: Floats) -> None:
        """Stands before the first step.

        Args:
            machine: with room for so many rows, and at least N columns.
            program: what it runs.
            known: what the program takes.
            rows: how many rows are written at once.
            starts: (2, N).
        """
        self._machine, self._known, self._rows, self._count = machine, known, rows, starts.shape[1]
        self._cells = [name for name in program.layout.cells if name in known.columns]
        for name in program.layout.fields:
            if name in known.fields:
                machine.set_field(name, known.fields[name])
        for name in program.layout.columns:
            if name in known.own:
                machine.column(name)[: self._count] = known.own[name]
        self.points = [machine.column(axis) for axis in AXES]
        for column, start in zip(self.points, starts, strict=True):
            column[: self._count] = start

    def go(self, start: int, stop: int, columns: int | None = None) -> Iterator[tuple[int, int]]:
        """Takes the steps of some rows, and says which rows were taken each time that some were.

        Args:
            start: where the last call ended; 0 for the first one.
            stop: the row behind the last one.
            columns: how many of the columns move, from the first on; all by default.
        """
        last = self._count if columns is None else columns
        for stretch in self._known.stretches:
            end = min(stretch.stop, stop)
            for row in range(max(stretch.start, start), end, self._rows):
                behind = min(row + self._rows, end)
                self._load(row, behind)
                if row == 0:
                    self._machine.call("begin", 1, 0, self._count)
                self._machine.call(f"step{stretch.body}", behind - row, 0, last)
                yield row, behind

    def look(self, row: int, first: int, last: int) -> None:
        """Looks at some columns before the step of a row."""
        self._load_cells(row, row + 1)
        self._machine.call("look", 1, first, last)

    def finite(self, columns: int) -> bool:
        """Whether any of the first columns is finite."""
        x, y = (column[:columns] for column in self.points)
        return bool((np.isfinite(x) & np.isfinite(y)).any())

    def _load(self, start: int, stop: int) -> None:
        self._load_cells(start, stop)
        for name, rows in self._known.wide.items():
            self._machine.wide(name)[: stop - start, : self._count] = rows(start, stop)

    def _load_cells(self, start: int, stop: int) -> None:
        for name in self._cells:
            self._machine.cells(name)[: stop - start] = self._known.columns[name][start:stop]
