"""What each operation of a formula computes on numpy arrays."""

import operator
from collections.abc import Callable
from typing import Any

import numpy as np


def _power_by_base(base: Any, exponent: Any) -> Any:
    """The derivative of base**exponent by the base; as in torch, it is 0 for the exponent 0."""
    return np.where(exponent == 0, 0.0, exponent * np.power(base, exponent - 1.0))


def _power_by_exponent(base: Any, exponent: Any) -> Any:
    """The derivative of base**exponent by the exponent; as in torch, 0 for the base 0 unless that is negative."""
    return np.where((base == 0) & (exponent >= 0), 0.0, np.power(base, exponent) * np.log(base))


def _sigmoid(value: Any) -> Any:
    small = np.exp(-np.abs(value))
    return np.where(value >= 0, 1.0, small) / (1.0 + small)


def _max(left: Any, right: Any) -> Any:
    return np.where((left > right) | (left != left), left, right)


def _min(left: Any, right: Any) -> Any:
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


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "neg": operator.neg,
    "abs": abs,
    "share_of_max": _share_of_max,
    "share_of_min": _share_of_min,
    "**": np.power,
    "quotient": np.divide,
    "power_by_base": _power_by_base,
    "power_by_exponent": _power_by_exponent,
    "sqrt": np.sqrt,
    "exp": np.exp,
    "log": np.log,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "tanh": np.tanh,
    "floor": np.floor,
    "sign": np.sign,
    "sigmoid": _sigmoid,
    "logaddexp": np.logaddexp,
    "min": _min,
    "max": _max,
    "fill": _fill,
}
