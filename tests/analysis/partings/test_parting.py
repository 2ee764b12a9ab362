"""A log is laid over the plan, and the first step at which they part is found."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.analysis.logs import LoggedRun
from lrviz.analysis.partings import CAUSES, parting
from lrviz.schedules import CosineAnnealingLR, Schedule, StepLR, Warmup

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
    assert (found.step, found.share_agreeing) == (None, 1.0)
    assert np.isnan(found.planned)
    told = "In the log, its step s is the plan's step s" in found.sentence
    if told or not isinstance(plan, StepLR):
        assert found.offset == offset
    assert told or isinstance(plan, StepLR)
    assert found.sentence.startswith(f"Plan and log agree within 1 % at all {len(steps):,} logged steps.")


@settings(max_examples=6)
@given(st.integers(200, 800), st.floats(0.3, 0.97) | st.floats(1.03, 3.0), st.integers(-1, 1), st.integers(1, 10))
def test_the_first_step_that_differs_is_named(at: int, change: float, offset: int, every: int) -> None:
    rates = planned(PLANS["cosine with warmup"])
    steps = np.arange(1, STEPS - 1, every)
    real = np.where(steps >= at, change, 1.0) * rates[steps + offset]
    found = parting(rates, logged(steps, real))
    first = int(steps[steps >= at][0])
    assert (found.step, found.offset) == (first, offset)
    assert (found.planned, found.logged) == (rates[first + offset], change * rates[first + offset])
    assert f"part at step {first:,}: planned " in found.sentence
    assert 0 < found.share_agreeing < 1


COSINE, WARMED = planned(PLANS["cosine"]), planned(PLANS["cosine with warmup"])
EVERY, TENTH, FIFTH = np.arange(STEPS), np.arange(0, STEPS, 10), np.arange(0, STEPS, 5)
FLAT, LINE, STAIRS = np.full(100, 0.1), np.linspace(1.0, 0.0, 101), np.array([0.1, 0.01, 0.001]).repeat(30)
SHORT = np.round(1e-3 * (1 - np.arange(100) / 100), 5)
ROUNDED, LONGER = "allowing for the log's rounding", "The log goes on to step 1,999, the plan ends after 1,000 steps."
TWICE = "0: planned 0.001, logged 0.002 (100 % more). The log has 2 times the planned rate."

LAID = {
    "just within the tolerance": (FLAT, EVERY[:100], FLAT * 0.9901, None, "within 1 %"),
    "just beyond it": (FLAT, EVERY[:100], FLAT * 0.9899, 0, "part at step 0"),
    "near zero the peak is the measure": (LINE, EVERY[:101], np.append(LINE[:-1], 5e-4), None, "within 1 %"),
    "near zero, but too much": (LINE, EVERY[:101], np.append(LINE[:-1], 5e-3), 100, "planned 0, logged 0.005."),
    "a forgotten decay": (WARMED, TENTH, np.where(TENTH > 400, WARMED[400], WARMED[TENTH]), 410, "% more"),
    "another base rate is a factor": (COSINE, EVERY, 2 * COSINE, 0, TWICE),
    **{f"{n} decimals": (WARMED, FIFTH, WARMED[FIFTH].round(n), None, ROUNDED) for n in (4, 5)},
    **{f"{n} decimals": (WARMED, FIFTH, WARMED[FIFTH].round(n), None, "within 1 %") for n in (6, 8)},
    "short anyway, and further off than half a digit": (1.06 * SHORT, EVERY[:100], SHORT, 0, "part"),
    "stairs, not rounded": (1.2 * STAIRS, EVERY[:90], STAIRS, 0, "part"),
    "longer than the plan": (COSINE, np.arange(2 * STEPS), np.r_[COSINE, COSINE], None, LONGER),
    "one step more is no matter": (COSINE, TENTH + 10, np.append(COSINE, 0.0)[TENTH + 10], None, "within 1 %"),
    "one logged step": (np.ones(10), np.array([5]), np.ones(1), None, "at the one logged step"),
    "a plan that is not finite": (np.repeat([1, np.nan], 10), EVERY[:20], np.ones(20), 10, "part at step 10"),
}


@pytest.mark.parametrize(("rates", "steps", "real", "step", "words"), LAID.values(), ids=LAID)
def test_where_they_part(rates: np.ndarray, steps: np.ndarray, real: np.ndarray, step: int | None, words: str) -> None:
    found = parting(rates, logged(steps, real))
    assert (found.step, found.offset) == (step, 0)
    assert (found.share_agreeing == 1.0) == (step is None)
    assert words in found.sentence
    assert (ROUNDED in found.sentence, "goes on" in found.sentence) == (words == ROUNDED, words == LONGER)


def test_a_wider_tolerance_and_digits_that_the_log_leaves_out_are_no_parting() -> None:
    assert parting(FLAT, logged(EVERY[:100], FLAT * 0.96), tolerance=0.05).step is None
    for digits in (2, 3, 5):
        written = np.array([float(f"{rate:.{digits - 1}e}") for rate in WARMED[FIFTH]])
        assert parting(WARMED, logged(FIFTH, written)).step is None


def test_a_log_outside_the_plan() -> None:
    found = parting(np.ones(10), logged(np.arange(50, 60), np.ones(10)))
    assert (found.step, found.share_agreeing) == (None, 0.0)
    assert found.sentence == "No logged step lies within the plan: the log has steps 50 to 59, the plan has 10 steps."


def test_rates_near_the_largest_number_are_compared_like_any_other() -> None:
    real = np.concatenate([WARMED[:100], np.linspace(1e307, 1e308, 900)])
    assert parting(WARMED, logged(np.arange(STEPS), real)).step == 100
    everywhere = parting(WARMED, logged(np.arange(STEPS), np.full(STEPS, 1e308)))
    assert (everywhere.step, everywhere.share_agreeing) == (0, 0.0)


def test_a_pause_before_each_cause_may_end_the_search() -> None:
    def pause() -> None:
        tried.append(len(tried))
        if len(tried) == 3:
            raise InterruptedError

    rates = planned(PLANS["cosine with warmup"])
    another = logged(np.arange(0, STEPS, 10), planned(PLANS["stairs"])[::10])
    tried: list[int] = []
    with pytest.raises(InterruptedError):
        parting(rates, another, pause=pause)
    assert tried == [0, 1, 2]
    whole: list[int] = []
    found = parting(rates, another, pause=lambda: whole.append(1))
    assert len(whole) == len(CAUSES)
    assert found.sentence == parting(rates, another).sentence
