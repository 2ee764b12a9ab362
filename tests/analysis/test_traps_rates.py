"""Traps of the rate itself, of the optimizer and of how the schedule is stepped, with their near misses."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.comparison import EACH_EPOCH, EACH_STEP
from lrviz.optimizers import OPTIMIZERS, SGD, Adagrad, Adam, AdamW, Optimizer
from lrviz.schedules import (
    Chained,
    Constant,
    ConstantLR,
    CosineAnnealingLR,
    CyclicLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    LinearWithWarmup,
    MultiStepLR,
    Noam,
    OneCycleLR,
    Schedule,
    Sequential,
    SilverSteps,
    StepLR,
    Warmup,
    WarmupStableDecay,
)
from tests.analysis.examining import epochs, fixed, found

QUIET = {"cycle_momentum": False}


@pytest.mark.parametrize(
    "schedule",
    [
        Sequential((CosineAnnealingLR(T_max=250), CosineAnnealingLR(T_max=250)), (250,)),
        Sequential((LinearLR(0.1, 1.0, 50), OneCycleLR(max_lr=0.1, total_steps=450, **QUIET), Constant()), (50, 400)),
    ],
)
def test_a_jump_that_no_one_change_mends_is_only_told(schedule: Schedule) -> None:
    assert found(schedule, 500)["jumps at a hand-over"].fix is None


def test_steps_from_theory_jump_on_purpose() -> None:
    assert not found(Warmup(SilverSteps(), steps=50), 500)


@given(st.integers(20, 200), st.integers(1, 100))
@settings(max_examples=15)
def test_one_cycle_stepped_too_often_ends_where_torch_raises(total: int, more: int) -> None:
    schedule = OneCycleLR(max_lr=0.1, total_steps=total, **QUIET)
    trap = found(schedule, total + more)["total_steps exceeded"]
    assert trap.severity == "error"
    assert fixed(trap) == OneCycleLR(max_lr=0.1, total_steps=total + more, **QUIET)
    assert not found(schedule, total)
    assert trap.step == _stepped_until_torch_raises(schedule, total + more)


def _stepped_until_torch_raises(schedule: OneCycleLR, steps: int) -> int:
    """How often `OneCycleLR.step` goes well."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, **schedule.arguments())
    for done in range(steps):
        optimizer.step()
        try:
            scheduler.step()
        except ValueError:
            return done
    raise AssertionError("torch did not raise")


def test_a_schedule_that_ends_early_otherwise_says_why() -> None:
    trap = found(LambdaLR("1 / (100 - t)"), 500)["ends early"]
    assert (trap.step, trap.severity, trap.fix) == (99, "error", None)
    assert "LambdaLR.formula" in trap.sentence


def test_a_negative_rate_is_an_error() -> None:
    trap = found(LambdaLR("1 - t/100"), 500)["negative rate"]
    assert (trap.step, trap.severity) == (101, "error")
    assert "negative rate" not in found(LambdaLR("max(0, 1 - t/500)"), 500)


@given(st.floats(1e-5, 1.0), st.floats(1e-5, 1.0))
def test_a_schedule_with_its_own_rate_ignores_the_optimizers(lr: float, max_lr: float) -> None:
    schedule = OneCycleLR(max_lr=max_lr, **QUIET)
    trap = found(schedule, 500, lr=lr).get("overwrites the optimizer's rate")
    assert (trap is not None) == (abs(lr - max_lr) > 0.01 * max(lr, max_lr))
    if trap:
        assert trap.fix is not None
        assert (trap.fix.schedule, trap.fix.lr) == (schedule, max_lr)


def test_the_peak_of_noam_is_its_own_rate() -> None:
    schedule = Noam(512, 50)
    peak = float(schedule.rates(1.0, 500).max())
    trap = found(schedule, 500)["overwrites the optimizer's rate"]
    assert trap.fix is not None
    assert np.isclose(trap.fix.lr, peak)
    assert "overwrites the optimizer's rate" not in found(schedule, 500, lr=peak)


def test_a_wrapper_inside_leaves_the_rate_to_the_others() -> None:
    trap = found(Warmup(OneCycleLR(max_lr=0.3, total_steps=450, **QUIET)), 500)["overwrites the optimizer's rate"]
    assert trap.fix is None


