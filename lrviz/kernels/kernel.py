"""A run as something that a browser, or wasmtime, computes: a module, what it takes, and how it is called."""

from dataclasses import dataclass
from functools import lru_cache

from lrviz.descent import Descent
from lrviz.kernels.descending import SEEN, wanted
from lrviz.kernels.kinds import RunKind
from lrviz.kernels.live import live, made_of
from lrviz.kernels.steps import AXES, Body
from lrviz.kernels.tables import Tables, tables
from lrviz.kernels.trace import Trace, traced
from lrviz.kernels.wasm.layout import Layout
from lrviz.kernels.wasm.module import Part, module


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
    built = _built(trace, capacity, pairs, records)
    known = tables(trace, descent, built.inputs)
    stop = descent.steps + (1 if records else 0)
    stretches = [stretch for stretch in known.stretches if stretch.start < stop]
    calls = [Call(f"step{stretch.body}", stretch.start, min(stretch.stop, stop)) for stretch in stretches]
    refresh = [Call(f"tables{s.body}", s.start, min(s.stop, stop)) for s in stretches if built.live[s.body]]
    return Kernel(
        built.module,
        built.layout,
        known,
        (Call("begin", 0, 1), *calls),
        tuple(refresh),
        frozenset.intersection(*(built.live[stretch.body] for stretch in stretches)) if stretches else frozenset(),
        {name: made_of(trace, name) for name in built.layout.cells if name.startswith("table.")},
        built.record,
    )


@dataclass(frozen=True)
class _Built:
    """What runs with one trace have in common; `live` are the columns that each body works out."""

    inputs: tuple[str, ...]
    layout: Layout
    module: bytes
    live: tuple[frozenset[str], ...]
    record: tuple[str, ...]


@lru_cache(maxsize=128)
def _built(trace: Trace, capacity: int, pairs: bool, records: bool) -> _Built:
    seen = [name for name in SEEN if records and all(name in body.seen for body in trace.bodies)]
    record = _record(trace, seen) if records else ()
    inputs = wanted(trace, seen)
    refreshing = [live(body, inputs) if records else None for body in trace.bodies]
    asked = [name for body in refreshing if body for name in body.listing.inputs(body.carried.values())]
    inputs = list(dict.fromkeys([*inputs, *asked]))
    layout = Layout.of(inputs, list(_carried(trace, trace.bodies[0])), capacity)
    parts = [Part("begin", trace.begin, _carried(trace, trace.begin))]
    for index, body in enumerate(trace.bodies):
        parts.append(Part(f"step{index}", body, _carried(trace, body), tuple(_recorded(body, name) for name in record)))
    parts += [Part(f"tables{index}", body, body.carried) for index, body in enumerate(refreshing) if body]
    known = tuple(frozenset(body.carried) if body else frozenset() for body in refreshing)
    return _Built(tuple(inputs), layout, module(parts, layout, pairs), known, record)


def _carried(trace: Trace, body: Body) -> dict[str, int]:
    """What a body carries on, by the names of the inputs that take it."""
    found = {}
    for name, index in body.carried.items():
        kind, *rest = name.split(".")
        if kind != "state" or int(rest[1]) not in trace.shared:
            found[name] = index
        elif rest[0] == AXES[0]:
            found[f"shared.{rest[1]}"] = index
    return found


def _record(trace: Trace, seen: list[str]) -> tuple[str, ...]:
    names = [*AXES, *seen, *(["pace"] if "pace" in trace.begin.carried else [])]
    return (*names, *(f"state.{axis}.{state}" for axis in AXES for state in range(trace.states)))


def _recorded(body: Body, name: str) -> int:
    """The operation that a record holds: states as they are after the step, the point and the rate as before it."""
    if name in body.seen:
        return body.seen[name]
    return body.carried[name] if name.startswith("state.") else body.listing.input(name)
