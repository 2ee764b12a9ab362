"""What becomes of a schedule when a run is resumed, beside torch's own objects, for every class."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lrviz.schedules import (
    SCHEDULES,
    Chained,
    CosineAnnealingLR,
    ExponentialLR,
    LinearWithWarmup,
    Phases,
    Resumed,
    Schedule,
    Sequential,
    StepLR,
    Warmup,
)
from lrviz.schedules.combination import Combination
from lrviz.schedules.elementary import Elementary
from lrviz.schedules.resumed import LAST_EPOCH, NEW, STATE
from tests.schedules.oracle import assert_same_as_torch
from tests.strategies import instances

SINGLE = tuple(kind for kind in SCHEDULES if issubclass(kind, Elementary))
WHOLES = (Warmup, Sequential, Chained, Phases)


def pairs(kind: type[Schedule]) -> st.SearchStrategy[tuple[Schedule, Schedule]]:
    """A schedule and the same with other numbers; of several parts, the same classes in both."""
    if kind in SINGLE:
        return st.tuples(instances(kind), instances(kind))
    part = st.sampled_from(SINGLE)
    return part.flatmap(lambda inner: st.tuples(instances(kind, (inner,)), instances(kind, (inner,))))


@pytest.mark.parametrize("kind", [*SINGLE, *WHOLES])
@settings(max_examples=6, derandomize=True)
@given(st.data())
def test_is_what_torch_makes_of_the_checkpoint(kind: type[Schedule], data: st.DataObject) -> None:
    before, after = data.draw(pairs(kind))
    ways = (LAST_EPOCH, STATE, NEW) if kind in SINGLE else (STATE, NEW)
    stop, by, lr = data.draw(st.integers(1, 90)), data.draw(st.sampled_from(ways)), data.draw(st.floats(1e-4, 2.0))
    try:
        resumed = Resumed(before, after, stop, by)
    except ValueError:
        assume(False)
    assert_same_as_torch(resumed, lr, 140, momentum=0.5)


def test_a_loaded_cosine_keeps_its_length_and_climbs_again() -> None:
    old, new = CosineAnnealingLR(200), CosineAnnealingLR(400)
    rates = Resumed(old, new, 50, STATE).rates(0.1, 400)
    np.testing.assert_array_equal(rates, old.rates(0.1, 400))
    assert rates[200] < 1e-6 < 0.09 < rates[399]


def test_a_loaded_function_is_the_new_one_and_the_rate_jumps() -> None:
    old, new = LinearWithWarmup(10, 200), LinearWithWarmup(10, 400)
    rates = Resumed(old, new, 100, STATE).rates(0.1, 400)
    np.testing.assert_array_equal(rates[:101], old.rates(0.1, 101))  # the loaded optimizer has the rate of step 100
    np.testing.assert_array_equal(rates[101:], new.rates(0.1, 400)[101:])
    assert rates[101] > 1.4 * rates[100]


def test_last_epoch_applies_a_drop_again_that_falls_on_the_step() -> None:
    assert Resumed(StepLR(50), StepLR(50), 100, LAST_EPOCH).rates(1.0, 101)[100] == pytest.approx(1e-3)
    assert Resumed(StepLR(50), StepLR(50), 99, LAST_EPOCH).rates(1.0, 101)[100] == pytest.approx(1e-2)


@settings(max_examples=15, derandomize=True)
@given(st.data())
def test_a_new_scheduler_of_any_class_starts_from_the_base_rate(data: st.DataObject) -> None:
    kinds = [*SINGLE, *WHOLES]
    before, after = (data.draw(instances(data.draw(st.sampled_from(kinds)), SINGLE)) for _ in range(2))
    try:
        resumed = Resumed(before, after, data.draw(st.integers(1, 60)), NEW)
    except ValueError:
        assume(False)
    assert_same_as_torch(resumed, 0.1, 120, momentum=0.5)


@pytest.mark.parametrize(
    ("before", "after", "by", "words"),
    [
        (ExponentialLR.usual(), CosineAnnealingLR.usual(), STATE, "same classes"),
        (Warmup(), Warmup(), LAST_EPOCH, "last_epoch"),
        (Warmup(), Warmup(steps=0), STATE, "same classes"),
        (Resumed(), Resumed(), STATE, "torch can start"),
    ],
)
def test_what_cannot_be_resumed_so_is_refused(before: Schedule, after: Schedule, by: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Resumed(before, after, 10, by)


def test_every_combination_but_the_clocks_is_here() -> None:
    wholes = {kind for kind in SCHEDULES if issubclass(kind, Combination)}
    assert {kind.__name__ for kind in wholes - set(WHOLES)} == {"Paced", "Resumed"}
