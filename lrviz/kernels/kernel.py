"""A run as something that a browser computes: a module, what it takes, and how it is called."""

from dataclasses import dataclass
from functools import lru_cache

from lrviz.descent import Descent
from lrviz.kernels.kinds import RunKind
from lrviz.kernels.live import live, made_of
from lrviz.kernels.program import BUILDING, SEEN, Program, program_of, steps_of
from lrviz.kernels.tables import Given, Tables, tables
from lrviz.kernels.trace import Trace, traced
from lrviz.kernels.wasm.layout import Layout
from lrviz.kernels.wasm.module import Part


@dataclass(frozen=True)
class Call:
    """One call of an export, `name(first row, end, first column, end, record)`, in bytes of the module's memory.

    Attributes:
        name: the export.
        start, stop: the rows of the tables that it takes.
    """

    name: str
    start: int
    stop: int


@dataclass(frozen=True)
class Kernel:
    """A run as a WebAssembly module and what it takes.

    Attributes:
        module: the bytes, which need no imports and export "memory", of one page, and the functions that are called.
        layout: where in the memory things stand.
        tables: the numbers that go there before the run.
        calls: one after the other they are the run.
        refresh: calls that work out the columns `live` anew, from the fields and the other columns in the memory, a few
            ulps beside those of `tables`.
        live: the names of those columns; there are none without a record.
        made_of: the fields and columns that decide about each column "table.k".
        record: what each row of the record holds, by the names of inputs: "x" and "y" before the step, what is seen
            there, "pace", the rate that a plateau chose, and the states after the step. Empty without a record.
    """

    module: bytes
    layout: Layout
    tables: Tables
    calls: tuple[Call, ...]
    refresh: tuple[Call, ...]
    live: frozenset[str]
    made_of: dict[str, frozenset[str]]
    record: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many rows the tables have."""
        return self.calls[-1].stop

    @property
    def record_row(self) -> int:
        """The bytes of one column in a row of the record."""
        return 8 * len(self.record)

    @property
    def bytes_needed(self) -> int:
        """How long the memory must be."""
        return self.layout.record(self.rows) + self.layout.capacity * self.record_row * self.rows


def kernel(descent: Descent, capacity: int = 1, pairs: bool = False, records: bool = True) -> Kernel:
    """The kernel of a run.

    Args:
        descent: the run; its start counts for nothing, since columns may start anywhere.
        capacity: how many columns there may be at once; even with pairs.
        pairs: whether two columns are computed at once; such a kernel keeps no record.
        records: whether a record is kept, for which one more row is computed than there are steps.

    Raises:
        TracingError: the run is no list of operations.
        ScheduleError: its schedule ends before it.
        ValueError: pairs with a record, or of an odd capacity.
    """
    if pairs and (records or capacity % 2):
        raise ValueError("two columns are computed at once only without a record, and of an even number")
    trace = traced(RunKind.of(descent))
    with BUILDING:
        built = _built(trace, capacity, pairs, records)
    program, layout = built.program, built.program.layout
    known = tables(trace, Given.of(descent), program.inputs)
    stop = descent.steps + (1 if records else 0)
    stretches = [stretch for stretch in known.stretches if stretch.start < stop]
    calls = [Call(f"step{stretch.body}", stretch.start, min(stretch.stop, stop)) for stretch in stretches]
    refresh = [Call(f"tables{s.body}", s.start, min(s.stop, stop)) for s in stretches if built.live[s.body]]
    return Kernel(
        program.module,
        layout,
        known,
        (Call("begin", 0, 1), *calls),
        tuple(refresh),
        frozenset.intersection(*(built.live[stretch.body] for stretch in stretches)) if stretches else frozenset(),
        {name: made_of(trace, name) for name in layout.cells if name.startswith("table.")},
        built.record,
    )


@dataclass(frozen=True)
class _Built:
    """What runs with one trace have in common; `live` are the columns that each body works out."""

    program: Program
    live: tuple[frozenset[str], ...]
    record: tuple[str, ...]


@lru_cache(maxsize=128)
def _built(trace: Trace, capacity: int, pairs: bool, records: bool) -> _Built:
    seen = [name for name in SEEN if records and all(name in body.seen for body in trace.bodies)]
    parts, record = steps_of(trace, seen, records)
    inputs = program_of(trace, parts, capacity).inputs
    refreshing = [live(body, inputs) if records else None for body in trace.bodies]
    parts += [Part(f"tables{index}", body, body.carried) for index, body in enumerate(refreshing) if body]
    known = tuple(frozenset(body.carried) if body else frozenset() for body in refreshing)
    return _Built(program_of(trace, parts, capacity, pairs), known, record)
