"""Both arithmetics give the same bits."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrviz.arithmetic import BLOCKS, FLOATS, Arithmetic

NUMBERS = st.floats(allow_nan=True, allow_infinity=True, width=64)


def every_operation(ops: Arithmetic, a: Any, b: Any) -> list[Any]:
    """The operations that a rule may use on any two values."""
    small = ops.absolute(a)
    chosen = ops.where(a < b, a, b)
    return [small, ops.sqrt(small), ops.sign(a), ops.maximum(a, b), ops.minimum(a, b), chosen, ops.fill(a, b)]


@given(a=NUMBERS, b=NUMBERS)
def test_floats_and_blocks_agree(a: float, b: float) -> None:
    with np.errstate(all="ignore"):
        together = every_operation(BLOCKS, np.full((2, 3), a), np.full((2, 3), b))
    for alone, block in zip(every_operation(FLOATS, a, b), together, strict=True):
        assert np.array_equal(np.full((2, 3), alone), block, equal_nan=True)


@given(values=st.lists(st.floats(-1e38, 1e38) | st.floats(-1e-30, 1e-30), min_size=1))
def test_singles_are_rounded_as_numpy_rounds_them(values: list[float]) -> None:
    rounded = np.array(values, dtype=np.float32).astype(float).tolist()
    assert [FLOATS.single(value) for value in values] == BLOCKS.single(np.array(values)).tolist() == rounded


def test_what_is_too_large_for_a_single_is_infinite() -> None:
    with np.errstate(over="ignore"):
        assert BLOCKS.single(np.array([1e39])).tolist() == [FLOATS.single(1e39)] == [math.inf]


@given(weights=st.lists(st.floats(0, 1), min_size=1, max_size=9), start=st.floats(-1e9, 1e9), end=st.floats(-1e9, 1e9))
def test_lerp_changes_formula_at_one_half(weights: list[float], start: float, end: float) -> None:
    block = BLOCKS.lerp(np.full((2, len(weights)), start), end, np.array(weights))
    alone = [FLOATS.lerp(start, end, weight) for weight in weights]
    assert block.tolist() == [alone, alone]
    assert FLOATS.lerp(start, end, 1.0) == end
    assert FLOATS.lerp(start, end, 0.0) == start


@given(decay=st.floats(0, 1), old=st.floats(-1e9, 1e9), new=st.floats(-1e9, 1e9))
def test_averages_are_lerps(decay: float, old: float, new: float) -> None:
    alone = FLOATS.average(old, new, decay)
    assert alone == FLOATS.lerp(old, new, 1 - decay)
    assert BLOCKS.average(np.full((2, 3), old), np.full((2, 3), new), decay).tolist() == [[alone] * 3] * 2


@given(base=st.floats(0, 1e3).filter(lambda b: b == 0 or b > 1e-5), exponent=st.floats(-50, 50))
def test_power_is_pythons(base: float, exponent: float) -> None:
    power = BLOCKS.power(np.array([base, 2.0]), exponent)
    assert power[0] == FLOATS.power(base, exponent)
    assert power[1] == 2.0**exponent
    if base > 0:
        assert power[0] == pytest.approx(math.exp(exponent * math.log(base)), rel=1e-9, abs=1e-300)
