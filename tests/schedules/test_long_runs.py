"""Long runs agree with torch as short ones do: nothing that is worked out quickly drifts."""

import tracemalloc

import numpy as np
import pytest

from lrviz import schedules as kinds
from lrviz.schedules import Chained, CosineAnnealingLR, ExponentialLR, LambdaLR, Schedule, StepLR
from lrviz.schedules.formula import _factors, _one_by_one
from tests.schedules.oracle import assert_same_as_torch

STEPS = 12_000


@pytest.mark.parametrize(
    "schedule",
    [
        CosineAnnealingLR(STEPS, eta_min=1e-3),
        CosineAnnealingLR(3001, eta_min=3e-3),
        CosineAnnealingLR(7000, eta_min=0.4),
        kinds.CosineAnnealingWarmRestarts(700, 2, eta_min=1e-5),
        kinds.SWALR(swa_lr=1e-4, anneal_epochs=9_000),
        kinds.SWALR(swa_lr=3.0, anneal_epochs=9_000, anneal_strategy="linear"),
        kinds.PolynomialLR(STEPS, power=1.7),
        kinds.OneCycleLR(max_lr=0.1, total_steps=STEPS + 1, three_phase=True, pct_start=0.2),
        kinds.OneCycleLR(max_lr=0.1, total_steps=STEPS, div_factor=1e9, final_div_factor=1e9),
        kinds.CyclicLR(base_lr=0.001, max_lr=0.1, mode="exp_range", gamma=0.9995, step_size_up=777),
        LambdaLR("0.5*(1 + cos(pi*t/20000))*(t + 1)**-0.1"),
        kinds.MultiplicativeLR("1 - 0.001*sin(t/50)"),
        Chained((kinds.ConstantLR(0.1, 500), ExponentialLR(0.9999), CosineAnnealingLR(9000))),
        Chained((kinds.LinearLR(0.01, total_iters=500), CosineAnnealingLR(9000, eta_min=1e-3), StepLR(5000))),
        kinds.Phases(total_steps=9_000),
    ],
    ids=lambda schedule: schedule.label,
)
def test_equals_torch_over_a_long_run(schedule: Schedule) -> None:
    assert_same_as_torch(schedule, 0.3, STEPS, momentum=0.5)


@pytest.mark.parametrize("steps", [8191, 8192, 8193, 20_000])
@pytest.mark.parametrize("schedule", [CosineAnnealingLR(5000, eta_min=1e-3), Chained.usual(), LambdaLR("1/(1 + t)")])
def test_pieces_meet_without_a_seam(schedule: Schedule, steps: int) -> None:
    np.testing.assert_array_equal(schedule.rates(0.3, steps), schedule.rates(0.3, 20_001)[:steps])


@pytest.mark.parametrize(
    "formula",
    [
        "1 / (1 + 0.01*t)",
        "0.5*(1 + cos(pi*t/9000))",
        "1 - (t/9000)**2",
        "max(0.1, 1 - t/100, min(2, t/7000))",
        "exp(-0.001*t) + sqrt(t)*tanh(t - 3)",
        "sigmoid(t/100 - 5)*logaddexp(t/1000, 3)",
        "abs(t - 500)*floor(t/100)",
        "2**-(t/1000) + log(t + 1)/tan(1 + t)",
        "min(t/100, 1)*(t + 1)**-0.5",
        "pi**2 + e",
    ],
)
def test_formulas_have_the_same_bits_all_at_once(formula: str) -> None:
    t = np.arange(9000)
    np.testing.assert_array_equal(_factors("LambdaLR", formula, t), _one_by_one("LambdaLR", formula, t))


@pytest.mark.parametrize(
    ("formula", "step"),
    [
        ("sqrt(9000 - t)", 9001),
        ("1/(t - 8500)", 8500),
        ("log(8999 - t)", 8999),
        ("min(1, 1/(t - 9000))", 9000),
        ("exp(t)", 710),
        ("(8999.5 - t)**0.5", 9000),
        ("2**(t - 8000)", 9024),
    ],
)
def test_the_first_step_without_a_number_is_named(formula: str, step: int) -> None:
    assert len(LambdaLR(formula).rates(0.1, step - 1)) == step - 1
    with pytest.raises(ValueError, match=rf"at step {step}\b"):
        LambdaLR(formula).rates(0.1, 20_000)


def test_numbers_beyond_floats_are_no_failure_where_python_has_none() -> None:
    assert LambdaLR("(1 + t**100)/(1 + t**99)").rates(1.0, 1199)[1198] == (1 + 1198**100) / (1 + 1198**99)


def test_few_arrays_are_held_at_once() -> None:
    for schedule in (
        kinds.OneCycleLR(max_lr=0.1, total_steps=50_000),
        kinds.SWALR(swa_lr=0.05, anneal_epochs=50_000),
        CosineAnnealingLR(30000),
    ):
        tracemalloc.start()
        schedule.rates(0.1, 50_000)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 10 * 8 * 50_000
