"""Values that write down what is done with them."""

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from types import BuiltinFunctionType, FunctionType
from typing import Any, NamedTuple, NoReturn

from lrviz.arithmetic import Value
from lrviz.kernels.operations import GIVEN, Level, Listing


class TracingError(ValueError):
    """Something is no list of operations: it must be run as it is."""


class Table(NamedTuple):
    """A number for each step that Python works out: a function of the step, where it asks for it, and of operands.

    Attributes:
        function: takes the step's number plus `ahead` first, unless that is None.
        ahead: how many steps ahead of the one it is for.
        operands: indices of numbers that are known before the run.
        wide: whether they differ from column to column.
    """

    function: Callable[..., float]
    ahead: int | None
    operands: tuple[int, ...]
    wide: bool


@dataclass
class Tracing:
    """What is written down.

    Attributes:
        listing: the operations.
        tables: what the inputs "table.0", "table.1" … are, or "wide.table.0" … where they differ from column to column.
        decisions: the conditions by which branches of Python went, and how.
    """

    listing: Listing = field(default_factory=Listing)
    tables: list[Table] = field(default_factory=list)
    decisions: dict[int, bool] = field(default_factory=dict)

    def input(self, name: str, known: float | None = None) -> "Recorded":
        """An input; `known` is the value that decides about branches, where it is a hyperparameter."""
        return Recorded(self, self.listing.input(name), known)

    def lifted(self, value: Value) -> "Recorded":
        """A value as a recorded one."""
        if isinstance(value, Recorded):
            return value
        number = float(value)
        return Recorded(self, self.listing.number(number), number)

    def table(self, function: Callable[..., float], ahead: int | None, operands: tuple[Value, ...]) -> "Recorded":
        """A table's number of the step.

        Raises:
            TracingError: an operand is not known before the run, or the function has others.
        """
        if not isinstance(function, FunctionType | BuiltinFunctionType) or getattr(function, "__closure__", None):
            raise TracingError(f"a function of Python must get all that it needs as arguments, got {function!r}")
        indices = tuple(self.lifted(operand).index for operand in operands)
        if any(name.split(".")[0] not in GIVEN for name in self.listing.inputs(indices)):
            raise TracingError("a function of Python must be of the step and of hyperparameters")
        wide = any(self.listing.levels[index] > Level.STEP for index in indices)
        for number, known in enumerate(self.tables):
            if known[1:3] == (ahead, indices) and _code(known.function) == _code(function):
                return self._table(number)
        self.tables.append(Table(function, ahead, indices, wide))
        return self._table(len(self.tables) - 1)

    def _table(self, number: int) -> "Recorded":
        return self.input(f"wide.table.{number}" if self.tables[number].wide else f"table.{number}")


def _code(function: Callable[..., float]) -> object:
    """Equal for functions that compute the same, as those do that a method makes anew at each call."""
    return getattr(function, "__code__", function), getattr(function, "__defaults__", None)


