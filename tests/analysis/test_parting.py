"""A log is laid over the plan, and the first step at which they part is found."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrviz.analysis.logs import LoggedRun
from lrviz.analysis.parting import parting
from lrviz.schedules import CosineAnnealingLR, CosineWithWarmup, Schedule, StepLR, Warmup

STEPS = 1000
PLANS = {
    "cosine with warmup": Warmup(CosineAnnealingLR(T_max=900), steps=100),
    "cosine": CosineAnnealingLR(T_max=STEPS),
    "stairs": StepLR(step_size=200, gamma=0.5),
}


def planned(schedule: Schedule) -> np.ndarray:
    return schedule.rates(1e-3, STEPS)


def logged(steps: np.ndarray, rates: np.ndarray) -> LoggedRun:
    return LoggedRun(np.asarray(steps, dtype=np.int64), np.asarray(rates, dtype=float), None)


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
@given(offset=st.sampled_from([-1, 0, 1]), every=st.integers(1, 20), start=st.integers(0, 300))
def test_the_offset_is_found_and_nothing_parts(plan: Schedule, offset: int, every: int, start: int) -> None:
    rates = planned(plan)
    steps = np.arange(max(start, -offset), STEPS - max(offset, 0), every)
    found = parting(rates, logged(steps, rates[steps + offset]))
    assert found.step is None
    assert found.share_agreeing == 1.0
    assert np.isnan(found.planned)
    if not isinstance(plan, StepLR):
        assert found.offset == offset
    assert found.sentence.startswith(
        f"Plan and log agree within 1 % at all {len(steps):,} logged steps. In the log, its "
    )


@given(
    at=st.integers(200, 800),
    change=st.floats(0.3, 0.97) | st.floats(1.03, 3.0),
    offset=st.sampled_from([-1, 0, 1]),
    every=st.integers(1, 10),
)
def test_the_first_step_that_differs_is_named(at: int, change: float, offset: int, every: int) -> None:
    rates = planned(PLANS["cosine with warmup"])
    steps = np.arange(1, STEPS - 1, every)
    real = np.where(steps >= at, change, 1.0) * rates[steps + offset]
    found = parting(rates, logged(steps, real))
    first = int(steps[steps >= at][0])
    assert found.step == first
    assert found.offset == offset
    assert found.planned == rates[first + offset]
    assert found.logged == change * rates[first + offset]
    assert f"part at step {first:,}: planned " in found.sentence
    assert 0 < found.share_agreeing < 1


def test_just_within_and_just_beyond_the_tolerance() -> None:
    rates = np.full(100, 0.1)
    steps = np.arange(100)
    assert parting(rates, logged(steps, rates * 0.9901)).step is None
    assert parting(rates, logged(steps, rates * 0.9899)).step == 0
    assert parting(rates, logged(steps, rates * 0.96), tolerance=0.05).step is None


def test_near_zero_the_peak_is_the_measure() -> None:
    rates = np.linspace(1.0, 0.0, 101)
    real = rates.copy()
    real[-1] = 5e-4
    assert parting(rates, logged(np.arange(101), real)).step is None
    real[-1] = 5e-3
    found = parting(rates, logged(np.arange(101), real))
    assert (found.step, found.planned) == (100, 0.0)
    assert "planned 0, logged 0.005." in found.sentence


def test_a_run_that_forgot_its_decay() -> None:
    rates = planned(CosineWithWarmup(warmup_steps=100, total_steps=STEPS))
    steps = np.arange(0, STEPS, 10)
    found = parting(rates, logged(steps, np.where(steps > 400, rates[400], rates[steps])))
    assert found.step == 410
    assert "(" in found.sentence
    assert "% more" in found.sentence


def test_another_base_rate_is_told_as_a_factor() -> None:
    rates = planned(PLANS["cosine"])
    found = parting(rates, logged(np.arange(STEPS), 2 * rates))
    assert found.step == 0
    assert found.sentence == (
        "Plan and log part at step 0: planned 0.001, logged 0.002, and nearly all along the log is 2 times the plan."
    )


@pytest.mark.parametrize("decimals", [4, 5, 6, 8])
def test_decimals_that_the_log_leaves_out_are_no_parting(decimals: int) -> None:
    rates = planned(PLANS["cosine with warmup"])
    steps = np.arange(0, STEPS, 5)
    found = parting(rates, logged(steps, np.round(rates[steps], decimals)))
    assert found.step is None
    assert ("allowing for the log's rounding" in found.sentence) == (decimals < 6)


@pytest.mark.parametrize("digits", [2, 3, 5])
def test_digits_that_the_log_leaves_out_are_no_parting(digits: int) -> None:
    rates = planned(PLANS["cosine with warmup"])
    steps = np.arange(0, STEPS, 5)
    found = parting(rates, logged(steps, np.array([float(f"{rate:.{digits - 1}e}") for rate in rates[steps]])))
    assert found.step is None


def test_rates_that_are_short_anyway_are_not_taken_for_rounded() -> None:
    steps = np.arange(100)
    rates = np.round(1e-3 * (1 - steps / 100), 5)
    assert parting(1.03 * rates, logged(steps, rates)).step == 0
    stairs = np.array([0.1, 0.01, 0.001]).repeat(30)
    assert parting(1.2 * stairs, logged(np.arange(90), stairs)).step == 0


def test_a_log_longer_than_the_plan() -> None:
    rates = planned(PLANS["cosine"])
    found = parting(rates, logged(np.arange(2 * STEPS), np.r_[rates, rates]))
    assert found.step is None
    assert found.share_agreeing == 1.0
    assert found.sentence.endswith("The log goes on to step 1,999, the plan ends after 1,000 steps.")


def test_one_step_more_is_no_matter() -> None:
    rates = planned(PLANS["cosine"])
    found = parting(rates, logged(np.arange(10, STEPS + 1, 10), np.r_[rates, 0.0][10::10]))
    assert (found.step, found.offset) == (None, 0)
    assert "goes on" not in found.sentence


def test_a_log_outside_the_plan() -> None:
    found = parting(np.ones(10), logged(np.arange(50, 60), np.ones(10)))
    assert (found.step, found.share_agreeing) == (None, 0.0)
    assert found.sentence == "No logged step lies within the plan: the log has steps 50 to 59, the plan has 10 steps."


def test_one_logged_step() -> None:
    found = parting(np.ones(10), logged(np.array([5]), np.ones(1)))
    assert (found.step, found.offset) == (None, 0)
    assert "at the one logged step" in found.sentence


def test_a_plan_that_is_not_finite_parts() -> None:
    rates = np.ones(20)
    rates[10:] = np.nan
    assert parting(rates, logged(np.arange(20), np.ones(20))).step == 10
