"""Evaluates a formula in the step t at many steps at once, with the same bits as Python gives one by one."""

import ast
import math
from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.source import parsed_expression

_AT_ONCE = 8192


def elementwise(source: str) -> Callable[[Integers], Floats]:
    """A function of steps, shape (n,), that gives the value of an expression in t at each, shape (n,).

    It raises an ArithmeticError, a ValueError or a TypeError where Python may raise one for some step, and also where
    numbers leave the range of floats, which Python's whole numbers have not.

    Args:
        source: a trusted expression of t, numbers, + - * / **, abs, min, max and the functions of `math`.
    """
    code = compile(_with_powers(parsed_expression(source)), "<formula>", "eval")

    def evaluate(t: Integers) -> Floats:
        values = np.empty(len(t))
        with np.errstate(divide="raise", over="raise", invalid="raise"):
            for start in range(0, len(t), _AT_ONCE):
                part = slice(start, start + _AT_ONCE)
                values[part] = eval(code, _NAMES, {"t": t[part].astype(float)})
        return values

    return evaluate


def _with_powers(tree: ast.Expression) -> ast.Expression:
    """The tree with power(a, b) for a**b, because numpy's powers have bits of their own; of any depth."""
    for node in list(ast.walk(tree)):
        for name, value in ast.iter_fields(node):
            if isinstance(value, list):
                setattr(node, name, [_power_call(item) for item in value])
            else:
                setattr(node, name, _power_call(value))
    return ast.fix_missing_locations(tree)


def _power_call(node: Any) -> Any:
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)):
        return node
    call = ast.Call(ast.Name("power", ast.Load()), [node.left, node.right], [])
    call.args = [_power_call(argument) for argument in call.args]
    return call


def _each(function: Callable[..., Any], *operands: Any) -> Any:
    """A function of Python floats on each value of arrays or numbers."""
    if not any(isinstance(operand, np.ndarray) for operand in operands):
        return function(*operands)
    columns = [column.tolist() for column in np.broadcast_arrays(*operands)]
    return np.fromiter(map(function, *columns), float, len(columns[0]))


def _power(base: Any, exponent: Any) -> Any:
    return _each(pow, base, exponent)


class _Mathematics:
    """`math` for arrays: the square root and the floor are exact everywhere, the rest comes from `math` itself."""

    sqrt = staticmethod(np.sqrt)
    floor = staticmethod(np.floor)

    def __getattr__(self, name: str) -> Any:
        known = getattr(math, name)
        return (lambda *operands: _each(known, *operands)) if callable(known) else known


_NAMES = {
    "__builtins__": {},
    "math": _Mathematics(),
    "power": _power,
    "abs": np.abs,
    "min": lambda *operands: reduce(np.minimum, operands),
    "max": lambda *operands: reduce(np.maximum, operands),
}
