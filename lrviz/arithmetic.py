"""The arithmetic of update rules, once for Python floats and once for numpy blocks, equal bit for bit.

A third one, `kernels.recording`, writes down what is done: it is what runs on a function go through.
"""

import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

Value: TypeAlias = Any
"""A Python float, or an array of any shape."""


@dataclass(frozen=True)
class Arithmetic:
    """What an update rule may use besides + - * / and unary minus.

    A rule may write with += -= *= /= into a value that it made itself or that it may use up: on blocks this is up to
    twice as fast as a new array for each operation, on floats it is the same. `+value` is a copy.

    `where(condition, a, b)` evaluates both sides. `sign` is 0 at 0 and, as in torch, at NaN; NaN passes through the
    others. `each(function, step, *hyperparameters)` applies a function of Python floats, the step's number first, whose
    powers have torch's bits; where columns differ in hyperparameters it is called once for each distinct value, so that
    all it needs must be given to it, and must be hyperparameters. `power` is a power of any two values, within an ulp
    of Python's. `single` rounds to the nearest number of 32 bits. `fill(parameter, value)` is a new value with the
    shape of `parameter`. `every` and `some` reduce a condition to a bool.

    Of running averages, of which the hyperparameter `decay` says how much stays at each step: `average(average, value,
    decay)` is one after one more value, `lerp(average, value, 1 - decay)`, and may use both up;
    `bias_correction(decay, step)` is what one that began at 0 is divided by, 1 − decayˢᵗᵉᵖ.
    """

    sqrt: Callable[[Value], Value]
    absolute: Callable[[Value], Value]
    sign: Callable[[Value], Value]
    maximum: Callable[[Value, Value], Value]
    minimum: Callable[[Value, Value], Value]
    where: Callable[[Value, Value, Value], Value]
    power: Callable[[Value, Value], Value]
    single: Callable[[Value], Value]
    each: Callable[..., Value]
    average: Callable[[Value, Value, Value], Value]
    bias_correction: Callable[[Value, int], Value]
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
            move *= weight - 1
            move += end
            return move
        move *= self.where(near, weight, weight - 1)
        move += self.where(near, start, end)
        return move


def _average(average: Value, value: Value, decay: float) -> Value:
    """`lerp(average, value, 1 - decay)`, written into what it is given."""
    weight = 1 - decay
    if weight < 0.5:
        value -= average
        value *= weight
        average += value
        return average
    move = value - average
    move *= weight - 1
    move += value
    return move


def _bias_correction(decay: float, step: int) -> float:
    return 1 - decay**step


def _sign(value: float) -> float:
    return float((value > 0) - (value < 0))


def _block_sign(value: Value) -> Value:
    return (value > 0).astype(float) - (value < 0)


def _maximum(a: float, b: float) -> float:
    return a if a >= b or a != a else b


def _minimum(a: float, b: float) -> float:
    return a if a <= b or a != a else b


def _block_where(condition: Value, a: Value, b: Value) -> Value:
    if isinstance(condition, bool):
        return a if condition else b
    return np.where(condition, a, b)


def _block_power(base: Value, exponent: Value) -> Value:
    bases, exponents = np.broadcast_arrays(base, exponent)
    powers = map(_float_power, bases.ravel().tolist(), exponents.ravel().tolist())
    return np.fromiter(powers, float, bases.size).reshape(bases.shape)


def _float_power(base: float, exponent: float) -> float:
    try:
        return float(base**exponent)
    except (OverflowError, ZeroDivisionError):
        return math.inf


def _single(value: float) -> float:
    (rounded,) = _SINGLE.unpack(_SINGLE.pack(value))
    return float(rounded)


_SINGLE = struct.Struct("f")

FLOATS = Arithmetic(
    sqrt=math.sqrt,
    absolute=abs,
    sign=_sign,
    maximum=_maximum,
    minimum=_minimum,
    where=lambda condition, a, b: a if condition else b,
    power=_float_power,
    single=_single,
    each=lambda function, step, *values: function(step, *values),
    average=_average,
    bias_correction=_bias_correction,
    fill=lambda parameter, value: value,
    every=bool,
    some=bool,
)


BLOCKS = Arithmetic(
    sqrt=np.sqrt,
    absolute=np.abs,
    sign=_block_sign,
    maximum=np.maximum,
    minimum=np.minimum,
    where=_block_where,
    power=_block_power,
    single=lambda value: np.asarray(value).astype(np.float32).astype(float),
    each=lambda function, step, *values: function(step, *values),
    average=_average,
    bias_correction=_bias_correction,
    fill=lambda parameter, value: np.full(np.shape(parameter), value, dtype=float),
    every=lambda condition: condition if isinstance(condition, bool) else bool(np.all(condition)),
    some=lambda condition: condition if isinstance(condition, bool) else bool(np.any(condition)),
)
