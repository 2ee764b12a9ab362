"""Lists of operations on numbers of 64 bits, each on earlier ones: what rules and functions are traced into."""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import NamedTuple


class Level(IntEnum):
    """How often a value changes: never during a run, with the step, or with the column too."""

    RUN = 0
    STEP = 1
    COLUMN = 2


class Operation(NamedTuple):
    """One operation.

    Attributes:
        name: a key of `ARITY`; or "number", "input", "call" or "rarely".
        operands: indices of earlier operations.
        number: of a number.
        word: the name of an input, or of the function that is called.
    """

    name: str
    operands: tuple[int, ...] = ()
    number: float = 0.0
    word: str = ""


ARITY = {
    **dict.fromkeys(("add", "sub", "mul", "div"), 2),
    **dict.fromkeys(("neg", "abs", "sqrt", "floor", "nearest", "single"), 1),
    **dict.fromkeys(("power_of_two", "exponent", "significand", "head", "chunk"), 1),
    **dict.fromkeys(("lt", "le", "gt", "ge", "eq", "ne"), 2),
    **dict.fromkeys(("and", "or"), 2),
    "not": 1,
    "select": 3,
}
"""How many operands each operation has.

`nearest` rounds to the nearest whole number, ties to even, `single` to the nearest number of 32 bits. Four look into
the bits: `power_of_two` of a whole number from -1022 to 1023; the `exponent` of a normal number above 0, and its
`significand` in [1, 2); its `head`, which has the leading 26 bits. `chunk` looks the whole number of a place in
`CHUNKS` up. `select` takes a condition, and what is taken where it holds and where not.
"""

CONDITIONS = {"lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not"}
"""The operations that give a condition, not a number."""

OF_CONDITIONS = {"and": (0, 1), "or": (0, 1), "not": (0,), "select": (0,), "rarely": (0,)}
"""Which operands are conditions."""

INPUTS = {
    **dict.fromkeys(("field", "clip"), Level.RUN),
    **dict.fromkeys(("step", "rate", "next", "watching", "momentum", "noise", "table", "shared", "nudge"), Level.STEP),
    **dict.fromkeys(("x", "y", "state", "plateau", "pace", "argument", "own", "wide", "watch", "loss"), Level.COLUMN),
}
"""The inputs by the first part of their names, which dots divide, as "state.x.0".

What is usually a field or a number of the step may differ from column to column: "own.field.lr" is a number of each
column, "wide.rate" one of each column and step.
"""

GIVEN = {"field", "clip", "step", "rate", "next", "watching", "momentum", "noise", "table", "own", "wide"}
"""Those that are known before a run."""


_PLACES = 51
CHUNK_BITS = 24
_TWO_OVER_PI = int(
    "a2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e006492eea09d1921cfe1deb"
    "1cb129a73ee88235f52ebb4484e99c7026b45f7e413991d639835339f49c845f8bbdf9283b1ff897ffde05980fef2f118b5a0a"
    "6d1f6d367ecf27cb09b74f463f669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7b6babf0",
    16,
)
CHUNKS = tuple(float(_TWO_OVER_PI >> CHUNK_BITS * place & 2**CHUNK_BITS - 1) for place in reversed(range(_PLACES)))
"""2/π in pieces of `CHUNK_BITS` bits as whole numbers, the leading one first: what very large angles are reduced by."""


class Listing:
    """Operations in an order in which operands stand before what uses them; equal ones stand there once."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self.levels: list[Level] = []
        self._known: dict[tuple[str, tuple[int, ...], str], int] = {}

    def number(self, value: float) -> int:
        """The index of a number."""
        return self._added(Operation("number", number=float(value)), Level.RUN)

    def input(self, name: str) -> int:
        """The index of an input."""
        return self._added(Operation("input", word=name), INPUTS[name.split(".")[0]])

    def apply(self, name: str, *operands: int) -> int:
        """The index of an operation.

        Raises:
            ValueError: there is no such operation of these operands.
        """
        if ARITY.get(name) != len(operands):
            raise ValueError(f"there is no operation {name} of {len(operands)} operands")
        self._check(name, operands)
        return self._added(Operation(name, operands), self._level(operands))

    def call(self, function: str, *operands: int) -> int:
        """The index of a function of some numbers."""
        self._check(function, operands)
        return self._added(Operation("call", operands, word=function), self._level(operands))

    def rarely(self, function: str, condition: int, usual: int, *arguments: int) -> int:
        """The index of a function of numbers where a condition holds, which is rare, and of what is usual elsewhere.

        It is a call and a select, but the function is computed only if any column needs it.
        """
        operands = condition, usual, *arguments
        self._check("rarely", operands)
        return self._added(Operation("rarely", operands, word=function), self._level(operands))

    def is_condition(self, index: int) -> bool:
        """Whether an operation gives a condition, not a number."""
        return self.operations[index].name in CONDITIONS

    def reachable(self, outputs: Iterable[int]) -> list[int]:
        """The indices of what some outputs are made of, operands first."""
        wanted = set(outputs)
        for index in range(max(wanted, default=-1), -1, -1):
            if index in wanted:
                wanted.update(self.operations[index].operands)
        return sorted(wanted)

    def inputs(self, outputs: Iterable[int]) -> list[str]:
        """The names of the inputs that some outputs are made of."""
        found = (self.operations[index] for index in self.reachable(outputs))
        return [operation.word for operation in found if operation.name == "input"]

    def told(self, outputs: Sequence[int]) -> tuple[object, ...]:
        """Equal for lists and outputs that compute the same."""
        places = {index: place for place, index in enumerate(self.reachable(outputs))}
        rows = [
            _key(self.operations[index], tuple(map(places.__getitem__, self.operations[index].operands)))
            for index in places
        ]
        return tuple(rows), tuple(places[output] for output in outputs)

    def _level(self, operands: tuple[int, ...]) -> Level:
        return max([self.levels[operand] for operand in operands], default=Level.RUN)

    def _check(self, name: str, operands: tuple[int, ...]) -> None:
        if min(operands) < 0 or max(operands) >= len(self.operations):
            raise ValueError(f"the operands of {name} must stand before it, got {operands}")
        conditions = OF_CONDITIONS.get(name, ())
        for place, operand in enumerate(operands):
            if (self.operations[operand].name in CONDITIONS) != (place in conditions):
                must = "must" if place in conditions else "must not"
                raise ValueError(f"operand {place} of {name} {must} be a condition")

    def _added(self, operation: Operation, level: Level) -> int:
        key = _key(operation, operation.operands)
        index = self._known.setdefault(key, len(self.operations))
        if index == len(self.operations):
            self.operations.append(operation)
            self.levels.append(level)
        return index


def _key(operation: Operation, operands: tuple[int, ...]) -> tuple[str, tuple[int, ...], str]:
    """Of an operation on these operands; -0 is not 0, and NaN is NaN."""
    name, _, number, word = operation
    return name, operands, number.hex() if name == "number" else word
