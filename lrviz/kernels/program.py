"""What is computed of a trace, ready to be run: its parts, what they take, and where that stands in a memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from threading import RLock

from lrviz.kernels.operations import Listing
from lrviz.kernels.steps import AXES, Body
from lrviz.kernels.trace import Trace
from lrviz.kernels.wasm.layout import Layout
from lrviz.kernels.wasm.module import Part, module

SEEN = ("loss", "gradient.x", "gradient.y", "limit")
"""What a record may hold of a step besides what is carried on."""

WATCHED = {"watch.lowest": float("nan"), "watch.late": 0.0, "watch.arrivals": 0.0, "watch.finite": 0.0}
"""What is watched of columns on their way, and where it begins: the least cost, the sum of the last ones, how many
points came before the first one with a cost of at most the goal, and how many were finite."""


@dataclass(frozen=True, eq=False)
class Program:
    """Parts that share a memory.

    Attributes:
        trace: of the runs.
        parts: what can be called, by name: "begin", then "step0", "step1" …, one for each body.
        inputs: the names of what they take.
        layout: where it stands.
        pairs: whether two columns are computed at once.
        record: what each row of the record holds, by the names of inputs; empty without a record.
    """

    trace: Trace
    parts: dict[str, Part]
    inputs: tuple[str, ...]
    layout: Layout
    pairs: bool
    record: tuple[str, ...] = ()

    @cached_property
    def module(self) -> bytes:
        """As WebAssembly."""
        return module(list(self.parts.values()), self.layout, self.pairs)


def program_of(trace: Trace, parts: Sequence[Part], capacity: int, pairs: bool = False, rows: int = 0) -> Program:
    """A program of some parts.

    Args:
        trace: of the runs.
        parts: what it can do.
        capacity: how many columns there may be.
        pairs: whether two columns are computed at once.
        rows: how many rows of what columns have of their own at each step there may be at once.
    """
    listings = [(part.body.listing, [*part.outputs.values(), *part.recorded]) for part in parts]
    inputs = tuple(dict.fromkeys(name for listing, outputs in listings for name in listing.inputs(outputs)))
    carried = dict.fromkeys(name for part in parts for name in part.outputs)
    return Program(
        trace, {part.name: part for part in parts}, inputs, Layout.of(inputs, carried, capacity, rows), pairs
    )


def steps_of(trace: Trace, seen: Sequence[str] = (), record: bool = False) -> tuple[list[Part], tuple[str, ...]]:
    """The parts that take a run's steps, and what they record."""
    names = _record(trace, seen) if record else ()
    parts = [Part("begin", trace.begin, carried_by(trace, trace.begin))]
    for index, body in enumerate(trace.bodies):
        recorded = tuple(_recorded(body, name) for name in names)
        parts.append(Part(f"step{index}", body, carried_by(trace, body), recorded))
    return parts, names


BUILDING = RLock()
"""Lists are written on by one thread at a time."""


def recording_program(trace: Trace) -> Program:
    """Keeps a record of one column, of which each step may be nudged."""
    with BUILDING:
        return _recording_program(trace)


@lru_cache(maxsize=128)
def _recording_program(trace: Trace) -> Program:
    parts, record = steps_of(trace, SEEN[:3], True)
    nudged = [parts[0], *(_nudged(part) for part in parts[1:])]
    return replace(program_of(trace, nudged, 1), record=record)


def block_program(trace: Trace, climbs: bool, watched: bool, capacity: int, rows: int) -> Program:
    """Moves many columns, and looks at them: "look" computes their losses, and watches them for the last time.

    Args:
        trace: of the runs.
        climbs: whether their costs are their losses negated.
        watched: whether they are watched at all.
        capacity: how many there may be, an even number.
        rows: how many rows of what each has of its own at each step there may be at once.
    """
    with BUILDING:
        return _block_program(trace, climbs, watched, capacity, rows)


@lru_cache(maxsize=128)
def _block_program(trace: Trace, climbs: bool, watched: bool, capacity: int, rows: int) -> Program:
    parts, _ = steps_of(trace)
    look = trace.bodies[0]
    seen = {"loss": look.seen["loss"]}
    if watched:
        parts[1:] = [replace(part, outputs=part.outputs | _watched(part.body, climbs)) for part in parts[1:]]
        seen |= _watched(look, climbs)
    return program_of(trace, [*parts, Part("look", look, seen)], capacity, True, rows)


def carried_by(trace: Trace, body: Body) -> dict[str, int]:
    """What a body carries on, by the names of the inputs that take it."""
    found = {}
    for name, index in body.carried.items():
        kind, *rest = name.split(".")
        if kind != "state" or int(rest[1]) not in trace.shared:
            found[name] = index
        elif rest[0] == AXES[0]:
            found[f"shared.{rest[1]}"] = index
    return found


def _record(trace: Trace, seen: Sequence[str]) -> tuple[str, ...]:
    names = [*AXES, *seen, *(["pace"] if "pace" in trace.begin.carried else [])]
    return (*names, *(f"state.{axis}.{state}" for axis in AXES for state in range(trace.states)))


def _recorded(body: Body, name: str) -> int:
    """The operation that a record holds: states as they are after the step, the point and the rate as before it."""
    if name in body.seen:
        return body.seen[name]
    return body.carried[name] if name.startswith("state.") else body.listing.input(name)


def _nudged(part: Part) -> Part:
    """A step after which each coordinate is multiplied by a number of the step."""
    listing = part.body.listing
    moved = {axis: listing.apply("mul", part.outputs[axis], listing.input(f"nudge.{axis}")) for axis in AXES}
    return replace(part, outputs=part.outputs | moved)


def _watched(body: Body, climbs: bool) -> dict[str, int]:
    """What is watched of the point before a step."""
    listing, loss = body.listing, body.seen["loss"]
    cost = listing.apply("neg", loss) if climbs else loss
    known = listing.input("watch.lowest")
    lower = listing.apply("or", listing.apply("lt", cost, known), listing.apply("ne", known, known))
    lowest = listing.apply("select", lower, cost, known)
    arrived = listing.apply("le", lowest, listing.input("own.goal"))
    nothing, one = listing.number(0.0), listing.number(1.0)
    x, y = (_nothing_of(listing, axis) for axis in AXES)
    finite = listing.apply("eq", listing.apply("add", x, y), nothing)
    return {
        "watch.lowest": lowest,
        "watch.late": listing.apply("add", listing.input("watch.late"), cost),
        "watch.arrivals": _counted(listing, "watch.arrivals", arrived, nothing, one),
        "watch.finite": _counted(listing, "watch.finite", finite, one, nothing),
    }


def _nothing_of(listing: Listing, axis: str) -> int:
    """0 of a finite coordinate, else NaN."""
    return listing.apply("sub", listing.input(axis), listing.input(axis))


def _counted(listing: Listing, name: str, condition: int, one: int, other: int) -> int:
    return listing.apply("add", listing.input(name), listing.apply("select", condition, one, other))
