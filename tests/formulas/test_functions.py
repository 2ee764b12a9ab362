"""Floats and arrays compute the same bits, whatever the array's length or layout."""

import math

import numpy as np
import pytest

from lrviz.formulas.functions import BLOCK_FUNCTIONS, FLOAT_FUNCTIONS

OPERATIONS = sorted(BLOCK_FUNCTIONS.keys() - {"fill"})
_POWERS = ("**", "power_by_base", "power_by_exponent")
_BINARY = (*_POWERS, "+", "-", "*", "/", "quotient", "logaddexp", "min", "max", "share_of_min", "share_of_max")


def _operands(operation: str, size: int, seed: int) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    spread = rng.normal(size=(2, size)) * 10.0 ** rng.integers(-3, 3, size=(2, size))
    if operation in ("sqrt", "log", *_POWERS):
        spread[0] = np.abs(spread[0])
    return tuple(spread[: 2 if operation in _BINARY else 1])


@pytest.mark.parametrize("operation", OPERATIONS)
def test_bits_do_not_depend_on_length_or_layout(operation: str) -> None:
    on_float, on_block = FLOAT_FUNCTIONS[operation], BLOCK_FUNCTIONS[operation]
    for size in range(1, 71):
        operands = _operands(operation, size, size)
        with np.errstate(all="ignore"):
            block = on_block(*operands)
            strided = on_block(*(np.repeat(o, 3)[::3] for o in operands))
        singly = [_or_nan(on_float, values) for values in zip(*(o.tolist() for o in operands), strict=True)]
        np.testing.assert_array_equal(block.view(np.int64), strided.view(np.int64))
        np.testing.assert_array_equal(block[~np.isnan(singly)], np.array(singly)[~np.isnan(singly)])
        assert not np.isfinite(block[np.isnan(singly)]).any()


def _or_nan(function: object, values: tuple[float, ...]) -> float:
    assert callable(function)
    try:
        return float(function(*values))
    except (ArithmeticError, ValueError):
        return math.nan


EDGES = (0.0, -0.0, 1.0, -1.0, 800.0, -800.0, 1e300, -1e300, 5e-324, math.inf, -math.inf, math.nan)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_edges_agree_or_the_float_raises_where_the_array_is_not_finite(operation: str) -> None:
    pairs = [(value, other) for value in EDGES for other in (value, 2.0, -0.5, 0.0)]
    for operands in pairs if operation in _BINARY else [(value,) for value in EDGES]:
        with np.errstate(all="ignore"):
            block = float(np.asarray(BLOCK_FUNCTIONS[operation](*(np.array([o]) for o in operands)))[0])
        try:
            single = FLOAT_FUNCTIONS[operation](*operands)
        except (ArithmeticError, ValueError):
            assert not math.isfinite(block), operands
            continue
        assert single == block or (math.isnan(single) and math.isnan(block)), operands
        assert math.copysign(1.0, single) == math.copysign(1.0, block) or math.isnan(single), operands
