"""Bit-for-bit parity with torch; test_parity.py runs it in a process whose torch kernels fuse no multiply and add."""

import math
import os
from dataclasses import replace
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lrviz.arithmetic import FLOATS
from lrviz.objectives import Beale, Objective, Quadratic, Rastrigin, Rosenbrock
from lrviz.optimizers import OPTIMIZERS, Rule
from lrviz.reference import build_optimizer
from lrviz.schedules import Constant, CosineAnnealingLR, OneCycleLR, Schedule, StepLR
from tests.strategies import instances

assert os.environ.get("ATEN_CPU_CAPABILITY") == "default", "run through test_parity.py"
torch.set_default_dtype(torch.float64)  # NAdam keeps its products, and every optimizer its step, in the default type

STEPS, LONG = 40, 150
DRAWS = 8
OBJECTIVES = [Rosenbrock(), Quadratic(), Rastrigin(), Beale()]
RULES = [c for c in OPTIMIZERS if issubclass(c, Rule) and c.torch_name]


def torch_sqrt(value: float) -> float:
    """torch's own square root, which may be one ulp off."""
    return float(torch.sqrt(torch.tensor([value], dtype=torch.float64)))


OPS = replace(FLOATS, sqrt=torch_sqrt)


def schedules(cycling: bool) -> st.SearchStrategy[Schedule]:
    """Schedules that move the rate, and the momentum where there is one."""
    plain = st.sampled_from([Constant(), CosineAnnealingLR(T_max=25), StepLR(step_size=12, gamma=0.5)])
    return plain | st.just(OneCycleLR(max_lr=0.1, total_steps=STEPS)) if cycling else plain


@pytest.mark.parametrize("rule", RULES, ids=lambda c: c.__name__)
def test_every_bit_is_torchs(rule: type[Rule]) -> None:
    compared = []

    @settings(max_examples=DRAWS, deadline=None, suppress_health_check=list(HealthCheck))
    @given(instances(rule), schedules(rule.cycled is not None), st.sampled_from(OBJECTIVES))
    def walk(optimizer: Rule, schedule: Schedule, objective: Objective) -> None:
        compared.append(compare(optimizer, schedule, objective, STEPS))

    walk()
    assert sum(compared) > 2 * STEPS, "too few draws stay finite to say anything"
    assert compare(rule(), Constant(), Quadratic(), LONG) == LONG


def compare(optimizer: Rule, schedule: Schedule, objective: Objective, steps: int) -> int:
    """Walks both side by side on the same gradients until one leaves the finite numbers; how many steps agreed."""
    point = torch.tensor(objective.start, dtype=torch.float64, requires_grad=True)
    real: Any = build_optimizer(optimizer, [point])
    rates = schedule.rates(optimizer.lr, steps).tolist()
    momentum = getattr(optimizer, optimizer.cycled) if optimizer.cycled else 0.0
    momenta = schedule.momenta(momentum, steps)
    columns = object.__new__(type(optimizer))
    columns.__dict__.update(optimizer.__dict__)
    coordinates = list(objective.start)
    states = [columns.begin(value, OPS) for value in coordinates]
    for step in range(1, steps + 1):
        gradient = objective.gradient(*coordinates).tolist()
        if not all(map(math.isfinite, gradient)):
            return step - 1
        if momenta is not None:
            set_momentum(real, columns, float(momenta[step - 1]))
        real.param_groups[0]["lr"] = rates[step - 1]
        point.grad = torch.tensor(gradient, dtype=torch.float64)
        real.step()
        share = columns.gradient_share(math.hypot(*gradient), OPS)
        gradient = [value * share for value in gradient]
        try:
            for axis in (0, 1):
                coordinates[axis], states[axis] = columns.update(
                    coordinates[axis], gradient[axis], states[axis], rates[step - 1], step, OPS
                )
        except (ArithmeticError, ValueError):
            return step - 1
        if not all(map(math.isfinite, coordinates)):
            return step - 1
        assert point.tolist() == coordinates, f"{optimizer} under {schedule} on {objective}, step {step}"
    return steps


def set_momentum(real: Any, columns: Rule, momentum: float) -> None:
    """Puts a momentum where a cycling scheduler of torch puts it."""
    assert columns.cycled is not None
    columns.__dict__[columns.cycled] = momentum
    group = real.param_groups[0]
    if "betas" in group:
        group["betas"] = (momentum, *group["betas"][1:])
    else:
        group["momentum"] = momentum