@pytest.mark.parametrize("optimizer", [kind(lr=0.1) for kind in OPTIMIZERS], ids=lambda o: type(o).__name__)
@pytest.mark.parametrize(
    "schedule", [OneCycleLR(max_lr=0.1), CyclicLR(max_lr=0.1, step_size_up=50), Warmup(OneCycleLR(max_lr=0.1))]
)
def test_momentum_is_cycled_where_there_is_some(optimizer: Optimizer, schedule: Schedule) -> None:
    told = found(schedule, 500, optimizer=optimizer)
    field = optimizer.cycled
    assert ("refuses the optimizer" in told) == (field is None)
    assert ("silently gives momentum" in told) == (field is not None and getattr(optimizer, field) == 0)
    for kind in {"refuses the optimizer", "silently gives momentum"} & set(told):
        assert not fixed(told[kind]).cycles_momentum
        assert kind not in found(fixed(told[kind]), 500, optimizer=optimizer)


def test_momentum_that_is_there_may_be_cycled() -> None:
    assert not found(OneCycleLR(max_lr=0.1), 500, optimizer=SGD(lr=0.1, momentum=0.9))
    assert not found(Constant(), 500, optimizer=Adagrad(lr=0.1))


@given(st.integers(2, 100), st.integers(10, 300))
def test_a_schedule_of_steps_stepped_by_epoch_barely_moves(count: int, per_epoch: int) -> None:
    steps = count * per_epoch
    trap = found(CosineAnnealingLR(T_max=steps), epochs(count, per_epoch), by_epoch=True)[
        "stepped per epoch, planned per step"
    ]
    assert trap.fix is not None
    assert trap.fix.stepped == EACH_STEP
    assert not found(trap.fix.schedule, epochs(count, per_epoch))


@pytest.mark.parametrize("T_max", [30, 60, 150])
def test_a_schedule_of_epochs_may_be_stepped_by_epoch(T_max: int) -> None:
    assert "stepped per epoch, planned per step" not in found(CosineAnnealingLR(T_max), epochs(30), by_epoch=True)


@pytest.mark.parametrize(
    "schedule",
    [
        CosineAnnealingLR(T_max=30),
        StepLR(step_size=30),
        MultiStepLR((10, 20)),
        LinearWithWarmup(3, 30),
        OneCycleLR(total_steps=30, **QUIET),
        Warmup(CosineAnnealingLR(T_max=27), steps=3),
    ],
)
def test_a_schedule_of_epochs_stepped_each_step_is_over_in_the_first(schedule: Schedule) -> None:
    trap = found(schedule, epochs(30))["stepped per step, planned per epoch"]
    assert trap.step is not None
    assert trap.step < 100
    assert trap.fix is not None
    assert (trap.fix.schedule, trap.fix.stepped) == (schedule, EACH_EPOCH)
    assert "stepped per step, planned per epoch" not in found(schedule, epochs(30), by_epoch=True)


@pytest.mark.parametrize("schedule", [Warmup(Constant(), steps=30), CosineAnnealingLR(T_max=3000), ExponentialLR()])
def test_a_schedule_of_steps_may_be_stepped_each_step(schedule: Schedule) -> None:
    assert not found(schedule, epochs(30))


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_a_first_step_at_zero_costs_adam_a_batch(kind: type[Optimizer]) -> None:
    optimizer = kind(lr=0.1)
    trap = found(Warmup(Constant(), steps=50), 500, optimizer=optimizer).get("first step at rate 0")
    assert (trap is not None) == kind.has_moments
    if trap:
        assert trap.severity == "note"
        assert fixed(trap) == Warmup(Constant(), steps=50, start_factor=1 / 50)
        assert not found(fixed(trap), 500, optimizer=optimizer)


@pytest.mark.parametrize("schedule", [LinearWithWarmup(50, 500), WarmupStableDecay(50, 350, 100)])
def test_a_warmup_without_a_start_factor_has_no_fix(schedule: Schedule) -> None:
    assert found(schedule, 500, optimizer=AdamW(lr=0.1))["first step at rate 0"].fix is None


@pytest.mark.parametrize(
    "schedule", [Constant(), LinearLR(0.01, 1.0, 50), Chained((ConstantLR(0.1, 20), ExponentialLR()))]
)
def test_a_first_step_above_zero_is_left_alone(schedule: Schedule) -> None:
    assert not found(schedule, 500, optimizer=Adam(lr=0.1))


def test_a_first_epoch_at_zero_costs_every_optimizer_an_epoch() -> None:
    schedule = Warmup(CosineAnnealingLR(T_max=27), steps=3)
    trap = found(schedule, epochs(30), by_epoch=True)["first epoch at rate 0"]
    assert "100 optimizer steps" in trap.sentence
    assert not found(fixed(trap), epochs(30), by_epoch=True)
