"""Every schedule follows the formula that its source states, written here once more, one step at a time."""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lrviz.schedules import SCHEDULES, CosineAnnealingLR, CosineCycles, Schedule, ScheduleError, Warmup
from tests.strategies import instances

B = 0.3
STEPS = 120


def bell(u: float) -> float:
    return (1 + math.cos(math.pi * u)) / 2


def share(t: int, steps: float) -> float:
    return min(max(t / steps, 0.0), 1.0) if steps else 1.0


def cycled(s: Any, t: float, fall: Callable[[float, float], float]) -> float:
    length, height = float(s.t_initial), 1.0
    for _ in range(s.cycle_limit):
        if t < length:
            return B * (s.floor + (height - s.floor) * fall(t / length, t))
        t, length, height = t - length, length * s.cycle_mul, height * s.cycle_decay
    return B * s.floor


def warmed(s: Any, t: int, fall: Callable[[float], float]) -> float:
    if t < s.warmup_steps:
        return B * t / s.warmup_steps
    return B * fall((t - s.warmup_steps) / max(1, s.total_steps - s.warmup_steps))


def rounds(s: Any, t: int) -> int:
    return max(1, -(-t // s.total_steps)) if s.cycle else 1


def stable(s: Any, t: int) -> float:
    fall = {
        "linear": lambda u: 1 - u,
        "cosine": bell,
        "1-sqrt": lambda u: 1 - math.sqrt(u),
        "exponential": lambda u: (math.exp(-5 * u) - math.exp(-5)) / (1 - math.exp(-5)),
    }[s.decay_shape]
    if t < s.warmup_steps:
        return B * (s.floor + (1 - s.floor) * t / s.warmup_steps)
    late = t - s.warmup_steps - s.stable_steps
    return B * (s.floor + (1 - s.floor) * fall(share(late, s.decay_steps))) if late >= 0 else B


def rising(s: Any, t: int) -> float:
    u = share(t, s.warmup_steps)
    shaped = {"linear": u, "cosine": 1 - bell(u), "exponential": (1 - math.exp(-5 * u)) / (1 - math.exp(-5))}
    return B * (s.start_factor + (1 - s.start_factor) * shaped[s.shape])


def between(points: tuple[tuple[float, float], ...], t: int) -> float:
    if t <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if t <= x1:
            return y0 + (y1 - y0) * (t - x0) / (x1 - x0)
    return points[-1][1]


FORMS: dict[str, Callable[[Any, int], float]] = {
    "Constant": lambda s, t: B,
    "LinearWithWarmup": lambda s, t: warmed(
        s, t, lambda _: max(0.0, (s.total_steps - t) / max(1, s.total_steps - s.warmup_steps))
    ),
    "CosineWithWarmup": lambda s, t: warmed(s, t, lambda u: s.floor + (1 - s.floor) * bell(2 * s.num_cycles * u)),
    "CosineRestartsWithWarmup": lambda s, t: warmed(s, t, lambda u: bell(s.num_cycles * u % 1) if u < 1 else 0.0),
    "PolynomialWithWarmup": lambda s, t: warmed(
        s, t, lambda u: (s.lr_end + (0.0 if t > s.total_steps else (B - s.lr_end) * (1 - u) ** s.power)) / B
    ),
    "ConstantWithWarmup": rising,
    "InverseSqrt": lambda s, t: (
        B * t / s.warmup_steps
        if t < s.warmup_steps
        else B / math.sqrt(1 + (t - s.warmup_steps) / (s.timescale or s.warmup_steps or 10_000))
    ),
    "Noam": lambda s, t: s.scale * s.d_model**-0.5 * min((t + 1) ** -0.5, (t + 1) * s.warmup_steps**-1.5),
    "WarmupStableDecay": stable,
    "CosineDecay": lambda s, t: B * (s.floor + (1 - s.floor) * bell(share(t, s.total_steps)) ** s.exponent),
    "PolynomialDecay": lambda s, t: (
        B * (s.floor + (1 - s.floor) * (1 - share(t, s.total_steps * rounds(s, t))) ** s.power)
    ),
    "Rex": lambda s, t: B * (1 - share(t, s.total_steps)) / (1 - share(t, s.total_steps) / 2),
    "OneMinusSqrt": lambda s, t: B * (1 - math.sqrt(share(t, s.total_steps))),
    "OneMinusSquare": lambda s, t: B * (1 - share(t, s.total_steps) ** 2),
    "PowerDecay": lambda s, t: (
        B
        * min(1.0, s.amplitude * (t + 1) ** -s.exponent)
        * min(1.0, (t + 1) / (s.warmup_steps + 1))
        * (share(s.total_steps - t, s.decay_steps))
    ),
    "InverseTime": lambda s, t: B / (1 + s.decay_rate * (t // s.decay_steps if s.staircase else t / s.decay_steps)),
    "InverseRoot": lambda s, t: B / math.sqrt(t + 1),
    "CosineCycles": lambda s, t: cycled(s, t, lambda u, _: bell(u**s.k_decay)),
    "PolynomialCycles": lambda s, t: cycled(s, t, lambda u, _: (1 - u**s.k_decay) ** s.power),
    "TanhCycles": lambda s, t: cycled(s, t, lambda u, _: (1 - math.tanh(s.lb * (1 - u) + s.ub * u)) / 2),
    "StepCycles": lambda s, t: cycled(s, t, lambda _, place: s.gamma ** math.floor(place / s.step_size + 1e-9)),
    "ExponentialCycles": lambda s, t: cycled(s, t, lambda u, _: s.final**u),
    "PiecewiseLinear": lambda s, t: B * between(s.points, t),
    "PiecewiseConstant": lambda s, t: B * s.values[sum(boundary <= t for boundary in s.boundaries)],
}
"""Those whose formula their source states; torch's own are compared with torch, others with a library or a paper."""


@pytest.mark.parametrize("kind", [kind for kind in SCHEDULES if kind.__name__ in FORMS])
@settings(max_examples=12, derandomize=True)
@given(st.data())
def test_follows_its_formula(kind: type[Schedule], data: st.DataObject) -> None:
    schedule = data.draw(instances(kind))
    try:
        rates = schedule.rates(B, STEPS)
    except ScheduleError:
        assume(False)
    expected = [FORMS[kind.__name__](schedule, t) for t in range(STEPS)]
    np.testing.assert_allclose(rates, expected, rtol=1e-7, atol=1e-12)


def test_warmup_rises_and_then_starts_the_schedule_at_its_zero() -> None:
    inner = CosineAnnealingLR(T_max=450)
    rates = Warmup(inner, steps=50).rates(0.1, 600)
    np.testing.assert_allclose(rates[:50], 0.1 * np.arange(50) / 50, rtol=1e-12)
    np.testing.assert_array_equal(rates[50:], inner.rates(0.1, 550))
    np.testing.assert_array_equal(Warmup(inner, steps=0).rates(0.1, 600), inner.rates(0.1, 600))


def test_cycles_have_a_rate_where_rounding_puts_their_start_past_it() -> None:
    schedule = CosineCycles(t_initial=100, cycle_mul=1.005, cycle_limit=3, k_decay=0.5)
    assert np.isfinite(schedule.rates(1.0, 400)).all()
