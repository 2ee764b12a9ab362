"""What runs programs: wasmtime, or numpy where there is none; LLVM where it is installed and there is much to run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import numpy as np

from lrviz.arrays import Floats
from lrviz.kernels.evaluation import computed
from lrviz.kernels.program import Program
from lrviz.kernels.wasm.module import Part


class Machine(Protocol):
    """A program in a memory, which is read and written by the names of inputs."""

    def set_field(self, name: str, value: float) -> None:
        """Writes a number that all columns have in common."""

    def column(self, name: str) -> Floats:
        """(capacity,): what each column has of its own, to be read and written in place."""

    def cells(self, name: str) -> Floats:
        """(rows,): what all columns have in common at each step, to be written in place."""

    def wide(self, name: str) -> Floats:
        """(rows, capacity): what each column has of its own at each step, to be written in place."""

    @property
    def record(self) -> Floats:
        """(rows, width): what was recorded of a single column at each step."""

    def call(self, name: str, rows: int, first: int, last: int) -> None:
        """Calls a part for so many rows, and for some of the columns, of which some behind them may be computed too."""

    def close(self) -> None:
        """Gives the memory back."""


WORTH = 20_000_000
"""Steps of columns from which on LLVM saves more time than it takes to load it and to compile a program."""

_ASKED: WeakKeyDictionary[Program, int] = WeakKeyDictionary()
"""How many steps of columns programs were opened for so far."""


@contextmanager
def machine(program: Program, rows: int, work: int = 0) -> Iterator[Machine]:
    """A program with room for so many rows; nothing that the machine shows may be used once it is left.

    Args:
        program: what it runs.
        rows: of the tables, and of the record.
        work: how many steps of how many columns it will run, one number times the other.
    """
    _ASKED[program] = _ASKED.get(program, 0) + work
    much = program.pairs and _ASKED[program] >= WORTH
    chosen = _CHOSEN.get() if program.pairs else None
    opened = (chosen or (_native() if much else None) or _usual())(program, rows)
    try:
        yield opened
    finally:
        opened.close()


_CHOSEN: ContextVar[Callable[[Program, int], Machine] | None] = ContextVar("chosen", default=None)


@contextmanager
def choosing(kind: Callable[[Program, int], Machine]) -> Iterator[None]:
    """Inside, and in this thread, programs of many columns run on machines of one kind."""
    token = _CHOSEN.set(kind)
    try:
        yield
    finally:
        _CHOSEN.reset(token)


@cache
def _usual() -> Any:
    try:
        from lrviz.kernels.wasm.machine import WasmMachine
    except Exception:  # its wheels for platforms that it does not know fail in many ways
        return NumpyMachine
    return WasmMachine


@cache
def _native() -> Any:
    try:
        from lrviz.kernels.native.machine import NativeMachine
    except Exception:
        return None
    return NativeMachine


class NumpyMachine:
    """A program computed with numpy, column by column of its lists: as exact, and slower."""

    def __init__(self, program: Program, rows: int) -> None:
        """Begins with zeros."""
        layout = program.layout
        self._program = program
        self._fields = {name: np.float64(0.0) for name in layout.fields}
        self._columns = {name: np.zeros(layout.capacity + 1) for name in layout.columns}
        self._cells = {name: np.zeros(rows) for name in layout.cells}
        self._wide = {name: np.zeros((rows, layout.capacity)) for name in layout.wides}
        self.record = np.zeros((rows, len(program.record)))

    def close(self) -> None:
        """Does nothing: numpy gives its memory back by itself."""

    def set_field(self, name: str, value: float) -> None:
        """Writes a number that all columns have in common."""
        self._fields[name] = np.float64(value)

    def column(self, name: str) -> Floats:
        """(capacity,)."""
        return self._columns[name][: self._program.layout.capacity]

    def cells(self, name: str) -> Floats:
        """(rows,)."""
        return self._cells[name]

    def wide(self, name: str) -> Floats:
        """(rows, capacity)."""
        return self._wide[name]

    def call(self, name: str, rows: int, first: int, last: int) -> None:
        """Calls a part."""
        part = self._program.parts[name]
        order = part.body.listing.reachable([*part.outputs.values(), *part.recorded])
        with np.errstate(all="ignore"):
            for row in range(rows):
                self._step(part, order, row, slice(first, last))

    def _step(self, part: Part, order: list[int], row: int, where: slice) -> None:
        def source(name: str) -> Any:
            if name in self._columns:
                return self._columns[name][where]
            if name in self._wide:
                return self._wide[name][row, where]
            return self._cells[name][row] if name in self._cells else self._fields[name]

        values = computed(part.body.listing, order, source)
        found = {name: np.array(values[index]) for name, index in part.outputs.items()}
        for place, index in enumerate(part.recorded):
            self.record[row, place] = np.ravel(values[index])[0]
        for name, value in found.items():
            if name in self._columns:
                self._columns[name][where] = value
            elif name in self._fields:
                self._fields[name] = np.float64(np.ravel(value)[0])
