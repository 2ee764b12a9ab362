"""Traps of lengths that do not fit the run: each is found, and what is nearly one is left alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrviz.analysis import Trap
from lrviz.schedules import (
    Chained,
    Constant,
    ConstantLR,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CosineDecay,
    CosineWithWarmup,
    CyclicLR,
    ExponentialLR,
    InverseSqrt,
    LinearLR,
    LinearWithWarmup,
    MultiStepLR,
    Noam,
    OneCycleLR,
    OneMinusSqrt,
    PiecewiseConstant,
    PiecewiseLinear,
    PolynomialLR,
    Schedule,
    Sequential,
    StepLR,
    Warmup,
    WarmupStableDecay,
)
from tests.analysis.examining import epochs, found

LENGTHS = st.integers(100, 3000)


def mended(trap: Trap) -> Schedule:
    """The schedule of a trap's fix."""
    assert trap.fix is not None
    return trap.fix.schedule


@given(LENGTHS, st.floats(0.3, 0.9))
def test_a_cosine_over_too_soon_climbs_again(run: int, share: float) -> None:
    T_max = int(run * share)
    trap = found(CosineAnnealingLR(T_max=T_max), run)["climbs again"]
    assert trap.step == T_max
    assert trap.severity == "warning"
    assert mended(trap) == CosineAnnealingLR(T_max=run)
    assert trap.fix_label == f"Set T_max to {run:,}"


@given(LENGTHS)
def test_a_cosine_that_ends_with_the_run_is_left_alone(run: int) -> None:
    assert not found(CosineAnnealingLR(T_max=run), run)
    assert not found(CosineAnnealingLR(T_max=run - 1), run)


