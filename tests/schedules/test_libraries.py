"""Schedules that torch lacks equal those of the libraries that have them."""

import warnings
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.schedules import (
    ConstantWithWarmup,
    CosineDecay,
    CosineRestartsWithWarmup,
    CosineWithWarmup,
    InverseSqrt,
    LinearWithWarmup,
    PiecewiseConstant,
    PiecewiseLinear,
    PolynomialWithWarmup,
    Schedule,
    WarmupStableDecay,
)
from tests.strategies import instances

EXAMPLES = settings(max_examples=20, deadline=None, derandomize=True)
FEW = settings(EXAMPLES, max_examples=6)

#: Where 1 + cos x is nearly 0, one unit in the last place of the cosine shows.
CANCELLATION = 3e-16


def hugging_face(schedule: Schedule, optimizer: torch.optim.Optimizer) -> Any:
    """The same schedule from transformers."""
    from transformers import optimization as hf

    makers: dict[type, Callable[[Any], Any]] = {
        ConstantWithWarmup: lambda s: hf.get_constant_schedule_with_warmup(optimizer, s.warmup_steps),
        LinearWithWarmup: lambda s: hf.get_linear_schedule_with_warmup(optimizer, s.warmup_steps, s.total_steps),
        CosineWithWarmup: lambda s: hf.get_cosine_schedule_with_warmup(
            optimizer, s.warmup_steps, s.total_steps, s.num_cycles
        ),
        CosineRestartsWithWarmup: lambda s: hf.get_cosine_with_hard_restarts_schedule_with_warmup(
            optimizer, s.warmup_steps, s.total_steps, s.num_cycles
        ),
        PolynomialWithWarmup: lambda s: hf.get_polynomial_decay_schedule_with_warmup(
            optimizer, s.warmup_steps, s.total_steps, s.lr_end, s.power
        ),
        InverseSqrt: lambda s: hf.get_inverse_sqrt_schedule(optimizer, s.warmup_steps, s.timescale),
        WarmupStableDecay: lambda s: hf.get_wsd_schedule(
            optimizer,
            s.warmup_steps,
            s.decay_steps,
            num_stable_steps=s.stable_steps,
            decay_type=s.decay_shape,
            min_lr_ratio=s.floor,
        ),
    }
    return makers[type(schedule)](schedule)


def as_the_library_has_it(schedule: Schedule, lr: float) -> Schedule:
    """The schedule without the freedoms that the library does not give."""
    changes: dict[str, Any] = {"shape": "linear", "start_factor": 0.0, "lr_end": lr / 100}
    if getattr(schedule, "decay_shape", "") == "exponential":
        changes["decay_shape"] = "linear"
    if hasattr(schedule, "total_steps"):
        changes["total_steps"] = schedule.total_steps + schedule.warmup_steps
    return replace(schedule, **{name: value for name, value in changes.items() if hasattr(schedule, name)})


@pytest.mark.parametrize(
    "kind",
    [
        ConstantWithWarmup,
        LinearWithWarmup,
        CosineWithWarmup,
        CosineRestartsWithWarmup,
        PolynomialWithWarmup,
        InverseSqrt,
        WarmupStableDecay,
    ],
)
@EXAMPLES
@given(st.data())
def test_equals_hugging_face(kind: type[Schedule], data: st.DataObject) -> None:
    lr = data.draw(st.floats(1e-3, 1.0))
    schedule = as_the_library_has_it(data.draw(instances(kind)), lr)
    steps = 3 * (schedule.length or 100)
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scheduler = hugging_face(schedule, optimizer)
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    np.testing.assert_allclose(schedule.rates(lr, steps), rates, rtol=1e-12, atol=CANCELLATION * lr)


def optax_rates(make: Callable[[Any], Any], steps: int) -> np.ndarray:
    """The values of an optax schedule in float64."""
    import jax
    import optax

    with jax.enable_x64(True):
        schedule = jax.jit(make(optax))
        return np.array([float(schedule(step)) for step in range(steps)])


@FEW
@given(instances(CosineDecay))
def test_cosine_with_floor_equals_optax(schedule: CosineDecay) -> None:
    theirs = optax_rates(lambda optax: optax.cosine_decay_schedule(1.0, schedule.total_steps, schedule.floor), 50)
    np.testing.assert_allclose(schedule.rates(1.0, 50), theirs, rtol=1e-12, atol=CANCELLATION)


@FEW
@given(st.lists(st.integers(1, 20), min_size=1, max_size=4), st.lists(st.floats(0.1, 2.0), min_size=5, max_size=5))
def test_piecewise_linear_equals_optax(gaps: list[int], values: list[float]) -> None:
    steps = np.cumsum([0, *gaps]).tolist()
    schedule = PiecewiseLinear(points=tuple(zip(steps, values, strict=False)))
    scales = {step: after / before for step, (before, after) in zip(steps[1:], pairwise(values), strict=False)}
    theirs = optax_rates(lambda optax: optax.piecewise_interpolate_schedule("linear", values[0], scales), 50)
    np.testing.assert_allclose(schedule.rates(1.0, 50), theirs, rtol=1e-12)


def test_piecewise_constant_changes_where_optax_does() -> None:
    schedule = PiecewiseConstant(boundaries=(3, 7), values=(1.0, 0.5, 0.05))
    theirs = optax_rates(lambda optax: optax.piecewise_constant_schedule(1.0, {3: 0.5, 7: 0.1}), 12)
    np.testing.assert_allclose(schedule.rates(1.0, 12), theirs, rtol=1e-12)
