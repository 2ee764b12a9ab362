"""Traps of the rate itself, of the optimizer and of how the schedule is stepped, with their near misses."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.comparison import EACH_EPOCH, EACH_STEP, Entry, Plan
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
from tests.analysis.examining import PLAIN, epochs, examine, fixed, found, mended, run

QUIET = {"cycle_momentum": False}
OVERWRITES = "overwrites the optimizer's rate"
BARELY, OVER = "stepped per epoch, planned per step", "stepped per step, planned per epoch"


def test_what_no_one_change_mends_is_only_told() -> None:
    twice, cycle = (CosineAnnealingLR(T_max=250),) * 2, OneCycleLR(max_lr=0.1, total_steps=450, **QUIET)
    for kind, schedule in (
        ("jumps at a hand-over", Sequential(twice, (250,))),
        ("jumps at a hand-over", Sequential((LinearLR(0.1, 1.0, 50), cycle, Constant()), (50, 400))),
        ("first step at rate 0", LinearWithWarmup(50, 500)),
        ("first step at rate 0", WarmupStableDecay(50, 350, 100)),
        (OVERWRITES, Warmup(OneCycleLR(max_lr=0.3, total_steps=450, **QUIET))),
    ):
        assert found(schedule, 500, optimizer=AdamW(lr=0.1))[kind].fix is None


FINE: list[tuple[Schedule, Plan | int, Optimizer]] = [
    (Warmup(SilverSteps(), steps=50), 500, PLAIN),
    (OneCycleLR(total_steps=500, max_lr=0.1), 500, SGD(lr=0.1, momentum=0.9)),
    (Constant(), 500, Adagrad(lr=0.1)),
    (Constant(), 500, Adam(lr=0.1)),
    (LinearLR(0.01, 1.0, 50), 500, Adam(lr=0.1)),
    (Chained((ConstantLR(0.1, 20), ExponentialLR.usual())), 500, Adam(lr=0.1)),
    (Warmup(Constant(), steps=30), epochs(30), PLAIN),
    (CosineAnnealingLR(T_max=3000), epochs(30), PLAIN),
    (ExponentialLR.usual(), epochs(30), PLAIN),
]
"""Jumps on purpose, momentum that is there or not asked for, first steps above zero, and lengths in steps."""


@pytest.mark.parametrize(("schedule", "plan", "optimizer"), FINE)
def test_near_misses_are_left_alone(schedule: Schedule, plan: Plan | int, optimizer: Optimizer) -> None:
    assert not found(schedule, plan, optimizer=optimizer)


@given(st.integers(20, 200), st.integers(1, 100))
@settings(max_examples=15)
def test_one_cycle_stepped_too_often_ends_where_torch_raises(total: int, more: int) -> None:
    schedule = OneCycleLR(max_lr=0.1, total_steps=total, **QUIET)
    trap = found(schedule, total + more)["total_steps exceeded"]
    assert trap.severity == "error"
    assert fixed(trap) == OneCycleLR(max_lr=0.1, total_steps=total + more, **QUIET)
    assert not found(schedule, total)
    driven = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(driven, **schedule.arguments())
    driven.step()
    for _ in range(trap.step or 0):
        scheduler.step()
    with pytest.raises(ValueError, match="Tried to step"):
        scheduler.step()


def test_rates_that_are_negative_or_end_early_are_errors() -> None:
    ended = found(LambdaLR("1 / (100 - t)"), 500)["ends early"]
    assert (ended.step, ended.severity, ended.fix) == (99, "error", None)
    assert "LambdaLR.formula" in ended.sentence
    negative = found(LambdaLR("1 - t/100"), 500)["negative rate"]
    assert (negative.step, negative.severity) == (101, "error")
    assert "negative rate" not in found(LambdaLR("max(0, 1 - t/500)"), 500)


@given(st.floats(1e-5, 1.0), st.floats(1e-5, 1.0))
def test_a_schedule_with_its_own_rate_ignores_the_optimizers(lr: float, max_lr: float) -> None:
    schedule = OneCycleLR(max_lr, 500, **QUIET)
    trap = found(schedule, 500, lr=lr).get(OVERWRITES)
    assert (trap is not None) == (abs(lr - max_lr) > 0.01 * max(lr, max_lr))
    if trap:
        assert (fixed(trap), mended(trap).lr) == (schedule, max_lr)


def test_the_peak_of_noam_is_its_own_rate() -> None:
    schedule = Noam(512, 50)
    peak = float(schedule.rates(1.0, 500).max())
    assert np.isclose(mended(found(schedule, 500)[OVERWRITES]).lr, peak)
    assert OVERWRITES not in found(schedule, 500, lr=peak)


@pytest.mark.parametrize("kind", OPTIMIZERS)
@pytest.mark.parametrize(
    "schedule",
    [
        OneCycleLR(total_steps=500, max_lr=0.1),
        CyclicLR(base_lr=0.001, max_lr=0.1, step_size_up=50),
        Warmup(OneCycleLR(total_steps=500, max_lr=0.1)),
    ],
)
def test_momentum_is_cycled_where_there_is_some(kind: type[Optimizer], schedule: Schedule) -> None:
    optimizer = kind(lr=0.1)
    told = found(schedule, 500, optimizer=optimizer)
    field = optimizer.cycled
    assert ("refuses the optimizer" in told) == (field is None)
    assert ("silently gives momentum" in told) == (field is not None and getattr(optimizer, field) == 0)
    for name in {"refuses the optimizer", "silently gives momentum"} & set(told):
        assert not fixed(told[name]).cycles_momentum
        assert name not in found(fixed(told[name]), 500, optimizer=optimizer)


def test_no_momentum_is_given_where_no_step_is_taken() -> None:
    chained, momentum = Chained((CyclicLR(base_lr=0.1, max_lr=1.0), Noam(512, 50))), "silently gives momentum"
    for lr, told in ((0.0, False), (0.1, True)):  # torch cannot multiply a rate of 0 by a factor
        kinds = [trap.kind for trap in examine(Entry(chained, lr=lr), run(500), SGD(lr=0.1))]
        assert (momentum in kinds) == told


@given(st.integers(2, 100), st.integers(10, 300))
def test_a_schedule_of_steps_stepped_by_epoch_barely_moves(count: int, per_epoch: int) -> None:
    steps = count * per_epoch
    fix = mended(found(CosineAnnealingLR(T_max=steps), epochs(count, per_epoch), by_epoch=True)[BARELY])
    assert fix.stepped == EACH_STEP
    assert not found(fix.schedule, epochs(count, per_epoch))
    for T_max in (30, 60, 150):
        assert BARELY not in found(CosineAnnealingLR(T_max), epochs(30), by_epoch=True)


@pytest.mark.parametrize(
    "schedule",
    [
        CosineAnnealingLR(T_max=30),
        StepLR(step_size=30),
        MultiStepLR((10, 20)),
        LinearWithWarmup(3, 30),
        OneCycleLR(0.1, total_steps=30, **QUIET),
        Warmup(CosineAnnealingLR(T_max=27), steps=3),
    ],
)
def test_a_schedule_of_epochs_stepped_each_step_is_over_in_the_first(schedule: Schedule) -> None:
    trap = found(schedule, epochs(30))[OVER]
    assert trap.step is not None
    assert trap.step < 100
    assert (fixed(trap), mended(trap).stepped) == (schedule, EACH_EPOCH)
    assert OVER not in found(schedule, epochs(30), by_epoch=True)


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_a_first_step_at_zero_costs_adam_a_batch(kind: type[Optimizer]) -> None:
    optimizer = kind(lr=0.1)
    trap = found(Warmup(Constant(), steps=50), 500, optimizer=optimizer).get("first step at rate 0")
    assert (trap is not None) == kind.has_moments
    if trap:
        assert trap.severity == "note"
        assert fixed(trap) == Warmup(Constant(), steps=50, start_factor=1 / 50)
        assert not found(fixed(trap), 500, optimizer=optimizer)


def test_a_first_epoch_at_zero_costs_every_optimizer_an_epoch() -> None:
    schedule = Warmup(CosineAnnealingLR(T_max=27), steps=3)
    trap = found(schedule, epochs(30), by_epoch=True)["first epoch at rate 0"]
    assert "100 optimizer steps" in trap.sentence
    assert not found(fixed(trap), epochs(30), by_epoch=True)
