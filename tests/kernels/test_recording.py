"""Recorded values: what they write down, and what they refuse."""

import math
from typing import Any

import numpy as np
import pytest

from lrviz.arithmetic import FLOATS, Value
from lrviz.kernels.evaluation import computed
from lrviz.kernels.recording import recording
from lrviz.kernels.values import Recorded, RecordedStep, Tracing, TracingError

VALUES = [0.0, -0.0, 1.0, -2.5, 3e200, math.inf, -math.inf, math.nan, 5e-324]
DECAYS = [0.9, 0.5, 0.3]


def evaluated(tracing: Tracing, value: Recorded, **inputs: float) -> Any:
    """The value at some inputs, computed with numpy."""
    order = tracing.listing.reachable([value.index])
    with np.errstate(all="ignore"):
        return float(computed(tracing.listing, order, lambda name: np.float64(inputs[name]))[value.index])


def equal(one: float, other: float) -> bool:
    """Whether two numbers have the same bits, a NaN being one."""
    return one.hex() == other.hex()


@pytest.mark.parametrize(
    ("name", "value"),
    [  # of "single" Python refuses ±3e200, and blocks give inf
        (name, one)
        for name in ("absolute", "sign", "single")
        for one in VALUES
        if (name, abs(one)) != ("single", 3e200)
    ],
)
def test_operations_on_one_value_are_those_on_floats(name: str, value: float) -> None:
    tracing = Tracing()
    found = getattr(recording(tracing), name)(tracing.input("x"))
    assert equal(evaluated(tracing, found, x=value), float(getattr(FLOATS, name)(value)))


@pytest.mark.parametrize("name", ["maximum", "minimum"])
@pytest.mark.parametrize("a", VALUES)
def test_the_larger_and_the_smaller_are_those_of_floats(name: str, a: float) -> None:
    tracing = Tracing()
    found = getattr(recording(tracing), name)(tracing.input("x"), tracing.input("y"))
    for b in VALUES:
        assert equal(evaluated(tracing, found, x=a, y=b), getattr(FLOATS, name)(a, b)), b


@pytest.mark.parametrize("decay", DECAYS)
def test_averages_are_those_of_floats_on_either_side_of_a_half(decay: float) -> None:
    tracing = Tracing()
    ops, field = recording(tracing), tracing.input("field.beta1", 0.9)
    average = ops.average(tracing.input("x"), tracing.input("y"), field)
    lerp = ops.lerp(tracing.input("x"), tracing.input("y"), 1 - field)
    given = {"x": 1.7, "y": -0.3, "field.beta1": decay}
    assert equal(evaluated(tracing, average, **given), FLOATS.average(1.7, -0.3, decay))
    if (1 - decay < 0.5) == (1 - 0.9 < 0.5):  # that branch is decided by the value that is known
        assert equal(evaluated(tracing, lerp, **given), FLOATS.lerp(1.7, -0.3, 1 - decay))


def test_branches_go_by_hyperparameters_and_by_nothing_else() -> None:
    tracing = Tracing()
    assert bool(tracing.input("field.eps", 0.5) * 2 > 0.9)
    assert recording(tracing).every(tracing.input("field.eps", 0.5) != 0)
    with pytest.raises(TracingError, match="decided by hyperparameters"):
        bool(tracing.input("x") > 0)
    with pytest.raises(TracingError, match="use the operations"):
        math.exp(tracing.input("x"))


def test_both_sides_are_taken_where_a_condition_is_not_known() -> None:
    ops, condition = recording(tracing := Tracing()), tracing.input("x") > 0
    assert ops.some(condition)
    assert not ops.every(condition)


def test_numpy_leaves_recorded_values_alone() -> None:
    tracing = Tracing()
    assert evaluated(tracing, np.float64(3.0) - tracing.input("x"), x=1.0) == 2.0


def test_the_step_may_be_asked_whether_it_is_the_first() -> None:
    step = RecordedStep(Tracing(), first=True)
    assert step == 1
    assert step + 1 == 2
    assert RecordedStep(Tracing(), first=False) != 1
    with pytest.raises(TracingError, match="step 1"):
        step == 3  # noqa: B015


def test_functions_of_python_become_tables() -> None:
    tracing = Tracing()
    ops, step, beta = recording(tracing), RecordedStep(tracing, False), tracing.input("field.beta1", 0.9)

    def corrected(step: Value) -> Value:
        return ops.each(lambda t, decay: 1 - decay**t, step, beta)

    one, again, next_one = corrected(step), corrected(step), corrected(step + 1)
    assert one.index == again.index != next_one.index
    assert [(table.ahead, table.operands) for table in tracing.tables] == [(0, (beta.index,)), (1, (beta.index,))]
    assert tracing.tables[1].function(3, 0.5) == 1 - 0.5**3


def test_tables_are_of_what_is_known_before_the_run() -> None:
    tracing = Tracing()
    ops, step, scale = recording(tracing), RecordedStep(tracing, False), 2.0
    with pytest.raises(TracingError, match="of the step and of hyperparameters"):
        ops.each(lambda t, v: v**t, step, tracing.input("x"))
    with pytest.raises(TracingError, match="all that it needs"):
        ops.each(lambda t, v: scale * v**t, step, tracing.input("rate"))
    own = ops.each(lambda t, v: v**t, step, tracing.input("own.field.beta1"))
    assert tracing.listing.operations[own.index].word == "wide.table.0"


@pytest.mark.parametrize("name", ["rate", "own.rate", "x"])
def test_powers_are_functions_of_our_own_whatever_they_are_of(name: str) -> None:
    tracing = Tracing()
    power = recording(tracing).power(tracing.input(name), 0.75)
    assert tracing.listing.operations[power.index].word == "pow"
    assert not tracing.tables
