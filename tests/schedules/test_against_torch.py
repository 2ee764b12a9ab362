"""Every schedule equals the torch object that its own exported code builds."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lrviz.schedules import SCHEDULES, Chained, Paced, Phase, Phases, Resumed, Schedule, Sequential, Warmup
from tests.schedules.oracle import assert_same_as_torch
from tests.strategies import instances

COMBINATIONS = (Warmup, Sequential, Chained, Phases)
CLOCKS = (Paced, Resumed)
"""What puts another clock under schedules, and can be no part of others."""
SINGLE = tuple(schedule for schedule in SCHEDULES if schedule not in (*COMBINATIONS, *CLOCKS) and not schedule.feedback)
EXAMPLES = settings(max_examples=4, derandomize=True)
RATES = st.floats(1e-6, 10.0)


def planned_steps(schedule: Schedule) -> int:
    """Three times the length of a schedule, bounded."""
    return min(3 * (schedule.length or 100) + 2, 1250)


@pytest.mark.parametrize("kind", SINGLE)
@EXAMPLES
@given(st.data())
def test_equals_torch_over_three_times_its_length(kind: type[Schedule], data: st.DataObject) -> None:
    schedule, lr = data.draw(instances(kind)), data.draw(RATES)
    assert_same_as_torch(schedule, lr, planned_steps(schedule))


@pytest.mark.parametrize("kind", SINGLE)
def test_default_equals_torch(kind: type[Schedule]) -> None:
    schedule = kind.usual()
    assert_same_as_torch(schedule, 0.1, planned_steps(schedule))
    if schedule.length:
        assert_same_as_torch(schedule, 0.1, schedule.length)


@pytest.mark.parametrize("kind", [*COMBINATIONS, *CLOCKS])
@settings(EXAMPLES, max_examples=8)
@given(st.data())
def test_combination_equals_torch(kind: type[Schedule], data: st.DataObject) -> None:
    schedule, lr = data.draw(instances(kind, SINGLE)), data.draw(RATES)
    assert_same_as_torch(schedule, lr, planned_steps(schedule), momentum=0.5)


@pytest.mark.parametrize("kind", COMBINATIONS)
@settings(EXAMPLES, max_examples=5)
@given(st.data())
def test_nested_combination_equals_torch(kind: type[Schedule], data: st.DataObject) -> None:
    inner = [_startable(data.draw(instances(part, SINGLE))) for part in (*COMBINATIONS, *SINGLE[:2])]
    parts = tuple(data.draw(st.permutations(inner))[:3])
    early, late = data.draw(st.tuples(st.integers(0, 60), st.integers(0, 60)))
    nest: dict[type[Schedule], Callable[[], Schedule]] = {
        Warmup: lambda: Warmup(parts[0], steps=early),
        Phases: lambda: Phases(tuple(map(Phase, parts, (early, late, 0.5), ("steps", "steps", "share"))), 120),
        Sequential: lambda: Sequential(parts, (early, late)),
        Chained: lambda: Chained(parts),
    }
    try:
        schedule = nest[kind]()
    except ValueError:
        assume(False)
    assert_same_as_torch(schedule, 0.1, 200, momentum=0.5)


def _startable(schedule: Schedule) -> Schedule:
    """A warmup over another schedule, which can be no part of a third one, put before it."""
    return replace(schedule, place="before") if isinstance(schedule, Warmup) and schedule.alone else schedule


@pytest.mark.parametrize("kind", [schedule for schedule in SCHEDULES if not schedule.feedback])
def test_shorter_is_the_beginning_of_longer(kind: type[Schedule]) -> None:
    schedule = kind.usual()
    whole = schedule.rates(0.1, 100)
    assert whole.shape == (100,)
    assert whole.dtype == np.float64
    for steps in (0, 1, 99):
        np.testing.assert_array_equal(schedule.rates(0.1, steps), whole[:steps])
