"""The arithmetic of update rules, once for Python floats and once for numpy blocks, equal bit for bit."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

Value: TypeAlias = Any
"""A Python float, or an array of shape (2, N) or (N,): one column for each trajectory."""


@dataclass(frozen=True)
class Arithmetic:
    """What an update rule may use besides + - * / and unary minus.

    A rule may write with += -= *= /= into a value that it made itself, and never into one that it was given: on blocks
    this is twice as fast as a new array for each operation, on floats it is the same.

    `where(condition, a, b)` evaluates both sides. `sign` is 0 at 0 and, as in torch, at NaN; NaN passes through the
    others. `each(function, *hyperparameters)` applies a function of Python floats, whose powers have torch's bits; on
    columns it is called once for each distinct value, so its arguments must be hyperparameters. `power` is Python's
    power of any two values. `fill(parameter, value)` has the shape of `parameter`. `every` and `some` reduce a
    condition to a bool.
    """

    sqrt: Callable[[Value], Value]
    absolute: Callable[[Value], Value]
    sign: Callable[[Value], Value]
    maximum: Callable[[Value, Value], Value]
    minimum: Callable[[Value, Value], Value]
    where: Callable[[Value, Value, Value], Value]
    power: Callable[[Value, Value], Value]
    each: Callable[..., Value]
    fill: Callable[[Value, Value], Value]
    every: Callable[[Value], bool]
    some: Callable[[Value], bool]

    def lerp(self, start: Value, end: Value, weight: Value) -> Value:
        """`torch.lerp`: from start to end by weight, with torch's change of formula at weight 0.5."""
        near = abs(weight) < 0.5
        move = end - start
        if self.every(near):
            move *= weight
            move += start
            return move
        if not self.some(near):
            move *= 1 - weight
            return end - move
        move *= self.where(near, weight, -(1 - weight))
        move += self.where(near, start, end)
        return move


def _sign(value: float) -> float:
    return float((value > 0) - (value < 0))


def _block_sign(value: Value) -> Value:
    return (value > 0).astype(float) - (value < 0)


def _maximum(a: float, b: float) -> float:
    return a if a >= b or a != a else b


def _minimum(a: float, b: float) -> float:
    return a if a <= b or a != a else b


class _Each:
    """Functions of hyperparameter columns, taken once for each distinct value; it remembers the columns it has seen."""

    def __init__(self) -> None:
        self._seen: dict[tuple[int, ...], tuple[tuple[Value, ...], list[Any], Value]] = {}

    def __call__(self, function: Callable[..., float], *columns: Value) -> Value:
        for column in columns:
            if isinstance(column, np.ndarray):
                break
        else:
            return function(*columns)
        _, distinct, inverse = self._distinct(columns)
        return np.array([function(*values) for values in distinct])[inverse]

    def _distinct(self, columns: tuple[Value, ...]) -> tuple[tuple[Value, ...], list[Any], Value]:
        key = tuple(map(id, columns))
        if key not in self._seen:
            if len(self._seen) >= 16:
                self._seen.clear()
            rows = np.stack(np.broadcast_arrays(*columns))
            distinct, inverse = np.unique(rows, axis=1, return_inverse=True)
            self._seen[key] = (columns, distinct.T.tolist(), inverse.ravel())
        return self._seen[key]


def _block_power(base: Value, exponent: Value) -> Value:
    bases, exponents = np.broadcast_arrays(base, exponent)
    powers = map(_float_power, bases.ravel().tolist(), exponents.ravel().tolist())
    return np.fromiter(powers, float, bases.size).reshape(bases.shape)


def _float_power(base: float, exponent: float) -> float:
    try:
        return float(base**exponent)
    except (OverflowError, ZeroDivisionError):
        return math.inf


FLOATS = Arithmetic(
    sqrt=math.sqrt,
    absolute=abs,
    sign=_sign,
    maximum=_maximum,
    minimum=_minimum,
    where=lambda condition, a, b: a if condition else b,
    power=_float_power,
    each=lambda function, *values: function(*values),
    fill=lambda parameter, value: value,
    every=bool,
    some=bool,
)


def blocks() -> Arithmetic:
    """A fresh arithmetic for numpy blocks: it remembers the hyperparameter columns of one run."""
    return Arithmetic(
        sqrt=np.sqrt,
        absolute=np.abs,
        sign=_block_sign,
        maximum=np.maximum,
        minimum=np.minimum,
        where=np.where,
        power=_block_power,
        each=_Each(),
        fill=lambda parameter, value: np.broadcast_to(np.asarray(value, dtype=float), np.shape(parameter)),
        every=lambda condition: condition if isinstance(condition, bool) else bool(np.all(condition)),
        some=lambda condition: condition if isinstance(condition, bool) else bool(np.any(condition)),
    )
