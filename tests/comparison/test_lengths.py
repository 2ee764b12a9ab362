"""Lengths are read as people write them, and never as something else."""

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrviz.comparison import Plan
from lrviz.comparison.lengths import Amount, in_steps, read_amount, read_length

PLAN = Plan(20_000, samples=64_000, batch_size=64, tokens_per_sample=1_000)
"""1,000 steps an epoch, 64,000 tokens a step."""


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("5000", Amount(5000)),
        (" 5,000 ", Amount(5000)),
        ("5 000 steps", Amount(5000, "steps")),
        ("1_000_000 it", Amount(1_000_000, "steps")),
        ("1,234,567.5", Amount(1_234_567.5)),
        ("20 %", Amount(0.2, "share")),
        ("2.5%", Amount(0.025, "share")),
        ("20 per cent", Amount(0.2, "share")),
        ("3 epochs", Amount(3, "epochs")),
        ("1 Epoch", Amount(1, "epochs")),
        ("2ep", Amount(2, "epochs")),
        ("1.5M", Amount(1.5e6)),
        ("10k steps", Amount(10_000, "steps")),
        ("10B", Amount(1e10, "tokens")),
        ("10b", Amount(1e10, "tokens")),
        ("10 B tokens", Amount(1e10, "tokens")),
        ("300Btok", Amount(3e11, "tokens")),
        ("1.5M tokens", Amount(1.5e6, "tokens")),
        ("2T", Amount(2e12, "tokens")),
        ("5 tokens", Amount(5, "tokens")),
        ("5 t", Amount(5e12, "tokens")),
        ("1e4", Amount(10_000)),
        ("1e4ep", Amount(10_000, "epochs")),
        (".5 epochs", Amount(0.5, "epochs")),
        ("64k samples", Amount(64_000, "samples")),
        ("0", Amount(0)),
    ],
)
def test_what_people_write(text: str, amount: Amount) -> None:
    found = read_amount(text)
    assert found.unit == amount.unit
    assert found.value == pytest.approx(amount.value, rel=1e-15)


@pytest.mark.parametrize(
    "text",
    ["", " ", "%", "ten", "-5", "1,5", "1,50", "1.000.000", "nan", "inf", "1e999", "5 years", "5 %%", "3 epochs 2", "٣",
     "0x10", "1" * 90, "5\n6", "k", "1kk", "__import__('os')"],
)  # fmt: skip
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a length must be"):
        read_amount(text)


@pytest.mark.parametrize(
    ("text", "per_call", "length"),
    [
        ("20 %", 1, 4_000),
        ("20 %", 1_000, 4),
        ("3 epochs", 1, 3_000),
        ("3 epochs", 1_000, 3),
        ("3", 1_000, 3),
        ("3,000 steps", 1_000, 3),
        ("64M tokens", 1, 1_000),
        ("0.001 %", 1, 1),
        ("0 %", 1, 0),
        ("10B", 1, 156_250),
        ("64 samples", 1, 1),
    ],
)
def test_a_length_in_steps_of_the_scheduler(text: str, per_call: int, length: float) -> None:
    assert read_length(text, PLAN, per_call) == length


@given(st.floats(0.01, 1e6), st.sampled_from(["steps", "epochs", "tokens"]))
def test_every_unit_of_a_plan_is_converted_as_the_plan_does(value: float, unit: str) -> None:
    steps = in_steps(Amount(value, unit), PLAN)
    assert steps * PLAN.per_step(unit) == pytest.approx(value)
    assert read_length(f"{value!r} {unit}", PLAN) == max(1, math.floor(steps + 0.5))


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert 0 <= read_amount(text).value < math.inf
