"""Lists of operations computed with numpy, on whole columns."""

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from lrviz.kernels.functions import function
from lrviz.kernels.operations import CHUNKS, Listing


def computed(
    listing: Listing,
    order: Sequence[int],
    source: Callable[[str], Any],
    operations: Mapping[str, Callable[..., Any]] | None = None,
    values: dict[int, Any] | None = None,
) -> dict[int, Any]:
    """The values of some operations, by their index.

    Args:
        listing: the operations.
        order: those that are wanted, and all that they are made of, in rising order.
        source: gives an input by its name, a number or an array.
        operations: `NUMPY`, which is the default, or `FLOATS` where all are Python's floats.
        values: where they are put as they come, for the source to see; a new dict by default.
    """
    operations = NUMPY if operations is None else operations
    values = {} if values is None else values
    for index in order:
        name, operands, number, word = listing.operations[index]
        if name == "number":
            values[index] = number
        elif name == "input":
            values[index] = source(word)
        elif name == "call":
            values[index] = called(word, [values[operand] for operand in operands])
        elif name == "rarely":
            values[index] = _rarely(word, *(values[operand] for operand in operands))
        else:
            values[index] = operations[name](*(values[operand] for operand in operands))
    return values


def called(name: str, arguments: Sequence[Any]) -> Any:
    """A function of our own, of numbers or arrays."""
    known = function(name)
    source = {f"argument.{index}": argument for index, argument in enumerate(arguments)}.__getitem__
    return computed(known.listing, known.order, source)[known.output]


def _rarely(name: str, condition: Any, usual: Any, *arguments: Any) -> Any:
    """A function where a condition holds, and what is usual elsewhere."""
    if not np.any(condition):
        return usual
    condition, usual, *given = np.broadcast_arrays(condition, usual, *arguments)
    found = np.array(usual)
    found[condition] = called(name, [argument[condition] for argument in given])
    return found[()]


def _bits(value: Any) -> Any:
    return np.asarray(value, dtype=np.float64).view(np.uint64)


def _float(bits: Any) -> Any:
    return np.asarray(bits, dtype=np.uint64).view(np.float64)[()]


_CHUNKS = np.array(CHUNKS)
_FIFTY_TWO = np.uint64(52)
_BIAS = 1023.0 + 2.0**52


def _power_of_two(value: Any) -> Any:
    return _float(_bits(value + _BIAS) << _FIFTY_TWO)


def _exponent(value: Any) -> Any:
    return _float(_bits(value) >> _FIFTY_TWO | _bits(2.0**52)) - _BIAS


def _significand(value: Any) -> Any:
    return _float(_bits(value) & np.uint64(2**52 - 1) | _bits(1.0))


def _head(value: Any) -> Any:
    return _float(_bits(value) & np.uint64(2**64 - 2**27))


NUMPY: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "neg": np.negative,
    "abs": np.absolute,
    "sqrt": np.sqrt,
    "floor": np.floor,
    "nearest": np.rint,
    "single": lambda value: np.asarray(value).astype(np.float32).astype(np.float64)[()],
    "power_of_two": _power_of_two,
    "exponent": _exponent,
    "significand": _significand,
    "head": _head,
    "chunk": lambda place: np.take(_CHUNKS, np.asarray(place).astype(np.int64)),
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
    "eq": np.equal,
    "ne": np.not_equal,
    "and": np.logical_and,
    "or": np.logical_or,
    "not": np.logical_not,
    "select": np.where,
}
"""Each operation but inputs, numbers and calls."""


def _on_floats(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """An operation of Python with numpy's values where Python raises."""

    def applied(*operands: Any) -> Any:
        try:
            return function(*operands)
        except (ArithmeticError, ValueError):
            with np.errstate(all="ignore"):
                return float(NUMPY[name](*map(np.float64, operands)))

    return applied


FLOATS: dict[str, Callable[..., Any]] = {
    **{name: lambda *operands, name=name: NUMPY[name](*operands).item() for name in NUMPY},
    **{name: getattr(operator, name) for name in ("add", "sub", "mul", "neg", "lt", "le", "gt", "ge", "eq", "ne")},
    "abs": abs,
    "div": _on_floats("div", operator.truediv),
    "sqrt": _on_floats("sqrt", math.sqrt),
    "and": lambda one, other: one and other,
    "or": lambda one, other: one or other,
    "not": operator.not_,
    "select": lambda condition, one, other: one if condition else other,
}
"""The same on Python's floats, which is quicker for a single number."""
