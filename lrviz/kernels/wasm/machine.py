"""Programs in wasmtime."""

import ctypes
from functools import lru_cache
from typing import Any

import numpy as np
import wasmtime

from lrviz.kernels.memory import Memory
from lrviz.kernels.program import Program
from lrviz.kernels.wasm.layout import PAGE
from lrviz.kernels.wasm.module import parameters


def _engine(level: str) -> wasmtime.Engine:
    config = wasmtime.Config()
    config.cranelift_opt_level = level
    config.parallel_compilation = False  # its threads would be missing after a fork, and others have their work
    config.memory_reservation = 0  # else each memory sets 4 GiB of addresses aside
    config.memory_guard_size = 0
    return wasmtime.Engine(config)


_ENGINES = {True: _engine("speed"), False: _engine("none")}
"""For programs of many columns, and for those of one, which are compiled sooner than run."""


@lru_cache(maxsize=256)
def _compiled(code: bytes, pairs: bool) -> wasmtime.Module:
    return wasmtime.Module(_ENGINES[pairs], code)


class WasmMachine(Memory):
    """A program in a memory of its own, until it is closed; what it shows is then gone."""

    def __init__(self, program: Program, rows: int) -> None:
        """Begins with zeros, and room for so many rows of the tables and of the record."""
        self._store = wasmtime.Store(_ENGINES[program.pairs])
        compiled = _compiled(program.module, program.pairs)
        exports = wasmtime.Instance(self._store, compiled, []).exports(self._store)
        self._functions: dict[str, Any] = {name: exports[name] for name in program.parts}
        memory: Any = exports["memory"]
        memory.grow(self._store, max(0, -(-self.bytes_for(program, rows) // PAGE) - 1))
        address, length = ctypes.addressof(memory.data_ptr(self._store).contents), memory.data_len(self._store)
        super().__init__(program, rows, np.frombuffer((ctypes.c_ubyte * length).from_address(address)))

    def close(self) -> None:
        """Gives the memory back."""
        del self._numbers
        self._store.close()

    def call(self, name: str, rows: int, first: int, last: int) -> None:
        """Calls a part for so many rows, and for some of the columns, of which one more may be computed."""
        layout = self._layout
        last += (last - first) % 2 if self._program.pairs else 0
        end = layout.tables + rows * layout.row
        wide = (layout.wide(self._rows),) if parameters(layout) > 5 else ()
        self._functions[name](self._store, layout.tables, end, 8 * first, 8 * last, layout.record(self._rows), *wide)
