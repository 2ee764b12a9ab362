"""Phases follow each other as torch's SequentialLR does, each as long as asked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrviz.hyperparameters import HyperparameterError
from lrviz.schedules import (
    Chained,
    Constant,
    ConstantWithWarmup,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    ExponentialLR,
    LinearLR,
    OneMinusSqrt,
    Phase,
    Phases,
    Sequential,
    StepLR,
    Warmup,
    WarmupStableDecay,
    scaled,
)
from tests.schedules.oracle import assert_same_as_torch

WARM = Phase(ConstantWithWarmup.usual(), 0.1)


def test_by_default_a_warmup_and_a_cosine_to_the_end() -> None:
    schedule = Phases(total_steps=1000)
    assert schedule.length == 1000
    assert schedule.lengths() == (100, 900)
    assert schedule.sequence == Sequential((ConstantWithWarmup(100), CosineAnnealingLR(900)), (100,))
    np.testing.assert_array_equal(schedule.rates(0.3, 1000), schedule.sequence.rates(0.3, 1000))
    assert schedule.rates(0.3, 1000).max() == 0.3


def test_a_trapezoid_is_three_phases_and_a_warmup_of_no_steps_is_none() -> None:
    schedule = Phases((WARM, Phase(Constant(), 0.7), Phase(OneMinusSqrt.usual(), 0.2)), 500)
    expected = WarmupStableDecay(50, 350, 100, decay_shape="1-sqrt").rates(0.3, 600)
    np.testing.assert_allclose(schedule.rates(0.3, 600), expected, rtol=1e-12)
    unwarmed = Phases((Phase(ConstantWithWarmup(warmup_steps=0), 0.3), Phase(CosineAnnealingLR.usual(), 0.7)), 100)
    np.testing.assert_array_equal(unwarmed.rates(0.2, 30), np.full(30, 0.2))


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8), st.integers(1, 1_000_000))
def test_shares_of_one_leave_no_step_and_none_over(weights: list[int], total: int) -> None:
    shares = [weight / sum(weights) for weight in weights]
    lengths = Phases(tuple(Phase(Constant(), share) for share in shares), total).lengths()
    assert sum(lengths) == total
    assert all(abs(steps - share * total) < 1.01 for steps, share in zip(lengths, shares, strict=True))


def test_steps_stay_as_given_beside_shares_and_a_phase_of_none_is_left_out() -> None:
    phases = tuple(Phase(Constant(), *length) for length in ((1 / 3, "share"), (17, "steps"), (0.1, "share")))
    assert Phases(phases, 100).lengths() == (33, 17, 10)
    assert Phases(phases, 101).lengths()[1] == 17
    whole = (Phase(LinearLR(), 0, "steps"), Phase(StepLR.usual(), 0.001), Phase(CosineAnnealingLR.usual(), 60, "steps"))
    assert Phases(whole, 100).sequence == Sequential((CosineAnnealingLR(60),), ())
    assert_same_as_torch(Phases(whole, 100), 0.1, 130)


def test_what_repeats_keeps_its_rounds() -> None:
    restarts = CosineAnnealingWarmRestarts(T_0=30)
    schedule = Phases((WARM, Phase(restarts, 0.5), Phase(Warmup(restarts, steps=7), 0.4)), 500)
    assert schedule.sequence.schedules[1:] == (restarts, Warmup(restarts, steps=7))
    assert scaled(schedule, 2).sequence.schedules[1] == CosineAnnealingWarmRestarts(T_0=60)


def test_a_warmup_inside_is_laid_out_flat() -> None:
    schedule = Phases(
        (Phase(ExponentialLR.usual(), 20, "steps"), Phase(Warmup(CosineAnnealingLR(90), 10), 50, "steps"))
    )
    assert [start for _, start in schedule.sequence.stages()] == [0, 20, 25]
    assert_same_as_torch(schedule, 0.1, 100)


@pytest.mark.parametrize("first", [Sequential.usual(), Chained.usual(), Phases()])
def test_combinations_may_only_be_first(first: Sequential | Chained | Phases) -> None:
    schedule = Phases((Phase(first, 0.5), Phase(CosineAnnealingLR.usual(), 0.5)), 120)
    assert_same_as_torch(schedule, 0.1, 150)
    with pytest.raises(HyperparameterError, match=r"Phases.phases must have no SequentialLR .*, got"):
        Phases((WARM, Phase(first, 0.5)))