class Recorded:
    """A number, or a condition, that is not known yet.

    `known` is its value where it is made of numbers and hyperparameters alone: branches of Python go by it.
    """

    __slots__ = ("index", "known", "tracing")
    __array_ufunc__ = None
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, tracing: Tracing, index: int, known: float | None = None) -> None:
        self.tracing, self.index, self.known = tracing, index, known

    def applied(self, name: str, *others: Value) -> "Recorded":
        """An operation on this value and others."""
        operands = [self, *map(self.tracing.lifted, others)]
        index = self.tracing.listing.apply(name, *[operand.index for operand in operands])
        known = [operand.known for operand in operands]
        return Recorded(self.tracing, index, None if None in known else _computed(name, known))

    def _before(self, name: str, other: Value) -> "Recorded":
        return self.tracing.lifted(other).applied(name, self)

    def __add__(self, other: Value) -> "Recorded":
        return self.applied("add", other)

    def __radd__(self, other: Value) -> "Recorded":
        return self._before("add", other)

    def __sub__(self, other: Value) -> "Recorded":
        return self.applied("sub", other)

    def __rsub__(self, other: Value) -> "Recorded":
        return self._before("sub", other)

    def __mul__(self, other: Value) -> "Recorded":
        return self.applied("mul", other)

    def __rmul__(self, other: Value) -> "Recorded":
        return self._before("mul", other)

    def __truediv__(self, other: Value) -> "Recorded":
        return self.applied("div", other)

    def __rtruediv__(self, other: Value) -> "Recorded":
        return self._before("div", other)

    def __pow__(self, other: Value) -> "Recorded":
        return power(self, other)

    def __rpow__(self, other: Value) -> "Recorded":
        return power(self.tracing.lifted(other), self)

    def __neg__(self) -> "Recorded":
        return self.applied("neg")

    def __pos__(self) -> "Recorded":
        return self

    def __abs__(self) -> "Recorded":
        return self.applied("abs")

    def __lt__(self, other: Value) -> "Recorded":
        return self.applied("lt", other)

    def __le__(self, other: Value) -> "Recorded":
        return self.applied("le", other)

    def __gt__(self, other: Value) -> "Recorded":
        return self.applied("gt", other)

    def __ge__(self, other: Value) -> "Recorded":
        return self.applied("ge", other)

    def __eq__(self, other: Value) -> "Recorded":  # type: ignore[override]
        return self.applied("eq", other)

    def __ne__(self, other: Value) -> "Recorded":  # type: ignore[override]
        return self.applied("ne", other)

    def __and__(self, other: "Recorded") -> "Recorded":
        return self.applied("and", other)

    def __or__(self, other: "Recorded") -> "Recorded":
        return self.applied("or", other)

    def __invert__(self) -> "Recorded":
        return self.applied("not")

    def __bool__(self) -> bool:
        decided = self.decided()
        if decided is None:
            raise TracingError("a branch of Python must be decided by hyperparameters, got a number of the run")
        return decided

    def decided(self) -> bool | None:
        """Whether the condition holds, by which a branch of Python goes; None if hyperparameters do not say."""
        if self.known is None:
            return None
        return self.tracing.decisions.setdefault(self.index, bool(self.known))

    def __float__(self) -> NoReturn:
        raise TracingError("a function of Python cannot take a number of the run: use the operations of `ops`")


class RecordedStep(Recorded):
    """The number of the step: whether it is the first is known, and it can be looked at from some steps ahead."""

    __slots__ = ("ahead", "first")

    def __init__(self, tracing: Tracing, first: bool, ahead: int = 0) -> None:
        step = tracing.listing.input("step")
        index = tracing.listing.apply("add", step, tracing.listing.number(ahead)) if ahead else step
        super().__init__(tracing, index)
        self.first, self.ahead = first, ahead

    def __add__(self, other: Value) -> Recorded:
        return (
            RecordedStep(self.tracing, self.first, self.ahead + other)
            if isinstance(other, int)
            else super().__add__(other)
        )

    def __sub__(self, other: Value) -> Recorded:
        return self + -other if isinstance(other, int) else super().__sub__(other)

    def __eq__(self, other: Value) -> bool:  # type: ignore[override]
        if not isinstance(other, int) or other - self.ahead != 1:
            raise TracingError(f"a rule may ask whether it is at step 1, not at {other!r}")
        return self.first

    def __ne__(self, other: Value) -> bool:  # type: ignore[override]
        return not self == other


_PYTHON: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "neg": operator.neg,
    "abs": abs,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "eq": operator.eq,
    "ne": operator.ne,
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "not": operator.not_,
    "select": lambda condition, a, b: a if condition else b,
}


def _computed(name: str, known: list[Any]) -> Any:
    """The value of an operation on known ones, or None: no branch asks for the others."""
    try:
        return _PYTHON[name](*known) if name in _PYTHON else None
    except ArithmeticError:
        return None


def power(base: Recorded, exponent: Value) -> Recorded:
    """A power, by a function of our own: the same bits whether it is of a column or of the step."""
    exponent = base.tracing.lifted(exponent)
    return Recorded(base.tracing, base.tracing.listing.call("pow", base.index, exponent.index))


def chosen(condition: Recorded, a: Value, b: Value) -> Recorded:
    """a where the condition holds, else b."""
    first, second = condition.tracing.lifted(a), condition.tracing.lifted(b)
    return first if first.index == second.index else condition.applied("select", first, second)
