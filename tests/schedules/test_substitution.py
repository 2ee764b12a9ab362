"""Schedules that torch lacks leave as torch's own classes wherever those give the same rates."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lrviz import schedules as kinds
from lrviz.schedules import SCHEDULES, Schedule, ScheduleError, Sequential, Warmup
from lrviz.schedules.substitution import in_torch
from tests.schedules.oracle import run

RATES = st.sampled_from((0.1, 3e-4, 2.0))


@st.composite
def parts(draw: st.DrawFn) -> Schedule:
    """Schedules that torch may have under another name, and those that act on their neighbours."""
    steps, share = draw(st.integers(1, 40)), draw(st.sampled_from((0.0, 1e-3, 0.1, 1.0)))
    schedules = (
        kinds.ConstantWithWarmup(steps, share),
        kinds.LinearWithWarmup(0, steps),
        kinds.CosineWithWarmup(0, steps, draw(st.sampled_from((0.25, 0.5, 1.0)))),
        kinds.PolynomialWithWarmup(0, steps, 0.0, 2.0),
        kinds.WarmupStableDecay(0, 0, steps, "linear", share),
        kinds.PiecewiseConstant((steps, 2 * steps), (1.0, 0.1, 0.01)),
        kinds.PiecewiseLinear(((0.0, 0.5), (float(steps), share))),
        kinds.OneCycleLR(max_lr=0.1, total_steps=200),
        kinds.CyclicLR(base_lr=0.001, max_lr=0.1, step_size_up=steps),
        kinds.MultiplicativeLR("0.97"),
        kinds.ExponentialLR(0.9),
        kinds.Constant(),
    )
    return draw(st.sampled_from(schedules))


@st.composite
def composed(draw: st.DrawFn) -> Schedule:
    """A part, or two of them one after the other or at once."""
    first, second, late = draw(st.tuples(parts(), parts(), st.integers(1, 60)))
    schedules = (
        first,
        Sequential((first, second), (late,)),
        Warmup(second, late, draw(st.sampled_from((0.0, 0.1)))),
        kinds.Chained((first, second)),
    )
    return draw(st.sampled_from(schedules))


@settings(max_examples=100, derandomize=True)
@given(composed(), RATES)
def test_what_leaves_has_the_same_rates_in_torch(schedule: Schedule, lr: float) -> None:
    try:
        rates = schedule.rates(lr, 150)
    except ScheduleError:
        assume(False)
    theirs, _, raised = run(in_torch(schedule, lr).torch_code(lr), lr, 150, 0.5)
    assert not raised
    np.testing.assert_allclose(theirs, rates, 1e-12, 1e-300)


@pytest.mark.parametrize(
    ("schedule", "own"),
    [
        (Warmup(steps=20, start_factor=0.1), kinds.LinearLR(0.1, 1.0, 20)),
        (kinds.ConstantWithWarmup(0), kinds.Constant()),
        (kinds.LinearWithWarmup(0, 30), kinds.LinearLR(1.0, 0.0, 30)),
        (kinds.CosineWithWarmup(0, 30, 1.0), kinds.CosineAnnealingLR(15)),
        (kinds.PolynomialWithWarmup(0, 30, 0.0, 2.0), kinds.PolynomialLR(30, 2.0)),
        (kinds.WarmupStableDecay(0, 0, 30, "linear", 0.1), kinds.LinearLR(1.0, 0.1, 30)),
        (kinds.PiecewiseConstant((5, 9), (1.0, 0.1, 0.01)), kinds.MultiStepLR((5, 9), 0.1)),
        (kinds.PiecewiseLinear(((0.0, 0.5), (30.0, 0.1))), kinds.LinearLR(0.5, 0.1, 30)),
    ],
)
def test_torchs_own_class_is_found(schedule: Schedule, own: Schedule) -> None:
    assert in_torch(schedule, 0.1) == own


def test_a_schedule_of_torch_stays_as_it_is() -> None:
    for kind in SCHEDULES:
        if kind.torch_name and not kind.feedback:
            code, own = (schedule.torch_code(0.1) for schedule in (in_torch(kind.usual(), 0.1), kind.usual()))
            assert code == own or "LambdaLR" in own.expression
