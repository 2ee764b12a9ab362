"""A scheduler that is stepped at another pace is torch's own, stepped so."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.schedules import (
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    ExponentialLR,
    LinearLR,
    OneCycleLR,
    Paced,
    ReduceLROnPlateau,
    Warmup,
)
from tests.schedules.oracle import assert_same_as_torch
from tests.strategies import instances


@settings(max_examples=30, derandomize=True)
@given(instances(CosineAnnealingWarmRestarts), st.integers(1, 40), st.floats(1e-4, 1.0))
def test_epochs_with_a_fraction_are_those_of_torch(
    schedule: CosineAnnealingWarmRestarts, every: int, lr: float
) -> None:
    assert_same_as_torch(Paced(schedule, every=every, fractions=True), lr, 300, momentum=0.5)


@pytest.mark.parametrize(("T_0", "T_mult", "every"), [(10, 3, 1), (1, 2, 8), (5, 10, 4), (7, 1, 3)])
def test_the_ends_of_cycles_are_those_of_torchs_logarithm(T_0: int, T_mult: int, every: int) -> None:
    assert_same_as_torch(Paced(CosineAnnealingWarmRestarts(T_0, T_mult), every=every, fractions=True), 0.1, 1500)


def test_several_calls_a_step_and_a_call_in_several_steps() -> None:
    whole = CosineAnnealingLR(400).rates(0.1, 400)
    np.testing.assert_array_equal(Paced(CosineAnnealingLR(400), 4, 1).rates(0.1, 100), whole[::4])
    np.testing.assert_array_equal(Paced(CosineAnnealingLR(400), 1, 4).rates(0.1, 400), np.repeat(whole, 4)[:400])
    late = Paced(CosineAnnealingLR(400), 1, 2, start=100)
    np.testing.assert_array_equal(late.rates(0.1, 100), whole[:100])
    assert late.length == 700


def test_a_long_run_is_worked_out_in_pieces() -> None:
    fast = Paced(ExponentialLR(0.9999999), 100, 1).rates(0.1, 30_000)
    np.testing.assert_allclose(fast, ExponentialLR(0.9999999).rates(0.1, 3_000_000)[::100], rtol=1e-9)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Paced(calls=1000), "at most 128"),
        (lambda: Paced(ReduceLROnPlateau()), "step alone"),
        (lambda: Paced(Paced()), "torch can start"),
        (lambda: Paced(LinearLR(), fractions=True), "CosineAnnealingWarmRestarts"),
        (lambda: Paced(CosineAnnealingWarmRestarts.usual(), calls=2, fractions=True), "calls must be 1"),
        (lambda: Warmup(Paced()), "torch can start"),
        (lambda: Paced(OneCycleLR(max_lr=0.1, total_steps=10), 2, 1).rates(0.1, 50), "total_steps"),
    ],
)
def test_what_cannot_be_paced_is_refused(make: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()  # type: ignore[operator]
