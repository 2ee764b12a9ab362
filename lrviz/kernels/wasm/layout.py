"""Where in a module's memory things stand."""

from collections.abc import Iterable
from dataclasses import dataclass

from lrviz.kernels.operations import CHUNKS, INPUTS, Level
from lrviz.kernels.wasm.writing import CHUNKS_AT

PAGE = 65536
"""Bytes that a memory grows by."""

_LINE = 64
"""Bytes that a processor's cache takes at once."""


@dataclass(frozen=True)
class Layout:
    """Addresses in bytes; every number has 8.

    Attributes:
        capacity: how many columns there may be.
        fields: of the inputs that are one number for all columns and are kept, by name.
        columns: of the first number of each input that has one for each column, by name.
        cells: of the inputs of each step, inside their row of the tables, by name.
        row: the length of such a row.
        tables: of the first row.
        wides: of the inputs that have a number for each column and step, behind the first of them, by name.
        wide_row: the length of a row of such an input.
        wide_size: the bytes that all of them have.
    """

    capacity: int
    fields: dict[str, int]
    columns: dict[str, int]
    cells: dict[str, int]
    row: int
    tables: int
    wides: dict[str, int]
    wide_row: int
    wide_size: int

    @staticmethod
    def of(inputs: Iterable[str], carried: Iterable[str], capacity: int, rows: int = 0) -> "Layout":
        """A layout for the names of inputs, and of what bodies carry on, with so many rows of each column's steps."""
        names = dict.fromkeys([*inputs, *carried])
        levels = {name: INPUTS[name.split(".")[0]] for name in names}
        alone = [name for name, level in levels.items() if level == Level.RUN or name.startswith("shared.")]
        cells = [name for name, level in levels.items() if level == Level.STEP and name not in alone]
        wide = [name for name in names if name.startswith("wide.")]
        at = _aligned(CHUNKS_AT + 8 * len(CHUNKS))
        fields = {name: at + 8 * place for place, name in enumerate(alone)}
        at = _aligned(at + 8 * len(alone))
        columns: dict[str, int] = {}
        for name in (name for name, level in levels.items() if level == Level.COLUMN and name not in wide):
            columns[name] = at
            at = _behind(at + 8 * capacity)
        row, one = 8 * max(1, len(cells)), _behind(8 * capacity * rows)
        places = {name: 8 * place for place, name in enumerate(cells)}
        wides = {name: one * place for place, name in enumerate(wide)}
        return Layout(capacity, fields, columns, places, row, _aligned(at), wides, 8 * capacity, one * len(wide))

    def wide(self, rows: int) -> int:
        """Where the inputs for each column and step begin, behind so many rows of the tables."""
        return _aligned(self.tables + self.row * rows)

    def record(self, rows: int) -> int:
        """Where the record begins, behind these."""
        return self.wide(rows) + self.wide_size


def _behind(address: int) -> int:
    """The next address but one that begins a line, so that columns do not all fall on the same lines of the cache."""
    return _aligned(address) + _LINE


def _aligned(address: int) -> int:
    return -(-address // _LINE) * _LINE
