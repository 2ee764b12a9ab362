"""All steps of a run as lists of operations: one for each kind of step."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from lrviz.kernels.evaluation import FLOATS, computed
from lrviz.kernels.kinds import RunKind
from lrviz.kernels.operations import Level
from lrviz.kernels.steps import AXES, Body, begin, states_after, step
from lrviz.optimizers import Rule


@dataclass(frozen=True, eq=False)
class Trace:
    """All bodies of a run.

    Attributes:
        begin: what is carried to the first step.
        bodies: of the steps.
        kinds: which of them is taken, by whether it is the first step, and whether a schedule has the momentum at 0.
        states: how many numbers the optimizer keeps for each coordinate.
        shared: those of them that are the same for both coordinates and for all columns.
    """

    begin: Body
    bodies: tuple[Body, ...]
    kinds: dict[tuple[bool, bool], int]
    states: int
    shared: frozenset[int]

    def fits(self, rule: Rule) -> bool:
        """Whether the branches of Python go for a rule of the same variant as they went here."""
        return all(_decides(body, rule) for body in (self.begin, *self.bodies))


def _decides(body: Body, rule: Rule) -> bool:
    def field(name: str) -> float:
        return 0.0 if name == "momentum" else float(getattr(rule, name.removeprefix("field.")))

    values = computed(body.listing, body.listing.reachable(body.decisions), field, FLOATS)
    return all(bool(values[index]) == held for index, held in body.decisions.items())


def traced(kind: RunKind) -> Trace:
    """The trace of a kind of run; the most recent ones are remembered.

    Raises:
        TracingError: its rule is not plain arithmetic.
    """
    known = _known(kind)
    for trace in known:
        if trace.fits(kind.rule):
            return trace
    known.append(_traced(kind))
    return known[-1]


@lru_cache(maxsize=128)
def _known(kind: RunKind) -> list[Trace]:
    """The traces of a kind so far, one for each way in which branches go: few."""
    return []


def _traced(kind: RunKind) -> Trace:
    shared, bodies, kinds = _shared(kind), list[Body](), dict[tuple[bool, bool], int]()
    for first, still in _kinds(kind):
        body = step(kind, shared, first, still)
        same = [index for index, known in enumerate(bodies) if known.told == body.told]
        kinds[first, still] = same[0] if same else len(bodies)
        if not same:
            bodies.append(body)
    return Trace(begin(kind), tuple(bodies), kinds, len(kind.rule.state_names), shared)


def _kinds(kind: RunKind) -> Iterable[tuple[bool, bool]]:
    return product((False, True), (False, True) if kind.cycles else (False,))


class _Shared(NamedTuple):
    """What states are shared, and the bodies that showed it."""

    states: frozenset[int]
    bodies: tuple[Body, ...]


def _shared(kind: RunKind) -> frozenset[int]:
    """The states that are the same for both coordinates and all columns, whatever the function."""
    known = _known_shared(type(kind.rule), kind.rule.variant(), kind.cycles, kind.placed)
    for shared in known:
        if all(_decides(body, kind.rule) for body in shared.bodies):
            return shared.states
    known.append(_found_shared(kind))
    return known[-1].states


@lru_cache(maxsize=128)
def _known_shared(rule: type[Rule], variant: Hashable, cycles: bool, placed: frozenset[str]) -> list[_Shared]:
    """Those found so far, one for each way in which branches go."""
    return []


def _found_shared(kind: RunKind) -> _Shared:
    """Those that stay so if all of them are."""
    kept, seen = frozenset(range(len(kind.rule.state_names))), list[Body]()
    while kept:
        bodies = [begin(kind), *(states_after(kind, kept, first, still) for first, still in _kinds(kind))]
        found, kept = kept, frozenset(state for state in kept if all(_is_shared(body, state) for body in bodies))
        seen += bodies
        if kept == found:
            break
    return _Shared(kept, tuple(seen))


def _is_shared(body: Body, state: int) -> bool:
    x, y = (body.carried[f"state.{axis}.{state}"] for axis in AXES)
    return x == y and body.listing.levels[x] < Level.COLUMN
