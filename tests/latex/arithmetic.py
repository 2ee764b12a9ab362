"""What the signs and functions of formulas mean, on numbers and arrays."""

import math
from collections.abc import Callable
from functools import reduce
from typing import Any, TypeAlias

import numpy as np

Meaning: TypeAlias = Callable[[dict[str, Any]], Any]
"""What an expression is worth, given the values of the names around it."""

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": lambda a, b: a == b,
    r"\ne": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    r"\le": lambda a, b: a <= b,
    r"\ge": lambda a, b: a >= b,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    r"\cos": np.cos,
    r"\tanh": np.tanh,
    r"\exp": np.exp,
    r"\min": lambda *values: reduce(np.minimum, values),
    r"\max": lambda *values: reduce(np.maximum, values),
    "sign": np.sign,
    "clip": np.clip,
    "mean": np.mean,
    "rowmean": lambda value: np.mean(value, axis=1, keepdims=True),
    "colmean": lambda value: np.mean(value, axis=0, keepdims=True).T,
    "RMS": lambda value: np.sqrt(np.mean(np.square(value))),
}


CONSTANTS = {r"\pi": math.pi, "e": math.e, r"\infty": math.inf}


def joined(sign: str, left: Meaning, right: Meaning) -> Meaning:
    if sign == "+":
        return lambda scope: left(scope) + right(scope)
    if sign == "-":
        return lambda scope: left(scope) - right(scope)
    if sign == "/":
        return lambda scope: left(scope) / right(scope)
    if sign == r"\bmod":
        return lambda scope: left(scope) % right(scope)
    return lambda scope: _times(left(scope), right(scope))


def _times(left: Any, right: Any) -> Any:
    """Of matrices the matrix product; a matrix of one row and column is a number."""
    matrices = np.ndim(left) == np.ndim(right) == 2 and 1 not in (np.size(left), np.size(right))
    return left @ right if matrices else left * right


def chosen(cases: list[tuple[Meaning, Meaning]], scope: dict[str, Any]) -> Any:
    """The value of the first case that holds, for each coordinate where the conditions differ."""
    value, condition = cases[0]
    holds = np.asarray(condition(scope))
    if holds.ndim:
        return np.where(holds, value(scope), chosen(cases[1:], scope))
    return value(scope) if holds else chosen(cases[1:], scope)
