"""Where in a module's memory things stand."""

from collections.abc import Sequence
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
    """

    capacity: int
    fields: dict[str, int]
    columns: dict[str, int]
    cells: dict[str, int]
    row: int
    tables: int

    @staticmethod
    def of(inputs: Sequence[str], carried: Sequence[str], capacity: int) -> "Layout":
        """A layout for the names of inputs, and of what bodies carry on."""
        names = dict.fromkeys([*inputs, *carried])
        levels = {name: INPUTS[name.split(".")[0]] for name in names}
        alone = [name for name, level in levels.items() if level == Level.RUN or name.startswith("shared.")]
        cells = [name for name, level in levels.items() if level == Level.STEP and name not in alone]
        at = _aligned(CHUNKS_AT + 8 * len(CHUNKS))
        fields = {name: at + 8 * place for place, name in enumerate(alone)}
        at = _aligned(at + 8 * len(alone))
        columns: dict[str, int] = {}
        for name in (name for name, level in levels.items() if level == Level.COLUMN):
            columns[name] = at
            at = _aligned(at + 8 * capacity) + _LINE  # so that columns do not all fall on the same lines of the cache
        row = 8 * max(1, len(cells))
        return Layout(
            capacity, fields, columns, {name: 8 * place for place, name in enumerate(cells)}, row, _aligned(at)
        )

    def record(self, rows: int) -> int:
        """Where the record begins, behind so many rows of the tables."""
        return _aligned(self.tables + self.row * rows)


def _aligned(address: int) -> int:
    return -(-address // _LINE) * _LINE