@given(LENGTHS, st.integers(1, 50))
def test_a_cosine_behind_a_warmup_fits_what_is_left(run: int, warmup: int) -> None:
    trap = found(Warmup(CosineAnnealingLR(T_max=run // 3), steps=warmup), run)["climbs again"]
    assert trap.step == run // 3 + warmup
    assert mended(trap) == Warmup(CosineAnnealingLR(T_max=run - warmup), steps=warmup)
    assert not found(mended(trap), run)


@pytest.mark.parametrize(
    ("schedule", "fixed"),
    [
        (
            Sequential((LinearLR(0.1, 1.0, 50), CosineAnnealingLR(T_max=200)), (50,)),
            Sequential((LinearLR(0.1, 1.0, 50), CosineAnnealingLR(T_max=450)), (50,)),
        ),
        (
            Chained((ConstantLR(0.1, 20), CosineAnnealingLR(T_max=300))),
            Chained((ConstantLR(0.1, 20), CosineAnnealingLR(T_max=500))),
        ),
        (CosineWithWarmup(50, 300), CosineWithWarmup(50, 500)),
        (CosineWithWarmup(50, 300, num_cycles=0.4), CosineWithWarmup(50, 500, num_cycles=0.4)),
        (
            Sequential((CosineAnnealingLR(T_max=100), ExponentialLR()), (200,)),
            Sequential((CosineAnnealingLR(T_max=200), ExponentialLR()), (200,)),
        ),
    ],
)
def test_a_cosine_inside_another_schedule_climbs_again(schedule: Schedule, fixed: Schedule) -> None:
    assert mended(found(schedule, 500)["climbs again"]) == fixed


@pytest.mark.parametrize(
    "schedule",
    [
        CosineAnnealingWarmRestarts(T_0=100),
        CosineWithWarmup(50, 500, num_cycles=2.0),
        CosineWithWarmup(50, 500, num_cycles=0.3),
        CosineDecay(total_steps=300),
        CyclicLR(step_size_up=20, cycle_momentum=False),
        Constant(),
    ],
)
def test_cycles_that_are_meant_do_not_climb_again(schedule: Schedule) -> None:
    assert "climbs again" not in found(schedule, 500)


def test_a_short_cosine_by_epochs_is_planned_for_the_last_epoch() -> None:
    floored = CosineAnnealingLR(T_max=10, eta_min=1e-3)
    trap = found(floored, epochs(10), by_epoch=True)["ends above its floor"]
    assert trap.severity == "note"
    assert trap.step == 900
    assert mended(trap) == CosineAnnealingLR(T_max=9, eta_min=1e-3)
    assert "ends above its floor" not in found(mended(trap), epochs(10), by_epoch=True)


def test_no_epoch_is_given_away_for_a_floor_of_zero() -> None:
    assert not found(CosineAnnealingLR(T_max=10), epochs(10), by_epoch=True)
    assert mended(found(CosineAnnealingLR(T_max=5), epochs(10), by_epoch=True)["climbs again"]) == CosineAnnealingLR(
        T_max=10
    )


@pytest.mark.parametrize(
    ("schedule", "fixed"),
    [
        (CosineAnnealingLR(T_max=1000), CosineAnnealingLR(T_max=500)),
        (LinearLR(1.0, 0.0, 800), LinearLR(1.0, 0.0, 500)),
        (PolynomialLR(total_iters=900), PolynomialLR(total_iters=500)),
        (LinearWithWarmup(50, 1000), LinearWithWarmup(50, 500)),
        (OneMinusSqrt(total_steps=700), OneMinusSqrt(total_steps=500)),
        (
            OneCycleLR(max_lr=0.1, total_steps=900, cycle_momentum=False),
            OneCycleLR(max_lr=0.1, total_steps=500, cycle_momentum=False),
        ),
        (WarmupStableDecay(50, 350, 150), WarmupStableDecay(50, 300, 150)),
        (Warmup(CosineAnnealingLR(T_max=900), steps=100), Warmup(CosineAnnealingLR(T_max=400), steps=100)),
        (CosineDecay(total_steps=2000, floor=0.1), CosineDecay(total_steps=500, floor=0.1)),
    ],
)
def test_a_decay_planned_for_more_than_the_run_ends_above_its_floor(schedule: Schedule, fixed: Schedule) -> None:
    trap = found(schedule, 500)["ends above its floor"]
    assert trap.step == 499
    assert trap.severity == "warning"
    assert mended(trap) == fixed
    assert not found(fixed, 500)


@pytest.mark.parametrize(
    "schedule",
    [
        CosineAnnealingLR(T_max=505),
        LinearWithWarmup(50, 500),
        WarmupStableDecay(50, 350, 100),
        ExponentialLR(gamma=0.999),
        LinearLR(0.1, 1.0, 50),
        InverseSqrt(warmup_steps=50),
        CosineAnnealingLR(T_max=900, eta_min=0.2),
    ],
)
def test_decays_that_reach_their_floor_or_have_none_are_left_alone(schedule: Schedule) -> None:
    assert not found(schedule, 500)


def test_a_linear_decay_of_few_steps_ends_one_step_too_late() -> None:
    trap = found(LinearWithWarmup(5, 50), 50)["ends above its floor"]
    assert (trap.severity, mended(trap)) == ("note", LinearWithWarmup(5, 49))
    assert not found(LinearWithWarmup(5, 49), 50)


@given(LENGTHS, st.floats(1.0, 5.0))
def test_a_warmup_as_long_as_the_run_is_found(run: int, times: float) -> None:
    steps = int(run * times * 1.02) + 2
    trap = found(Warmup(Constant(), steps=steps), run)["warmup longer than the run"]
    assert mended(trap) == Warmup(Constant(), steps=run // 10)
    assert not found(mended(trap), run)


@given(LENGTHS)
def test_a_warmup_of_a_tenth_is_left_alone(run: int) -> None:
    assert not found(Warmup(Constant(), steps=run // 10), run)
    assert not found(Warmup(Constant(), steps=run - 1), run)


@pytest.mark.parametrize(
    ("schedule", "fixed", "reached"),
    [
        (LinearLR(0.1, 1.0, 1000), LinearLR(0.1, 1.0, 50), "55 %"),
        (LinearWithWarmup(1000, 1000), LinearWithWarmup(50, 1000), "50 %"),
        (InverseSqrt(warmup_steps=998), InverseSqrt(warmup_steps=50), "50 %"),
        (LinearLR(0.1, 1.0, 0), LinearLR(0.1, 1.0, 50), "10 %"),
        (
            Sequential((ExponentialLR(), LinearLR(0.1, 1.0, 1000)), (100,)),
            Sequential((ExponentialLR(), LinearLR(0.1, 1.0, 40)), (100,)),
            "46 %",
        ),
    ],
)
def test_a_rise_says_how_far_it_gets(schedule: Schedule, fixed: Schedule, reached: str) -> None:
    trap = found(schedule, 500)["warmup longer than the run"]
    assert f"{reached} of" in trap.sentence
    assert mended(trap) == fixed


def test_a_cycle_that_is_cut_off_never_reaches_its_peak() -> None:
    trap = found(OneCycleLR(max_lr=0.1, total_steps=5000, cycle_momentum=False), 500)["never reaches its peak"]
    assert mended(trap) == OneCycleLR(max_lr=0.1, total_steps=500, cycle_momentum=False)
    trap = found(CyclicLR(max_lr=0.1, cycle_momentum=False), 500)["never reaches its peak"]
    assert "26 % of its peak" in trap.sentence
    assert not found(mended(trap), 500)
    cut = Sequential((OneCycleLR(max_lr=0.1, total_steps=5000, cycle_momentum=False), Constant()), (100,))
    assert found(cut, 500)["never reaches its peak"].step == 0


def test_a_cycle_that_peaks_in_time_is_left_alone() -> None:
    assert not found(OneCycleLR(max_lr=0.1, total_steps=500, cycle_momentum=False), 500)
    assert not found(CyclicLR(max_lr=0.1, step_size_up=400, cycle_momentum=False), 500)


@pytest.mark.parametrize(
    ("schedule", "fixed"),
    [
        (MultiStepLR((250, 600)), MultiStepLR((167, 400))),
        (MultiStepLR((250, 500)), MultiStepLR((200, 400))),
        (StepLR(step_size=500), StepLR(step_size=400)),
        (PiecewiseConstant((250, 1000), (1.0, 0.1, 0.01)), PiecewiseConstant((100, 400), (1.0, 0.1, 0.01))),
        (PiecewiseLinear(((0.0, 1.0), (1000.0, 0.1))), PiecewiseLinear(((0.0, 1.0), (500.0, 0.1)))),
        (
            Sequential((Constant(), LinearLR(1.0, 0.1, 200)), (800,)),
            Sequential((Constant(), LinearLR(1.0, 0.1, 100)), (400,)),
        ),
    ],
)
def test_milestones_beyond_the_end_are_scaled_into_the_run(schedule: Schedule, fixed: Schedule) -> None:
    trap = found(schedule, 500)["milestone beyond the end"]
    assert mended(trap) == fixed
    assert "milestone beyond the end" not in found(fixed, 500)


@pytest.mark.parametrize(
    "schedule",
    [
        MultiStepLR((250, 499)),
        MultiStepLR((400, 250)),
        StepLR(step_size=499),
        PiecewiseConstant((250, 499), (1.0, 0.1, 0.01)),
        PiecewiseLinear(((0.0, 1.0), (500.0, 0.1))),
        PiecewiseLinear(((0.0, 1.0), (400.0, 0.1), (900.0, 0.1))),
        Sequential((Constant(), ExponentialLR()), (499,)),
    ],
)
def test_milestones_at_the_last_step_are_left_alone(schedule: Schedule) -> None:
    assert not found(schedule, 500)


def test_milestones_that_do_not_rise_skip_a_stage() -> None:
    stages = (Constant(), ExponentialLR(0.9), PolynomialLR(total_iters=400))
    trap = found(Sequential(stages, (200, 100)), 500)["skips a stage"]
    assert "exponential γ=0.9" in trap.sentence
    assert mended(trap) == Sequential(stages, (100, 200))
    others = Sequential((stages[0], StepLR(step_size=7), stages[2]), (200, 100))
    assert np.array_equal(others.rates(0.1, 500), Sequential(stages, (200, 100)).rates(0.1, 500))
    assert found(Sequential(stages, (100, 100)), 500)["skips a stage"].fix is None
    assert "skips a stage" not in found(Sequential(stages, (100, 200)), 500)


def test_a_rate_of_zero_for_a_tail_is_wasted() -> None:
    trap = found(LinearWithWarmup(50, 400), 500)["stands still at the end"]
    assert trap.step == 400
    assert "100 steps" in trap.sentence
    assert mended(trap) == LinearWithWarmup(50, 500)
    assert "stands still at the end" not in found(LinearWithWarmup(50, 499), 500)
    assert found(Constant(), 500, lr=0.0)["stands still at the end"].step == 0


@pytest.mark.parametrize("warmup", [4000, 40_000])
def test_noam_is_told_when_its_warmup_is_longer_than_the_run(warmup: int) -> None:
    peak = float(Noam(512, warmup).rates(1.0, warmup + 1).max())
    short = "warmup longer than the run" in found(Noam(512, warmup), 10_000, lr=peak)
    assert short == (warmup > 10_000)


def test_steps_are_counted_by_the_optimizer() -> None:
    trap = found(CosineAnnealingLR(T_max=20), epochs(30), by_epoch=True)["climbs again"]
    assert trap.step == 2000
    assert "epoch 20" in trap.sentence
    assert mended(trap) == CosineAnnealingLR(T_max=30)
    assert np.isclose(CosineAnnealingLR(T_max=30).rates(0.1, 30)[-1], 0.1 * 0.00274, rtol=0.01)
