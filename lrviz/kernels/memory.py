"""The memory of a program as numbers, laid out as its `Layout` says."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from lrviz.arrays import Floats
from lrviz.kernels.program import Program


class Memory:
    """What a machine shows of its memory."""

    def __init__(self, program: Program, rows: int, numbers: Floats) -> None:
        """Takes a memory with room for so many rows of the tables and of the record; all of it is 0."""
        self._program, self._layout, self._rows, self._numbers = program, program.layout, rows, numbers

    @staticmethod
    def bytes_for(program: Program, rows: int) -> int:
        """How long such a memory must be."""
        return program.layout.record(rows) + 8 * len(program.record) * rows

    def set_field(self, name: str, value: float) -> None:
        """Writes a number that all columns have in common."""
        self._numbers[self._layout.fields[name] // 8] = value

    def column(self, name: str) -> Floats:
        """(capacity,): what each column has of its own."""
        return self._part(self._layout.columns[name], self._layout.capacity)

    def cells(self, name: str) -> Floats:
        """(rows,): what all columns have in common at each step."""
        layout = self._layout
        width = layout.row // 8
        return self._part(layout.tables + layout.cells[name], width * (self._rows - 1) + 1)[::width]

    def wide(self, name: str) -> Floats:
        """(rows, capacity): what each column has of its own at each step."""
        layout = self._layout
        numbers = self._part(layout.wide(self._rows) + layout.wides[name], self._rows * layout.capacity)
        return numbers.reshape(self._rows, layout.capacity)

    @property
    def record(self) -> Floats:
        """(rows, width): what was recorded of a column."""
        width = len(self._program.record)
        return self._part(self._layout.record(self._rows), self._rows * width).reshape(self._rows, width)

    def _part(self, address: int, count: int) -> Floats:
        return self._numbers[address // 8 : address // 8 + count]


class CompiledMemory(Memory):
    """A memory of numpy's for functions that were compiled for the processor, and take its address."""

    def __init__(self, program: Program, rows: int, functions: Mapping[str, Any], more: int) -> None:
        """Begins with zeros, and room for so many rows of the tables and of the record.

        Args:
            program: what is run.
            rows: how many.
            functions: its parts, by their names.
            more: how many numbers beyond its end a function may touch.
        """
        self._functions = functions
        super().__init__(program, rows, np.zeros(self.bytes_for(program, rows) // 8 + more))

    def close(self) -> None:
        """Does nothing: numpy gives its memory back by itself."""

    def call(self, name: str, rows: int, first: int, last: int) -> None:
        """Calls a part for so many rows, and for some of the columns, of which a few more may be computed."""
        layout = self._layout
        end = layout.tables + rows * layout.row
        where = layout.record(self._rows), layout.wide(self._rows)
        self._functions[name](self._numbers.ctypes.data, layout.tables, end, 8 * first, 8 * last, *where)
