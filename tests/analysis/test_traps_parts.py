"""What traps ask of one schedule agrees with its curve."""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from lrviz.analysis.traps.lengths import ending
from lrviz.analysis.traps.parts import parts
from lrviz.schedules import (
    SCHEDULES,
    Chained,
    Constant,
    ConstantLR,
    CosineAnnealingLR,
    CosineWithWarmup,
    LinearLR,
    LinearWithWarmup,
    OneCycleLR,
    Phase,
    Phases,
    PolynomialLR,
    Schedule,
    ScheduleError,
    Sequential,
    Warmup,
    WarmupStableDecay,
)
from tests.strategies import instances

SINGLE = tuple(kind for kind in SCHEDULES if kind().rates_at(0.1, [0]) is not None)
LR = 0.1


def test_the_rates_of_every_decay_are_known() -> None:
    assert {LinearLR, ConstantLR, PolynomialLR, CosineAnnealingLR, OneCycleLR, WarmupStableDecay} <= set(SINGLE)
    assert Constant not in SINGLE


@pytest.mark.parametrize("kind", SINGLE, ids=lambda kind: kind.__name__)
@given(data=st.data())
@settings(max_examples=10, suppress_health_check=[HealthCheck.filter_too_much])
def test_levels_are_the_rates_of_the_curve(kind: type[Schedule], data: Any) -> None:
    schedule = data.draw(instances(kind))
    assume(not isinstance(schedule, LinearLR | ConstantLR) or schedule.arguments().get("start_factor", 1) > 1e-6)
    asked = data.draw(st.lists(st.integers(0, 300), min_size=1, max_size=4))
    try:
        rates = schedule.rates(LR, max(asked) + 1)
    except ScheduleError:
        assume(False)
    told = schedule.rates_at(LR, asked)
    assert told is not None
    np.testing.assert_allclose(told, rates[asked], rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("kind", [LinearWithWarmup, CosineWithWarmup, WarmupStableDecay, OneCycleLR])
@given(steps=st.integers(20, 800))
def test_a_rise_ends_at_the_peak(kind: type[Schedule], steps: int) -> None:
    schedule = ending(kind(), steps)
    assert schedule is not None
    rates = schedule.rates(LR, steps)
    top = int(np.ceil(schedule.rise))
    assert top >= steps - 1 or np.isclose(rates[top], rates.max(), rtol=0.01)
    assert (np.diff(rates[:top]) >= 0).all()


@pytest.mark.parametrize("kind", SCHEDULES, ids=lambda kind: kind.__name__)
@given(data=st.data(), steps=st.integers(1, 900))
@settings(max_examples=10, suppress_health_check=[HealthCheck.filter_too_much])
def test_an_ending_is_the_one_asked_for(kind: type[Schedule], data: Any, steps: int) -> None:
    schedule = ending(data.draw(instances(kind, (CosineAnnealingLR, LinearLR))), steps)
    assert schedule is None or (type(schedule) is kind and schedule.length == steps)


def test_parts_cover_the_run_and_can_be_rebuilt() -> None:
    warmed = Warmup(CosineAnnealingLR(T_max=100), steps=20)
    schedule = Sequential((warmed, Constant(), LinearLR()), (120, 200))
    leaves = [part for part in parts(schedule, 300) if part.leaf]
    assert [(part.start, part.stop) for part in leaves] == [(0, 20), (20, 120), (120, 200), (200, 300)]
    for part in leaves:
        assert part.rebuild(part.schedule) == schedule
    changed = leaves[1].rebuild(CosineAnnealingLR(T_max=7))
    assert changed == Sequential((Warmup(CosineAnnealingLR(T_max=7), steps=20), *schedule.schedules[1:]), (120, 200))


def test_parts_in_a_chain_stand_side_by_side() -> None:
    schedule = Chained((ConstantLR(), CosineAnnealingLR()))
    assert [(p.start, p.stop, p.chained) for p in parts(schedule, 50)[1:]] == [(0, 50, True)] * 2


def test_parts_of_phases_are_as_long_as_the_phases() -> None:
    schedule = Phases((Phase(LinearLR(), 0.2), Phase(Constant(), 0.0), Phase(CosineAnnealingLR(), 0.8)), 500)
    inside = parts(schedule, 400)[1:]
    assert [(p.start, p.stop, p.schedule.length) for p in inside] == [(0, 100, 100), (100, 400, 400)]
    assert all(part.rebuild(part.schedule).length == 500 for part in inside)
