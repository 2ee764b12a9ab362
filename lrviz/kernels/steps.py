"""One step of a run as a list of operations: its function, its optimizer, and whatever stands between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from lrviz.arithmetic import Value
from lrviz.formulas import Graph
from lrviz.kernels.kinds import RunKind
from lrviz.kernels.operations import Listing
from lrviz.kernels.recording import recording
from lrviz.kernels.surfaces import recorded_outputs, stability_limit
from lrviz.kernels.values import Recorded, RecordedStep, Table, Tracing, TracingError

AXES = ("x", "y")


@dataclass(frozen=True)
class Body:
    """What is computed at a step of one kind.

    Attributes:
        listing: the operations.
        tables: those of the inputs "table.0", "table.1" …
        decisions: the conditions on fields by which branches of Python went, and how.
        carried: what the next step takes as inputs of the same names, by the index of its operation.
        seen: what a record may hold besides: "loss", "gradient.x" and "gradient.y" at the point before the step,
            without noise or clipping, and "limit", where one is known.
    """

    listing: Listing
    tables: tuple[Table, ...]
    decisions: dict[int, bool]
    carried: dict[str, int]
    seen: dict[str, int]

    @property
    def told(self) -> tuple[object, ...]:
        """Equal for bodies that compute the same."""
        operands = [operand for table in self.tables for operand in table.operands]
        outputs = [*self.carried.values(), *self.seen.values(), *self.decisions, *operands]
        names = tuple(self.carried), tuple(self.seen), tuple(self.decisions.values())
        return self.listing.told(outputs), names, [table[:2] for table in self.tables]


def _body(tracing: Tracing, carried: dict[str, int], seen: dict[str, int]) -> Body:
    return Body(tracing.listing, tuple(tracing.tables), tracing.decisions, carried, seen)


def begin(kind: RunKind) -> Body:
    """What is carried to the first step; of the inputs it has the start, and the first row of the tables."""
    tracing = Tracing()
    rule, ops = kind.rule_of_inputs(tracing), recording(tracing)
    starts = [rule.begin(tracing.input(axis), ops) for axis in AXES]
    carried = _states(tracing, starts)
    if kind.plateau is not None:
        rate = tracing.input(kind.name("rate"))
        for index, value in enumerate(kind.plateau.begin(rate, ops)):
            carried[f"plateau.{index}"] = tracing.lifted(value).index
        carried["pace"] = rate.index
    return _body(tracing, carried, {})


def _states(tracing: Tracing, states: Sequence[Sequence[Value]]) -> dict[str, int]:
    return {
        f"state.{axis}.{index}": tracing.lifted(value).index
        for axis, state in zip(AXES, states, strict=True)
        for index, value in enumerate(state)
    }


def step(kind: RunKind, shared: frozenset[int], first: bool, still: bool) -> Body:
    """A step.

    Args:
        kind: of the run.
        shared: which parts of the state are one number for both coordinates and all columns.
        first: whether it is the first one.
        still: whether a schedule has the momentum at 0.
    """
    return _Step(_Moving(kind, shared, first, still)).body()


def states_after(kind: RunKind, shared: frozenset[int], first: bool, still: bool) -> Body:
    """What a step makes of the states alone, with any gradient: the arguments are those of `step`."""
    moving = _Moving(kind, shared, first, still)
    _, states = moving.moved([moving.tracing.input(f"argument.{axis}") for axis in range(len(AXES))])
    return _body(moving.tracing, _states(moving.tracing, states), {})


class _Moving:
    """The optimizer while a step of it is traced."""

    def __init__(self, kind: RunKind, shared: frozenset[int], first: bool, still: bool) -> None:
        self.kind, self._shared = kind, shared
        self.tracing = Tracing()
        self.ops = recording(self.tracing)
        self.rule = kind.rule_of_inputs(self.tracing, still)
        self.step = RecordedStep(self.tracing, first)
        self.point = [self.tracing.input(axis) for axis in AXES]

    def moved(self, gradient: Sequence[Value]) -> tuple[list[Value], list[Sequence[Value]]]:
        """Both coordinates, and the states of both, after a step."""
        rate = self.tracing.input(self.kind.name("rate") if self.kind.plateau is None else "pace")
        after = [
            self.rule.update(point, slope, self._state(axis), rate, self.step, self.ops)
            for axis, point, slope in zip(AXES, self.point, gradient, strict=True)
        ]
        return [point for point, _ in after], [state for _, state in after]

    def _state(self, axis: str) -> tuple[Recorded, ...]:
        indices = range(len(self.kind.rule.state_names))
        names = (f"shared.{index}" if index in self._shared else f"state.{axis}.{index}" for index in indices)
        return tuple(map(self.tracing.input, names))


class _Step:
    """A step while it is traced."""

    def __init__(self, moving: _Moving) -> None:
        self._moving, self._kind, self._tracing, self._ops = moving, moving.kind, moving.tracing, moving.ops
        objective = self._kind.objective
        graph, outputs = objective.graph
        names = (*objective.expression.names[:2], objective.expression.clock)
        clock = Recorded.__sub__(moving.step, 1.0)
        values = {name: self._tracing.input(f"own.objective.{name}") for name in _own_names(graph, names)}
        values |= dict(zip(names, (*moving.point, clock), strict=True))
        self._loss, *derivatives = recorded_outputs(self._tracing, graph, outputs, values)
        self._gradient, self._hessian = derivatives[:2], derivatives[2:]

    def body(self) -> Body:
        """The whole step."""
        seen = {"loss": self._loss.index}
        seen |= {f"gradient.{axis}": slope.index for axis, slope in zip(AXES, self._gradient, strict=True)}
        carried = self._watched()
        points, states = self._moving.moved(self._given())
        carried |= {axis: self._held(points[index], index).index for index, axis in enumerate(AXES)}
        carried |= _states(self._tracing, states)
        limit = self._limit(states)
        if limit is not None:
            seen["limit"] = limit.index
        return _body(self._tracing, carried, seen)

    def _given(self) -> list[Recorded]:
        """The gradient as the optimizer gets it."""
        kind, ops = self._kind, self._ops
        given = self._gradient
        if kind.noise:
            noise = [self._tracing.input(kind.name(f"noise.{axis}")) for axis in AXES]
            given = [slope + more for slope, more in zip(given, noise, strict=True)]
        if kind.clip:
            share = self._tracing.input(kind.name("clip")) / (self._norm(given) + 1e-6)
            given = [ops.where(share < 1.0, slope * share, slope) for slope in given]
        if kind.rule.scales_gradient:
            share = self._moving.rule.gradient_share(self._norm(given), ops)
            given = [slope * share for slope in given]
        return given

    def _norm(self, gradient: Sequence[Recorded]) -> Recorded:
        x, y = gradient
        return (x * x + y * y).applied("sqrt")

    def _held(self, point: Value, axis: int) -> Recorded:
        moved = self._tracing.lifted(point)
        if self._kind.box is None:
            return moved
        low, high = self._kind.box[axis]
        held = self._ops.where(moved < low, low, self._ops.where(moved > high, high, moved))
        return self._tracing.lifted(held)

    def _watched(self) -> dict[str, int]:
        """What a plateau that sees the loss carries on: its state, and the rate of the next step."""
        if self._kind.plateau is None:
            return {}
        plateau, where = self._kind.plateau_of_inputs(self._tracing), self._ops.where
        known = tuple(self._tracing.input(f"plateau.{index}") for index in range(3))
        state, rate = plateau.react(known, self._tracing.input("pace"), self._loss, self._ops)
        watching = self._tracing.input(self._kind.name("watching")) != 0.0
        carried = {
            f"plateau.{index}": where(watching, new, old)
            for index, (new, old) in enumerate(zip(state, known, strict=True))
        }
        carried["pace"] = where(watching, rate, self._tracing.input(self._kind.name("next")))
        return {name: self._tracing.lifted(value).index for name, value in carried.items()}

    def _limit(self, states: Sequence[Sequence[Value]]) -> Recorded | None:
        """The stability limit, where one is known and is plain arithmetic; none where columns differ."""
        if self._kind.placed:
            return None
        rule, step, ops, lifted = self._moving.rule, self._moving.step, self._ops, self._tracing.lifted
        after = [tuple(map(lifted, state)) for state in states]
        try:
            dividers = [rule.preconditioner(state, step, ops) for state in after]
            factor = rule.stability_factor(step, ops)
            shrinkage = rule.shrinkage(after[0], step, ops)
        except TracingError:
            return None
        if any(divider is None for divider in dividers):
            return None
        hessian = [-second for second in self._hessian] if rule.climbs else self._hessian
        told = map(lifted, (factor, rule.penalty, shrinkage))
        return stability_limit(hessian, [lifted(divider) for divider in dividers], *told)


def _own_names(graph: Graph, names: Sequence[str]) -> list[str]:
    """The names in a graph that stand for columns."""
    return [node.name for node in graph.nodes if node.operation == "name" and node.name not in names]
