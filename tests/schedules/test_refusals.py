"""What torch refuses is refused, and says why."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from lrviz import schedules as kinds
from lrviz.formulas import FormulaError
from lrviz.hyperparameters import Declared, HyperparameterError
from lrviz.schedules import Constant, Phase, Phases, ReduceLROnPlateau, Schedule, ScheduleError, Sequential, StepLR
from tests.schedules.oracle import build, run


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: kinds.LinearLR(start_factor=0.0), r"LinearLR.start_factor must be in \(0, 1\], got 0.0"),
        (lambda: StepLR(step_size=0), r"StepLR.step_size must be an integer in \[1, .*got 0"),
        (lambda: kinds.CosineAnnealingLR(T_max=0), r"CosineAnnealingLR.T_max"),
        (lambda: kinds.CosineAnnealingLR(T_max=0.5), r"CosineAnnealingLR.T_max must be in \[1, "),
        (lambda: StepLR(step_size=2.5), r"StepLR.step_size must be an integer"),  # type: ignore[arg-type]
        (lambda: kinds.CosineAnnealingLR(T_max=500, eta_min=float("nan")), r"CosineAnnealingLR.eta_min"),
        (lambda: kinds.OneCycleLR(max_lr=0.1, total_steps=10, pct_start=0.1), r"pct_start · total_steps must not be 1"),
        (lambda: kinds.CyclicLR(base_lr=0.001, max_lr=0.1, mode="square"), r"CyclicLR.mode must be one of triangular"),
        (lambda: kinds.ConstantLR(factor=1.5), r"ConstantLR.factor"),
        (lambda: kinds.LambdaLR("1/t"), r"LambdaLR.formula .* at step 0"),
        (lambda: kinds.LambdaLR("lr**2"), r"lr"),
        (lambda: kinds.LambdaLR("__import__('os')"), r"character"),
        (lambda: kinds.MultiplicativeLR(""), r"MultiplicativeLR.formula"),
        (
            lambda: Sequential((StepLR.usual(), StepLR.usual()), ()),
            r"Sequential.milestones must be one fewer than schedules",
        ),
        (lambda: Sequential((), ()), r"Sequential.schedules"),
        (lambda: kinds.Chained(()), r"Chained.schedules"),
        (lambda: kinds.Warmup(steps=-1), r"Warmup.steps"),
        (lambda: kinds.Warmup(kinds.Chained.usual()), r"Warmup.schedule"),
        (lambda: kinds.Warmup("cosine"), r"Warmup.schedule must be a Schedule, got 'cosine'"),
        (lambda: kinds.PiecewiseLinear(((5, 1.0), (5, 0.1))), r"strictly rising"),
        (lambda: kinds.PiecewiseConstant((5,), (1.0,)), r"PiecewiseConstant.values must be one more"),
        (lambda: kinds.TanhCycles(t_initial=100, lb=0.0, ub=0.0), r"TanhCycles.lb must be below"),
        (lambda: kinds.ChebyshevSteps(levels=30), r"ChebyshevSteps.levels"),
        (lambda: Phase(ReduceLROnPlateau()), r"Phase.schedule must be a schedule of the step alone .*got ReduceLROn"),
        (lambda: Phase(Constant(), 1.5), r"Phase.length must be in \[0, 1\] as a share, got 1.5"),
        (lambda: Phase(Constant(), -1), r"Phase.length must be in \[0, 1e\+06\], got -1"),
        (lambda: Phase(Constant(), 1, "epochs"), r"Phase.unit must be one of steps, share, got 'epochs'"),
        (lambda: Phases(()), r"Phases.phases must be a tuple, each item a Phase, 1 to 8 items"),
        (lambda: Phases((Constant(),)), r"Phases.phases must be"),
        (lambda: Phases((Phase(Constant(), 0.4),), 1), r"must last 1 to 1,000,000 steps together, got 0"),
        (lambda: Phases((Phase(Constant(), 1e6, "steps"), Phase(Constant(), 0.1))), r"steps together, got 1,000,050"),
    ],
)
def test_refused_when_made(make: Callable[[], Declared], message: str) -> None:
    with pytest.raises((HyperparameterError, FormulaError), match=message):
        make()


@pytest.mark.parametrize(
    ("schedule", "steps"),
    [
        (kinds.OneCycleLR(max_lr=0.1, total_steps=20), 20),
        (kinds.OneCycleLR(max_lr=0.1, total_steps=20, pct_start=1.0), 19),
        (kinds.CyclicLR(base_lr=0.001, max_lr=0.1, step_size_up=1, mode="triangular2"), 2047),
        (kinds.CyclicLR(base_lr=0.001, max_lr=0.1, mode="exp_range", gamma=10.0), 308),
        (kinds.CosineAnnealingLR(T_max=1 + 1e-15), 1),
        (kinds.LambdaLR("sqrt(20 - t)"), 20),
        (Sequential((kinds.ExponentialLR.usual(), Sequential.usual()), (7,)), 6),
        (Sequential((kinds.ExponentialLR.usual(), kinds.Chained.usual()), (7,)), 6),
        (Sequential((kinds.ExponentialLR.usual(), kinds.LinearLR(total_iters=0)), (7,)), 6),
    ],
)
def test_raises_at_the_step_where_torch_raises(schedule: Schedule, steps: int) -> None:
    code = schedule.torch_code(0.1)
    assert [run(code, 0.1, some)[-1] for some in (steps, steps + 1)] == [False, True]
    assert len(schedule.rates(0.1, steps)) == steps
    with pytest.raises(ScheduleError):
        schedule.rates(0.1, steps + 1)


def test_rates_that_no_factor_can_give() -> None:
    for schedule, lr in (
        (kinds.Noam(), 0.0),
        (kinds.PolynomialWithWarmup(warmup_steps=50, total_steps=500, lr_end=0.1), 0.1),
    ):
        with pytest.raises(ScheduleError):
            schedule.rates(lr, 10)
        with pytest.raises(ScheduleError):
            schedule.torch_code(lr)


def test_beta1_is_cycled_as_momentum_is() -> None:
    schedule = Sequential((kinds.ExponentialLR.usual(), kinds.OneCycleLR(max_lr=0.1, total_steps=50)), (10,))
    optimizer = torch.optim.Adam([torch.zeros(1, requires_grad=True)], lr=0.1, betas=(0.7, 0.999))
    scheduler = build(schedule.torch_code(0.1), optimizer)
    used = []
    for _ in range(40):
        used.append(optimizer.param_groups[0]["betas"][0])
        optimizer.step()
        scheduler.step()
    np.testing.assert_allclose(schedule.momenta(0.7, 40), used, rtol=1e-12)
