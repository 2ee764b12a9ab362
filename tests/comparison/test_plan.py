"""A plan counts as training loops do."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrviz.comparison import MOST_STEPS, UNITS, Plan

COUNTS = st.integers(1, 60)


@given(st.integers(1, 3000), COUNTS, st.integers(1, 8), st.integers(1, 4), st.booleans())
def test_an_epoch_has_the_steps_that_a_loop_makes(
    samples: int, batch: int, accumulation: int, devices: int, drop: bool
) -> None:
    plan = Plan(5, "steps", samples, batch, accumulation, devices, drop_last=drop)
    batches = [min(batch * devices, samples - start) for start in range(0, samples, batch * devices)]
    if drop:
        batches = [size for size in batches if size == batch * devices]
    steps = sum(1 for number in range(1, len(batches) + 1) if number % accumulation == 0 or number == len(batches))
    assert plan.steps_per_epoch == max(1, steps)


@given(st.integers(1, 10_000), COUNTS, st.integers(1, 5000), st.sampled_from(UNITS))
def test_another_unit_is_the_same_run(steps: int, batch: int, tokens: int, unit: str) -> None:
    plan = Plan(steps, "steps", 1000, batch, tokens_per_sample=tokens)
    other = plan.counted_in(unit)
    assert other.steps == plan.steps == steps
    assert other.unit == unit
    assert other.counted_in("steps").budget == pytest.approx(steps)


def test_epochs_and_tokens_are_those_of_the_steps_and_a_part_of_a_step_is_a_step() -> None:
    plan = Plan(3, "epochs", samples=1000, batch_size=8, accumulation=4, devices=2, tokens_per_sample=128)
    assert plan.steps_per_epoch == math.ceil(math.ceil(1000 / 16) / 4) == 16
    assert (plan.steps, plan.epochs, plan.tokens) == (48, 3.0, 48 * 64 * 128.0)
    assert Plan(10.2, "steps").steps == 11
    assert Plan(0.1, "epochs", samples=320, batch_size=32).steps == 1


def test_runs_that_are_too_long_are_refused_with_their_length() -> None:
    for budget, unit, shown in ((2 * MOST_STEPS, "steps", "2,000,000"), (1e15, "epochs", "1,563,")):
        with pytest.raises(ValueError, match=rf"1 to 1,000,000 optimizer steps.*{shown}"):
            Plan(budget, unit)
