"""What each operation computes, once for Python floats and once for numpy arrays, equal bit for bit.

Python's own exp, log, sin and so on differ from numpy's in the last bit, so floats go through numpy as well. Where
numpy would warn and give inf or NaN, the float functions may raise as Python does.
"""

import math
import operator
import sys
from collections.abc import Callable
from typing import Any

import numpy as np


def _through_numpy(function: Callable[..., Any], allowed: Callable[[float], bool]) -> Callable[[float], float]:
    def on_float(value: float) -> float:
        if allowed(value):
            return float(function(value))
        raise ValueError

    return on_float


_LARGEST_EXPONENT = math.log(sys.float_info.max)


def _exp(value: float) -> float:
    if value > _LARGEST_EXPONENT:
        raise OverflowError
    return float(np.exp(value))


def _log(value: float) -> float:
    if value <= 0.0:
        raise ValueError
    return float(np.log(value))


def _power(base: float, exponent: float) -> float:
    with np.errstate(all="ignore"):
        return float(np.power(base, exponent))


def _block_power_by_base(base: Any, exponent: Any) -> Any:
    """The derivative of base**exponent by the base; as in torch, it is 0 for the exponent 0."""
    return np.where(exponent == 0, 0.0, exponent * np.power(base, exponent - 1.0))


def _block_power_by_exponent(base: Any, exponent: Any) -> Any:
    """The derivative of base**exponent by the exponent; as in torch, 0 for the base 0 unless that is negative."""
    return np.where((base == 0) & (exponent >= 0), 0.0, np.power(base, exponent) * np.log(base))


def _power_by_base(base: float, exponent: float) -> float:
    return 0.0 if exponent == 0 else exponent * _power(base, exponent - 1.0)


def _power_by_exponent(base: float, exponent: float) -> float:
    return 0.0 if base == 0 and exponent >= 0 else _power(base, exponent) * _log(base)


def _logaddexp(left: float, right: float) -> float:
    with np.errstate(all="ignore"):
        return float(np.logaddexp(left, right))


def _sigmoid(value: float) -> float:
    small = float(np.exp(-abs(value)))
    return (1.0 if value >= 0 else small) / (1.0 + small)


def _block_sigmoid(value: Any) -> Any:
    small = np.exp(-np.abs(value))
    return np.where(value >= 0, 1.0, small) / (1.0 + small)


def _sign(value: float) -> float:
    return math.nan if value != value else float((value > 0) - (value < 0))


def _block_max(left: Any, right: Any) -> Any:
    return np.where((left > right) | (left != left), left, right)


def _block_min(left: Any, right: Any) -> Any:
    return np.where((left < right) | (left != left), left, right)


def _share_of_max(left: Any, right: Any) -> Any:
    """The derivative of max(left, right) by left, as in torch.maximum: a tie is shared half and half."""
    return 1.0 - (left < right) - 0.5 * (left == right)


def _share_of_min(left: Any, right: Any) -> Any:
    """The derivative of min(left, right) by left, as in torch.minimum: a tie is shared half and half."""
    return 1.0 - (left > right) - 0.5 * (left == right)


def _fill(value: Any, *like: Any) -> Any:
    shape = np.broadcast_shapes(np.shape(value), *(np.shape(array) for array in like))
    return np.array(np.broadcast_to(np.asarray(value, dtype=float), shape))


_OPERATORS: dict[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "neg": operator.neg,
    "abs": abs,
    "share_of_max": _share_of_max,
    "share_of_min": _share_of_min,
}

BLOCK_FUNCTIONS: dict[str, Callable[..., Any]] = _OPERATORS | {
    "**": np.power,
    "quotient": np.divide,
    "power_by_base": _block_power_by_base,
    "power_by_exponent": _block_power_by_exponent,
    "sqrt": np.sqrt,
    "exp": np.exp,
    "log": np.log,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "tanh": np.tanh,
    "floor": np.floor,
    "sign": np.sign,
    "sigmoid": _block_sigmoid,
    "logaddexp": np.logaddexp,
    "min": _block_min,
    "max": _block_max,
    "fill": _fill,
}

FLOAT_FUNCTIONS: dict[str, Callable[..., Any]] = _OPERATORS | {
    "**": _power,
    "quotient": operator.truediv,
    "power_by_base": _power_by_base,
    "power_by_exponent": _power_by_exponent,
    "sqrt": math.sqrt,
    "exp": _exp,
    "log": _log,
    "sin": _through_numpy(np.sin, lambda value: not math.isinf(value)),
    "cos": _through_numpy(np.cos, lambda value: not math.isinf(value)),
    "tan": _through_numpy(np.tan, lambda value: not math.isinf(value)),
    "tanh": _through_numpy(np.tanh, lambda value: True),
    "floor": _through_numpy(np.floor, lambda value: True),
    "sign": _sign,
    "sigmoid": _sigmoid,
    "logaddexp": _logaddexp,
    "min": lambda left, right: left if left < right or left != left else right,
    "max": lambda left, right: left if left > right or left != left else right,
    "fill": lambda value, *like: value,
}
