"""ReduceLROnPlateau: one rule for floats and blocks, torch's bits."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.arithmetic import blocks
from lrviz.hyperparameters import HyperparameterError
from lrviz.schedules import SCHEDULES, Chained, Constant, Phase, Sequential, Warmup
from lrviz.schedules.plateau import ReduceLROnPlateau
from tests.schedules.oracle import run
from tests.strategies import instances

METRICS = st.lists(
    st.sampled_from([math.nan, -1.0, 0.0, 1.0, 1.0, math.inf, -math.inf, 1.0 - 1e-4, 1.0 - 1e-5]) | st.floats(-10, 10),
    min_size=1,
    max_size=80,
)


@st.composite
def impatient(draw: st.DrawFn) -> ReduceLROnPlateau:
    """Any plateau, with so little patience that it acts."""
    patience, cooldown = draw(st.tuples(st.integers(0, 5), st.integers(0, 5)))
    return replace(draw(instances(ReduceLROnPlateau)), patience=patience, cooldown=cooldown)


@settings(max_examples=300, derandomize=True)
@given(impatient(), st.floats(1e-6, 10.0), METRICS)
def test_equals_torch_bit_for_bit(schedule: ReduceLROnPlateau, lr: float, metrics: list[float]) -> None:
    rates, _, _ = run(schedule.torch_code(lr), lr, len(metrics), metrics=metrics)
    assert schedule.rates_for(lr, metrics).tolist() == rates.tolist()


@settings(max_examples=100, deadline=None, derandomize=True)
@given(impatient(), st.lists(METRICS, min_size=2, max_size=5))
def test_columns_equal_floats(schedule: ReduceLROnPlateau, columns: list[list[float]]) -> None:
    rows = list(zip(*columns, strict=False))
    lr = rate = np.linspace(0.1, 0.5, len(columns))
    used, state = [], schedule.begin(lr, blocks())
    for row in rows:
        used.append(rate)
        state, rate = schedule.react(state, rate, np.array(row), blocks())
    alone = [schedule.rates_for(base, column[: len(rows)]) for base, column in zip(lr, columns, strict=True)]
    np.testing.assert_array_equal(np.array(used).T, alone)


@pytest.mark.parametrize("kind", [kind for kind in SCHEDULES if kind.feedback])
def test_combinations_refuse_it_as_torch_does(kind: type[ReduceLROnPlateau]) -> None:
    for combine in (Warmup, Phase, lambda part: Sequential((Constant(), part), (5,)), lambda part: Chained((part,))):
        with pytest.raises(HyperparameterError, match="ReduceLROnPlateau"):
            combine(kind())
