"""Runs kernels with wasmtime."""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import wasmtime

from lrviz.arrays import Floats
from lrviz.kernels import Call, Kernel
from lrviz.kernels.steps import Body
from lrviz.kernels.wasm.layout import PAGE, Layout
from lrviz.kernels.wasm.module import Part, module

ENGINE = wasmtime.Engine()


class Instance:
    """A module in wasmtime, with a view of its memory as numbers."""

    def __init__(self, code: bytes, size: int) -> None:
        self._store = wasmtime.Store(ENGINE)
        self._exports = wasmtime.Instance(self._store, wasmtime.Module(ENGINE, code), []).exports(self._store)
        memory: Any = self._exports["memory"]
        memory.grow(self._store, max(0, -(-size // PAGE) - 1))
        address = ctypes.addressof(memory.data_ptr(self._store).contents)
        length = memory.data_len(self._store)
        self.numbers = np.frombuffer((ctypes.c_ubyte * length).from_address(address), dtype=np.float64)

    def call(self, name: str, *arguments: int) -> None:
        """Calls an export."""
        function: Any = self._exports[name]
        function(self._store, *arguments)

    def column(self, layout: Layout, name: str, count: int) -> Floats:
        """The numbers of an input that has one for each column."""
        start = layout.columns[name] // 8
        return self.numbers[start : start + count]


@dataclass(frozen=True)
class Seen:
    """What a kernel's record holds, as the trajectory calls it; None for limits that are no list."""

    points: Floats
    losses: Floats
    gradients: Floats
    learning_rates: Floats
    state_array: Floats
    limits: Floats | None


class Running:
    """A kernel in wasmtime."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._instance = Instance(kernel.module, kernel.bytes_needed)
        for name, value in kernel.tables.fields.items():
            self._instance.numbers[kernel.layout.fields[name] // 8] = value
        for name in kernel.layout.cells:
            self.column(name)[:] = kernel.tables.columns[name][: kernel.rows]

    def column(self, name: str) -> Floats:
        """The numbers of an input of each step, which may be written."""
        layout, rows = self._kernel.layout, self._kernel.rows
        start, width = (layout.tables + layout.cells[name]) // 8, layout.row // 8
        return self._instance.numbers[start : start + width * rows : width]

    def set_field(self, name: str, value: float) -> None:
        """Writes a hyperparameter, if the module asks for it, and works out the tables that follow from it."""
        layout = self._kernel.layout
        if name in layout.fields:
            self._instance.numbers[layout.fields[name] // 8] = value
        for call in self._kernel.refresh:
            self._call(call, 0, 1)

    def _call(self, call: Call, record: int, columns: int) -> None:
        layout = self._kernel.layout
        first, stop = (layout.tables + layout.row * row for row in (call.start, call.stop))
        self._instance.call(call.name, first, stop, 0, 8 * columns, record)

    def run(self, starts: Floats) -> Floats:
        """The ends, (2, N), of columns from starts of the same shape."""
        layout, columns = self._kernel.layout, starts.shape[1]
        points = [self._instance.column(layout, axis, columns) for axis in "xy"]
        for column, values in zip(points, starts, strict=True):
            column[:] = values
        for call in self._kernel.calls:
            record = layout.record(self._kernel.rows) + call.start * columns * self._kernel.record_row
            self._call(call, record, columns)
        return np.stack(points)

    def record(self, start: tuple[float, float]) -> Seen:
        """What is recorded of a run from a start."""
        self.run(np.array(start).reshape(2, 1))
        width, rows = len(self._kernel.record), self._kernel.rows
        at = self._kernel.layout.record(rows) // 8
        table = self._instance.numbers[at : at + rows * width].reshape(rows, width).copy()
        columns = dict(zip(self._kernel.record, table.T, strict=True))
        names = [name for name in self._kernel.record if name.startswith("state.")]
        states = np.array([columns[name][:-1] for name in names]).reshape(2, len(names) // 2, rows - 1)
        return Seen(
            np.stack([columns["x"], columns["y"]], axis=1),
            columns["loss"],
            np.stack([columns["gradient.x"], columns["gradient.y"]], axis=1),
            columns["pace"][:-1] if "pace" in columns else self._kernel.tables.columns["rate"][:-1],
            states.transpose(2, 0, 1),
            columns["limit"][:-1] if "limit" in columns else None,
        )


def applied(body: Body, arguments: Sequence[Floats], two: bool) -> Floats:
    """What a body that takes "x" and "y" carries on as "x", for columns of them, of an even number."""
    count = len(arguments[0])
    layout = Layout.of(["x", "y"], [], count)
    instance = Instance(module([Part("once", body, body.carried)], layout, two), layout.record(1))
    for name, values in zip("xy", arguments, strict=False):
        instance.column(layout, name, count)[:] = values
    instance.call("once", layout.tables, layout.tables + layout.row, 0, 8 * count, 0)
    return instance.column(layout, "x", count).copy()


def same_bits(one: Floats, other: Floats) -> bool:
    """Whether two arrays are equal bit for bit, a NaN being one whatever its bits."""
    if one.shape != other.shape:
        return False
    first, second = (np.where(np.isnan(array), np.nan, array).view(np.int64) for array in (one, other))
    return bool(np.array_equal(first, second))
