"""What traps ask of one schedule agrees with its curve."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lrviz.analysis.traps.case import first_wrong
from lrviz.analysis.traps.lengths import ending
from lrviz.analysis.traps.parts import parts
from lrviz.schedules import (
    SCHEDULES,
    Chained,
    Constant,
    ConstantLR,
    CosineAnnealingLR,
    LinearLR,
    Phase,
    Phases,
    Schedule,
    ScheduleError,
    Sequential,
    Warmup,
)
from lrviz.schedules.combination import Combination
from tests.strategies import instances

LR = 0.1
RISING = [kind for kind in SCHEDULES if kind.usual().rise]
SINGLE = [kind for kind in SCHEDULES if not kind.feedback and not issubclass(kind, Combination)]


@pytest.mark.parametrize("kind", [kind for kind in SCHEDULES if kind.usual().rates_at(LR, [0]) is not None])
@given(data=st.data())
@settings(max_examples=10)
def test_single_rates_are_those_of_the_curve(kind: type[Schedule], data: Any) -> None:
    schedule = data.draw(instances(kind))
    # torch goes back from a tiny factor by dividing by it, which keeps few digits
    assume(all(schedule.arguments().get(name, 1) > 1e-6 for name in ("factor", "start_factor")))
    asked = data.draw(st.lists(st.integers(0, 300), min_size=1, max_size=4))
    try:
        rates = schedule.rates(LR, max(asked) + 1)
    except ScheduleError:
        assume(False)
    told = schedule.rates_at(LR, asked)
    assert told is not None
    np.testing.assert_allclose(told, rates[asked], rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("kind", [kind for kind in SINGLE if kind.falls])
def test_what_says_that_it_falls_comes_down_to_its_floor(kind: type[Schedule]) -> None:
    schedule = LinearLR(1.0, 0.0, 400) if kind is LinearLR else ending(kind.usual(), 400) or kind.usual()
    assert schedule.length is not None, f"{kind.__name__} must declare a length"
    rates, floor = schedule.rates(LR, schedule.length), schedule.rates_at(LR, [schedule.length])
    assert floor is not None, f"{kind.__name__} must declare rates_at"
    assert rates[-1] - floor[0] <= 0.06 * (rates.max() - floor[0])
    assert floor[0] < 0.5 * rates.max()


@pytest.mark.parametrize("kind", RISING)
@given(steps=st.integers(20, 800))
@settings(max_examples=15)
def test_a_rise_ends_at_the_peak(kind: type[Schedule], steps: int) -> None:
    schedule = ending(kind.usual(), steps) or kind.usual()
    top = int(np.ceil(schedule.rise))
    rates = schedule.rates(LR, schedule.length or 3 * top)
    assert top >= len(rates) - 1 or np.isclose(rates[top], rates.max(), rtol=0.01)
    assert (np.diff(rates[:top]) >= 0).all()


@pytest.mark.parametrize("kind", [kind for kind in SINGLE if kind not in RISING])
def test_what_rises_at_first_says_how_long(kind: type[Schedule]) -> None:
    assert not (np.diff(kind.usual().rates(LR, 5)) > 0).all(), f"{kind.__name__} must declare rise_field"


@pytest.mark.parametrize("kind", SINGLE)
@given(data=st.data(), steps=st.integers(1, 300), lr=st.sampled_from((0.0, 1e-3, 0.1)))
@settings(max_examples=10)
def test_what_does_not_say_that_it_may_fail_does_not(kind: type[Schedule], data: Any, steps: int, lr: float) -> None:
    schedule = data.draw(instances(kind))
    if not schedule.may_fail(steps, lr, late=False, chained=False):
        assert first_wrong(schedule.rates(lr, steps)) is None, f"{kind.__name__} must declare may_fail"


@pytest.mark.parametrize("kind", [kind for kind in SINGLE if kind.usual().bottom])
def test_after_its_bottom_a_rate_climbs_again(kind: type[Schedule]) -> None:
    rise, bottom = int(kind.usual().rise), kind.usual().bottom or 0
    rates = kind.usual().rates(LR, bottom + 50)
    assert np.argmin(rates[rise:]) == bottom - rise
    assert rates[-1] > rates[bottom]


@pytest.mark.parametrize("kind", SCHEDULES)
@given(data=st.data(), steps=st.integers(1, 900))
@settings(max_examples=10)
def test_an_ending_is_the_one_asked_for(kind: type[Schedule], data: Any, steps: int) -> None:
    schedule = ending(data.draw(instances(kind, (CosineAnnealingLR, LinearLR))), steps)
    assert schedule is None or (type(schedule) is kind and schedule.length == steps)


def test_parts_cover_the_run_and_can_be_rebuilt() -> None:
    warmed = Warmup(CosineAnnealingLR(T_max=100), steps=20)
    schedule = Sequential((warmed, Constant(), LinearLR()), (120, 200))
    leaves = [part for part in parts(schedule, 300) if part.leaf]
    assert [(part.start, part.stop) for part in leaves] == [(0, 20), (20, 120), (120, 200), (200, 300)]
    assert all(part.rebuild(part.schedule) == schedule for part in leaves)
    changed = leaves[1].rebuild(CosineAnnealingLR(T_max=7))
    assert changed == Sequential((Warmup(CosineAnnealingLR(T_max=7), steps=20), *schedule.schedules[1:]), (120, 200))


def test_parts_in_a_chain_stand_side_by_side_and_those_of_phases_are_as_long_as_the_phases() -> None:
    chain = parts(Chained((ConstantLR(), CosineAnnealingLR.usual())), 50)[1:]
    assert [(part.start, part.stop, part.chained) for part in chain] == [(0, 50, True)] * 2
    phases = Phases((Phase(LinearLR(), 0.2), Phase(Constant(), 0.0), Phase(CosineAnnealingLR.usual(), 0.8)), 500)
    inside = parts(phases, 400)[1:]
    assert [(part.start, part.stop, part.schedule.length) for part in inside] == [(0, 100, 100), (100, 400, 400)]
    assert all(part.rebuild(part.schedule).length == 500 for part in inside)
